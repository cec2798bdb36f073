"""Every single hindrance keeps a release back, and nothing else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.publishing.rules import CHECKLIST, PAUSE, Readiness, hindrances, is_second_reading

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
READY = Readiness(
    now=NOW,
    edited_at=NOW,
    effective_at=NOW,
    is_open=True,
    is_changed=True,
    is_newest=True,
    has_errors=False,
    has_report=True,
    has_seen_report=True,
    editor_ids=frozenset({1}),
    releaser_id=2,
    others_who_may=1,
)
ALONE = replace(READY, releaser_id=1, others_who_may=0, ticked=frozenset(CHECKLIST), edited_at=NOW - PAUSE)


def test_a_second_person_may() -> None:
    assert hindrances(READY) == []
    assert not is_second_reading(READY)


def test_one_alone_may_with_checklist_and_pause() -> None:
    assert hindrances(ALONE) == []
    assert is_second_reading(ALONE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_open": False}, "draft_closed"),
        ({"is_changed": False}, "nothing_changed"),
        ({"is_newest": False}, "draft_outdated"),
        ({"has_errors": True}, "draft_has_errors"),
        ({"has_report": False, "has_seen_report": False}, "what_if_needed"),
        ({"has_seen_report": False}, "what_if_unread"),
        ({"effective_at": NOW - timedelta(seconds=1)}, "backdated"),
        ({"releaser_id": None}, "person_needed"),
        ({"releaser_id": 1}, "second_person_needed"),
    ],
)
def test_each_hindrance_alone(change: dict[str, object], code: str) -> None:
    assert [one.code for one in hindrances(replace(READY, **change))] == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ticked": frozenset(CHECKLIST[1:])}, "checklist_open"),
        ({"edited_at": NOW - PAUSE + timedelta(seconds=1)}, "pause_needed"),
        ({"others_who_may": 1}, "second_person_needed"),
    ],
)
def test_what_keeps_one_alone_back(change: dict[str, object], code: str) -> None:
    assert [one.code for one in hindrances(replace(ALONE, **change))] == [code]  # type: ignore[arg-type]
