"""docs/requirements.md says what is true: each requirement is met by what it names, or said to be open."""

import re

import pytest

from amends.core.packs import load_packs
from amends.triage.codes import CODES as ISSUE_TYPES
from tests.architecture.requirements import (
    PAGE,
    SOURCE,
    Requirement,
    page,
    playbooks_by_requirement,
    requirements,
)

COUNTS = {"A": 13, "B": 39, "C": 5, "D": 11, "E": 7, "F": 7, "G": 4, "H": 3, "I": 5, "J": 3}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_requirement_has_its_row() -> None:
    wanted = [f"{part}{n}" for part, count in COUNTS.items() for n in range(1, count + 1)]
    assert [row.id for row in requirements()] == wanted


@pytest.mark.parametrize("row", requirements(), ids=lambda row: row.id)
def test_a_row_is_covered_or_open(row: Requirement) -> None:
    assert row.about
    assert row.playbooks or row.also or row.missing, "nothing covers it, and it is not said to be open"
    for place in row.also:
        assert (SOURCE / place).exists(), place
    if row.missing == "all of it":
        assert not row.also


@pytest.mark.parametrize("row", [row for row in requirements() if row.id[0] in "BF"], ids=lambda row: row.id)
def test_issue_types_and_disputes_are_covered(row: Requirement) -> None:
    assert row.playbooks or row.id == "F7"
    assert row.playbooks or any(place.startswith("packs/policies/") for place in row.also)


def test_every_issue_type_has_a_playbook_that_says_what_it_covers() -> None:
    bodies = {pack.body["issue_type"]: pack.body for pack in load_packs("playbooks")}
    assert set(bodies) == set(ISSUE_TYPES)
    for body in bodies.values():
        assert body["requirements"]
        assert all(re.fullmatch(r"[A-J]\d+", code) for code in body["requirements"])


def test_playbooks_name_only_what_there_is() -> None:
    assert set(playbooks_by_requirement()) <= {row.id for row in requirements()}
