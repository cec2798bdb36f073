"""Whether a draft may be released, and by whom. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)  # between the last change and the second reading, in a team of one
CHECKLIST = ("source_read", "kinder_or_equal", "what_if_read", "team_told")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a release is judged by. Times are aware; `ticked` are the points of CHECKLIST somebody ticked."""

    now: datetime
    edited_at: datetime
    effective_at: datetime
    is_open: bool
    is_changed: bool  # against the release it began with
    is_newest: bool  # nothing was released since it was begun
    has_errors: bool
    has_report: bool  # a what-if of this very revision is done
    has_seen_report: bool  # and whoever releases has looked at it
    editor_ids: frozenset[int]
    releaser_id: int | None
    others_who_may: int  # other people who could release it
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why it cannot be released yet, and what to do."""

    code: str
    message: str
    mend: str


def hindrances(facts: Readiness) -> list[Hindrance]:
    """Everything that stands in the way of this release by this person, the first to mend first."""
    found = [Hindrance(*one) for one in _OF_THE_DRAFT if _HOLDS[one[0]](facts)]
    return found + _of_the_person(facts)


def is_second_reading(facts: Readiness) -> bool:
    """Whether whoever releases reads their own change a second time, for want of a second person."""
    return facts.releaser_id in facts.editor_ids and facts.others_who_may == 0


def _of_the_person(facts: Readiness) -> list[Hindrance]:
    if facts.releaser_id is None:
        return [Hindrance("person_needed", "A program cannot release a rulebook.", "Release it as a person.")]
    if facts.releaser_id not in facts.editor_ids:
        return []
    if facts.others_who_may:
        return [
            Hindrance(
                "second_person_needed",
                "Whoever changed it cannot release it.",
                "Ask another lead or owner to read and release it.",
            )
        ]
    found = []
    if missing := [point for point in CHECKLIST if point not in facts.ticked]:
        found.append(
            Hindrance(
                "checklist_open",
                f"The checklist is not done: {', '.join(missing)}.",
                "Tick what you have done.",
            )
        )
    if facts.now - facts.edited_at < PAUSE:
        found.append(
            Hindrance(
                "pause_needed",
                "You changed it a moment ago. Alone, one reads it a second time after a pause.",
                f"Read it again {PAUSE.seconds // 60} minutes after the last change.",
            )
        )
    return found


_HOLDS: Mapping[str, Callable[[Readiness], bool]] = {
    "draft_closed": lambda facts: not facts.is_open,
    "nothing_changed": lambda facts: not facts.is_changed,
    "draft_outdated": lambda facts: not facts.is_newest,
    "draft_has_errors": lambda facts: facts.has_errors,
    "what_if_needed": lambda facts: not facts.has_report,
    "what_if_unread": lambda facts: facts.has_report and not facts.has_seen_report,
    "backdated": lambda facts: facts.effective_at < facts.now,
}
_OF_THE_DRAFT = (
    ("draft_closed", "This draft is no longer open.", "Begin a new one."),
    ("nothing_changed", "It says the same as what holds.", "Change something, or discard it."),
    ("draft_outdated", "Something was released since this draft was begun.", "Bring it up to date first."),
    ("draft_has_errors", "The checks find errors.", "Mend them: each names its line."),
    ("what_if_needed", "No what-if has been run on it as it is now.", "Run what-if over a recent month."),
    ("what_if_unread", "You have not seen its what-if yet.", "Open the report."),
    ("backdated", "It cannot take effect in the past.", "Choose a moment to come."),
)


def unknown_points(ticked: Collection[str]) -> list[str]:
    """Points that are none of the checklist's."""
    return [point for point in ticked if point not in CHECKLIST]
