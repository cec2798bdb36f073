"""How a rule says when something is due, as packs write it."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from amends.policies.durations import Amount
from amends.policies.facts import AnswerPromise

WAYS = ("later_of", "earlier_of", "first_known")


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount of time from one event."""

    counts_from: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Dated:
    """The end of a day that the rule itself names, once the event has happened."""

    counts_from: str
    until_day: date


@dataclass(frozen=True, slots=True)
class Combined:
    """One of several moments: the latest (known only when all are), the earliest or the first."""

    way: str  # one of WAYS
    parts: tuple["Counted | Dated | Combined", ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """The shop's own answer time, counted while it is staffed."""

    counts_from: str
    promise: AnswerPromise


@dataclass(frozen=True, slots=True)
class Named:
    """The end of a day that somebody read off a paper and noted on the case; met once `met_by` is noted."""

    counts_from: str
    day: str
    met_by: str

    @property
    def facts(self) -> frozenset[str]:
        """The facts of a case that it is read from."""
        return frozenset({self.day, self.met_by})


@dataclass(frozen=True, slots=True)
class Given:
    """The platform gives the moment itself; the event makes one expected."""

    counts_from: str


Reckoned = Counted | Dated | Combined
Moment = Reckoned | Promised | Named | Given


def events_of(moment: Moment) -> tuple[str, ...]:
    """The events it counts from, in the order of its parts."""
    if isinstance(moment, Combined):
        return tuple(event for part in moment.parts for event in events_of(part))
    return (moment.counts_from,)


def moment_of(row: dict[str, Any]) -> Moment:
    """When something is due."""
    if "promise" in row:
        return Promised(row["counts_from"], promise_of(row["promise"]))
    if "named_day" in row:
        return Named(row["counts_from"], row["named_day"], row["met_by"])
    if row.get("given"):
        return Given(row["counts_from"])
    return reckoned_of(row)


def reckoned_of(row: dict[str, Any]) -> Reckoned:
    """A moment reckoned from events."""
    if "until_day" in row:
        return Dated(row["counts_from"], date.fromisoformat(row["until_day"]))
    if "counts_from" in row:
        return Counted(row["counts_from"], Amount(**row["amount"]))
    [way] = (way for way in WAYS if way in row)
    return Combined(way, tuple(reckoned_of(part) for part in row[way]))


def promise_of(row: dict[str, Any]) -> AnswerPromise:
    """A shop's answer time as packs write it. Raises BadFacts."""
    return AnswerPromise(
        minutes=row["minutes"],
        staffed_from=time.fromisoformat(row["staffed_from"]),
        staffed_until=time.fromisoformat(row["staffed_until"]),
    )


def with_amount(moment: Moment | None, amount: dict[str, Any]) -> Counted | None:
    """The same moment with another amount; None where it is not a plain amount."""
    return replace(moment, amount=Amount(**amount)) if isinstance(moment, Counted) else None
