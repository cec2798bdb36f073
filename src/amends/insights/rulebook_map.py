"""The rulebook as a tree: needs with causes, ways out and plans; marketplaces, laws, carriers with rules."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from amends.insights.playbook_flow import Listed, by_group
from amends.insights.rulebook_index import NOTE, ROW, RULE, Entry, every_rule, plain_words
from amends.playbooks.playbook import Playbook

NEEDS, TABLES = "needs", "tables"
BRANCHES = (NEEDS, "platform", "law", "carrier", "own", TABLES)


@dataclass(frozen=True, slots=True)
class Node:
    """A branch or a leaf: `kind` says what its `code` names; `of` the issue type or rule it stands in.

    `is_open`: it leads to something that was looked for.
    """

    kind: str
    code: str
    of: str = ""
    next: tuple["Node", ...] = ()
    is_open: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.next)) or 1


def whole_tree() -> tuple[Node, ...]:
    """Everything, in the order in which it is shown."""
    entries = every_rule()
    needs = tuple(
        Node("group", group, next=tuple(map(_issue_type, listed))) for group, listed in by_group().items()
    )
    sides = (
        Node("branch", "platform", next=_grouped(entries, "platform", "marketplace", _marketplaces)),
        Node("branch", "law", next=_grouped(entries, "law", "country", _countries)),
        Node("branch", "carrier", next=_grouped(entries, "carrier", "carrier", _carriers)),
        Node("branch", "own", next=tuple(map(_leaf, _of_policies(entries, "own")))),
    )
    rows = [entry for entry in entries if entry.family == ROW]
    questions = dict.fromkeys(entry.kind for entry in rows)
    tables = (
        Node("question", name, next=tuple(_leaf(entry) for entry in rows if entry.kind == name))
        for name in questions
    )
    every = (Node("branch", NEEDS, next=needs), *sides, Node("branch", TABLES, next=tuple(tables)))
    return tuple(node for node in every if node.next)


def found_in(nodes: Iterable[Node], words: str, told: Callable[[Node], str]) -> tuple[Node, ...]:
    """Only what says all the words, with the branches that lead there open, and all that is below a find."""
    wanted = plain_words(words).split()

    def search(node: Node) -> Node | None:
        said = plain_words(told(node))
        if all(word in said for word in wanted):
            return replace(node, is_open=True)
        below = tuple(each for child in node.next if (each := search(child)) is not None)
        return replace(node, next=below, is_open=True) if below else None

    return tuple(found for node in nodes if (found := search(node)) is not None)


def _issue_type(listed: Listed) -> Node:
    if listed.book is None:
        return Node("unwritten", listed.issue_type)
    return Node("issue_type", listed.issue_type, next=tuple(_parts(listed.book)))


def _parts(book: Playbook) -> Iterator[Node]:
    plans = dict.fromkeys(step.plan for step in book.steps if step.plan is not None)
    sections = (
        ("causes", [cause.code for cause in book.causes]),
        ("resolutions", [way.code for way in book.resolutions]),
        ("plans", list(plans)),
    )
    for section, codes in sections:
        if codes:
            leaves = tuple(Node(section, code, book.issue_type) for code in codes)
            yield Node("section", section, book.issue_type, next=leaves)


def _of_policies(entries: Iterable[Entry], side: str) -> list[Entry]:
    return [entry for entry in entries if entry.side == side and entry.family in (RULE, NOTE)]


def _grouped(
    entries: Iterable[Entry], side: str, kind: str, names: Callable[[Entry], Iterable[str]]
) -> tuple[Node, ...]:
    groups: dict[str, list[Node]] = {}
    for entry in _of_policies(entries, side):
        for name in sorted(names(entry)) or [""]:
            groups.setdefault(name, []).append(_leaf(entry))
    return tuple(Node(kind, name, next=tuple(leaves)) for name, leaves in groups.items())


def _marketplaces(entry: Entry) -> Iterable[str]:
    return entry.marketplaces or ()


def _countries(entry: Entry) -> Iterable[str]:
    """The countries; many at once are one law of all of them, told by its pack."""
    named = entry.countries or frozenset()
    return named if len(named) <= 1 else [entry.pack.rpartition("_")[2].upper()]


def _carriers(entry: Entry) -> Iterable[str]:
    return {code for version in entry.versions for code in version.scope.carriers or ()}


def _leaf(entry: Entry) -> Node:
    return Node("rule", entry.id, of=entry.family)
