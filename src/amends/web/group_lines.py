"""Groups of cases that ask the same thing, a line each, as they stand above the queue."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from amends.cases.groups import ShownGroup
from amends.core import clock
from amends.web.case_clocks import tone_of
from amends.web.group_names import cause_name, group_name, question_name
from amends.web.shown import span

LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in one line. `waited`: how long its oldest message waits; `left`: till its next deadline."""

    id: int
    name: str
    cause: str
    question: str
    cases: int
    free: int
    waited: str
    left: str
    tone: str
    is_over: bool
    is_chosen: bool


def group_asked_for(request: HttpRequest) -> int | None:
    """The group that the address names; None for none."""
    said = request.GET.get("group", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_ID else None


def group_lines(groups: Iterable[ShownGroup], *, chosen: int | None = None) -> list[GroupLine]:
    """The groups as the queue shows them, the chosen one first."""
    lines = [group_line(group, chosen) for group in groups]
    return sorted(lines, key=lambda line: not line.is_chosen)


def group_line(group: ShownGroup, chosen: int | None = None) -> GroupLine:
    """The group in words; `chosen`: the id of the one that the queue shows."""
    now = clock.now()
    left = group.next_due_at - now if group.next_due_at is not None else None
    return GroupLine(
        id=group.id,
        name=group_name(group),
        cause=cause_name(group),
        question=question_name(group.question),
        cases=group.cases,
        free=group.free,
        waited=span(now - group.waiting_since),
        left=span(left) if left is not None else "",
        tone=tone_of(left) if left is not None else "calm",
        is_over=left is not None and left.total_seconds() < 0,
        is_chosen=group.id == chosen,
    )
