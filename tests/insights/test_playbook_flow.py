"""A playbook as a flow and as branches of the map: nothing of it is left out, nothing stands twice."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from amends.core.errors import NotFound
from amends.insights.playbook_flow import Branch, by_group, evidence_by_stage, lanes, playbook_named
from amends.insights.rulebook_map import Node, found_in, whole_tree
from amends.playbooks.playbook import Playbook
from amends.playbooks.reading import playbooks
from amends.triage.codes import CODES as ISSUE_TYPES

BOOKS = sorted(playbooks().values(), key=lambda book: book.issue_type)


def drawn(branches: Iterable[Branch]) -> Iterator[str]:
    for branch in branches:
        yield branch.step.code
        yield from drawn(branch.next)


def leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from leaves(node.next)


def test_every_issue_type_stands_in_one_group() -> None:
    listed = Counter(each.issue_type for rows in by_group().values() for each in rows)
    assert listed == Counter(ISSUE_TYPES)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.issue_type)
def test_every_step_is_drawn_once(book: Playbook) -> None:
    found = Counter(code for lane in lanes(book) for code in drawn(lane.branches))
    assert found == Counter(step.code for step in book.steps)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.issue_type)
def test_every_piece_of_evidence_has_its_stage(book: Playbook) -> None:
    found = [row for rows in evidence_by_stage(book).values() for row in rows]
    assert Counter(found) == Counter(book.evidence)


def test_a_step_stands_behind_what_it_waits_for() -> None:
    book = playbook_named("delayed")
    [lane] = [lane for lane in lanes(book) if lane.plan == "disruption"]
    behind = {branch.step.code: list(drawn(branch.next)) for branch in lane.branches}
    assert "see_it_home" in behind["stop_parcel"]
    assert "book_to_carrier" in behind, "it waits for a step of no plan"


def test_what_is_no_playbook_is_not_found() -> None:
    with pytest.raises(NotFound):
        playbook_named("nonsense")


def test_the_map_holds_every_cause_way_out_and_plan() -> None:
    found = {(node.of, node.kind, node.code) for node in leaves(whole_tree())}
    for book in BOOKS:
        for cause in book.causes:
            assert (book.issue_type, "causes", cause.code) in found
        for way in book.resolutions:
            assert (book.issue_type, "resolutions", way.code) in found


def test_a_search_leaves_only_what_leads_there() -> None:
    tree = found_in(whole_tree(), "delayed LOST", lambda node: f"{node.of} {node.code}")
    ends = [node for node in leaves(tree) if not node.next]
    assert {(node.of, node.code) for node in ends} >= {("delayed", "lost")}
    assert all("delayed" in f"{node.of} {node.code}" for node in ends)
    assert all(node.is_open for node in leaves(tree) if node.next)
    assert found_in(whole_tree(), "zzz nothing", lambda node: node.code) == ()
