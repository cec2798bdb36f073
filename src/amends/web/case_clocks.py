"""Clocks as they are shown: whose, what for, how much is left, and how loud."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.cases.models import Clock
from amends.cases.states import CLOCK_UNMET
from amends.core import clock
from amends.web import shown

LATE = timedelta(hours=2)
SOON = timedelta(hours=12)
SIDES = ("platform", "law", "carrier", "own")


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One deadline. `tone`: late, soon, calm. `span` is the time left or, `is_over`, the time too late.

    `part` is how much of it has gone by, 0 to 100.
    """

    side: str
    kind: str
    actor: str
    state: str
    rule: str
    due_at: datetime
    opens_at: datetime | None
    tone: str
    span: str
    is_over: bool
    part: int
    is_chance: bool = False
    met_at: datetime | None = None


def tone_of(left: timedelta) -> str:
    """late under two hours and after, soon under twelve, else calm."""
    return "late" if left < LATE else "soon" if left < SOON else "calm"


def shown_clock(each: Clock) -> ShownClock:
    """The clock as it stands now."""
    now = clock.now()
    left = each.due_at - now
    whole = (each.due_at - each.started_at).total_seconds()
    gone = (now - each.started_at).total_seconds()
    return ShownClock(
        side=each.side,
        kind=each.kind,
        actor=each.actor,
        state=each.state,
        rule=each.rule,
        due_at=each.due_at,
        opens_at=each.opens_at,
        tone="calm" if each.state == "met" else tone_of(left),
        span=shown.span(left),
        is_over=left < timedelta(0),
        part=100 if whole <= 0 else max(0, min(100, round(100 * gone / whole))),
        is_chance=each.is_chance,
        met_at=each.met_at,
    )


def runs_against_us(each: Clock) -> bool:
    """Whether it is a duty of ours; a chance may be let go."""
    return each.actor == "seller" and not each.is_chance


def nearest(clocks: Iterable[Clock]) -> ShownClock | None:
    """Of the clocks at work, the one that runs out first for us."""
    ours = [each for each in clocks if each.state in CLOCK_UNMET and runs_against_us(each)]
    first = min(ours, key=lambda each: each.due_at, default=None)
    return shown_clock(first) if first is not None else None


def in_head(clocks: Iterable[Clock]) -> list[ShownClock]:
    """For the head of a case: each side's nearest clock of ours, or the last one met, platform first."""
    found = []
    ours = [each for each in clocks if runs_against_us(each)]
    for side in SIDES:
        at_work = [each for each in ours if each.side == side and each.state in CLOCK_UNMET]
        met = [each for each in ours if each.side == side and each.state == "met"]
        if at_work:
            found.append(shown_clock(min(at_work, key=lambda each: each.due_at)))
        elif met:
            found.append(shown_clock(max(met, key=lambda each: each.met_at or each.due_at)))
    return found


def in_panel(clocks: Iterable[Clock]) -> list[ShownClock]:
    """Every clock at work, whoever must act, the earliest first."""
    at_work = [each for each in clocks if each.state in CLOCK_UNMET]
    return [shown_clock(each) for each in sorted(at_work, key=lambda each: each.due_at)]
