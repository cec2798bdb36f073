"""Which clocks run for a case, and when each is due. Pure: the same facts and packs give the same clocks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from amends.core.calendar import CalendarUnknown
from amends.core.clock import civil_day
from amends.policies.durations import Span, end_of, end_of_day, staffed_end
from amends.policies.facts import ClockFacts, zone_of
from amends.policies.moments import Combined, Dated, Given, Named, Promised, Reckoned
from amends.policies.rulebook import Rule, extensions_on, named_rules_on, rules_by_clock, rules_on

_Days = dict[tuple[str, str], tuple[datetime, date]]  # event and zone → its moment in UTC, its day there
PLATFORM = "platform"  # the rule of a deadline that the platform gives and no pack knows


@dataclass(frozen=True, slots=True)
class ClockDue:
    """One deadline. Times are UTC.

    `kind` and `side` (platform | law | carrier | own) name it: there is one of each pair. `actor` is who must
    act before `due_at`: the buyer's windows and the platform's own terms are clocks too. Only the seller's
    run against us, except a chance (`is_chance`), which is ours to use or to let go. `rule` is a row's id, or
    "platform" where the platform gave a moment that no row speaks of; `rule_version` the hash of its pack (""
    there). `counts_from` is the event, `started_at` its moment. `opens_at` is the earliest moment of a
    window. `paused` are the spans of a staffed clock in which nobody is there.
    """

    kind: str
    side: str
    actor: str
    rule: str
    rule_version: str
    counts_from: str
    started_at: datetime
    opens_at: datetime | None
    due_at: datetime
    paused: tuple[Span, ...] = ()
    is_chance: bool = False


@dataclass(frozen=True, slots=True)
class ClockUnknown:
    """A clock that runs but whose end nobody knows: to be shown loudly.

    `reason`: platform_deadline_not_known (ask the agent to type in the countdown), calendar_unknown (no
    calendar for that country and year), or out_of_calendar (a moment near the end of all years).
    """

    kind: str
    side: str
    rule: str
    rule_version: str
    counts_from: str
    started_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """What runs: with a known end, by that end; and without."""

    due: tuple[ClockDue, ...]
    unknown: tuple[ClockUnknown, ...]


def clocks_for(facts: ClockFacts) -> list[ClockDue]:
    """Every clock that runs and whose end is known, the earliest first. See `read_clocks`."""
    return list(read_clocks(facts).due)


def read_clocks(facts: ClockFacts, only: Collection[tuple[str, str]] | None = None) -> Clocks:
    """Every clock that runs. Of several rows of one kind and side, the earliest end counts.

    A deadline given by the platform replaces the platform's rows of that kind. A row that extends another one
    puts its end off. `only` these (kind, side) are looked at, where they are named.
    """
    due: dict[tuple[str, str], ClockDue] = {}
    unknown: dict[tuple[str, str], ClockUnknown] = {}
    for clock in (*_given(facts), *_reckoned(facts, _rows(facts.marketplace, only))):
        key = (clock.kind, clock.side)
        if only is not None and key not in only:
            continue
        if isinstance(clock, ClockUnknown):
            unknown.setdefault(key, clock)
        elif key not in due or clock.due_at < due[key].due_at:
            due[key] = clock
    for rule in extensions_on(facts.marketplace):
        before = due.get((rule.kind, rule.side))
        if before is not None and rule.extends == before.rule:
            put_off = _clock(rule, facts, {})
            if isinstance(put_off, ClockDue) and put_off.due_at > before.due_at:
                due[rule.kind, rule.side] = put_off
    return Clocks(
        due=tuple(sorted(due.values(), key=lambda clock: (clock.due_at, clock.kind, clock.side))),
        unknown=tuple(clock for key, clock in unknown.items() if key not in due),
    )


def _rows(marketplace: str, only: Collection[tuple[str, str]] | None) -> Iterable[Rule]:
    if only is None:
        return rules_on(marketplace)
    by_clock = rules_by_clock(marketplace)
    return (rule for key in only for rule in by_clock.get(key, ()))


def _given(facts: ClockFacts) -> Iterator[ClockDue]:
    for kind, given in facts.given.items():
        rows = rules_on(facts.marketplace)
        row = next((rule for rule in rows if rule.kind == kind and isinstance(rule.due, Given)), None)
        started_at = facts.happened.get(row.due.counts_from) if row and isinstance(row.due, Given) else None
        yield ClockDue(
            kind=kind,
            side="platform",
            actor=row.actor if row else "seller",
            rule=row.id if row else PLATFORM,
            rule_version=row.version if row else "",
            counts_from=PLATFORM,
            started_at=(started_at or given.noted_at).astimezone(UTC),
            opens_at=None,
            due_at=given.due_at.astimezone(UTC),
        )


def _reckoned(facts: ClockFacts, rows: Iterable[Rule]) -> Iterator[ClockDue | ClockUnknown]:
    days: _Days = {}
    for rule in rows:
        if rule.side == "platform" and rule.kind in facts.given:
            continue
        clock = _clock(rule, facts, days)
        if clock is not None:
            yield clock


def _clock(rule: Rule, facts: ClockFacts, days: _Days) -> ClockDue | ClockUnknown | None:
    event = _latest_event(rule, facts)
    is_named = isinstance(rule.due, Named)  # a paper that has come holds, whatever the country's law
    if event is None or (rule.side == "law" and facts.country is None and not is_named):
        return None
    zone = rule.zone or facts.zone
    if (event, zone) not in days:
        at = facts.happened[event].astimezone(UTC)
        days[event, zone] = at, civil_day(at, zone)
    started_at, day = days[event, zone]
    if not rule.scope.covers(facts, day):
        return None

    def unknown(reason: str) -> ClockUnknown:
        return ClockUnknown(rule.kind, rule.side, rule.id, rule.version, event, started_at, reason)

    if isinstance(rule.due, Given):
        return unknown("platform_deadline_not_known")
    try:
        end = _end(rule.due, facts, zone)
        opening = rule.opens and _end(rule.opens, facts, zone)
    except CalendarUnknown:
        return unknown("calendar_unknown")
    except (OverflowError, ValueError):
        return unknown("out_of_calendar")
    if end is None:
        return None
    return ClockDue(
        kind=rule.kind,
        side=rule.side,
        actor=rule.actor,
        rule=rule.id,
        rule_version=rule.version,
        counts_from=end.event,
        started_at=facts.happened[end.event].astimezone(UTC),
        opens_at=opening.at if opening else None,
        due_at=end.at,
        paused=end.paused,
        is_chance=rule.is_chance,
    )


@dataclass(frozen=True, slots=True)
class _End:
    at: datetime
    event: str
    paused: tuple[Span, ...] = ()


def _latest_event(rule: Rule, facts: ClockFacts) -> str | None:
    """The event by whose day it is told whether a row is in force: the latest that has happened."""
    happened = facts.happened
    if len(rule.events) == 1:
        return rule.events[0] if rule.events[0] in happened else None
    known = [name for name in rule.events if name in happened]
    return max(known, key=lambda name: happened[name], default=None)


def met_by_days(facts: ClockFacts) -> dict[tuple[str, str], datetime]:
    """The clocks (kind, side) of named days that are met, and when: by the end of the day noted for it."""
    return {
        (rule.kind, rule.side): end_of_day(facts.days[rule.due.met_by], zone_of(rule.zone or facts.zone))
        for rule in named_rules_on(facts.marketplace)
        if isinstance(rule.due, Named) and rule.due.met_by in facts.days
    }


def _end(moment: Reckoned | Promised | Named, facts: ClockFacts, zone: str) -> _End | None:
    if isinstance(moment, Combined):
        return _one_of(moment.way, [_end(part, facts, zone) for part in moment.parts])
    start = facts.happened.get(moment.counts_from)
    if start is None:
        return None
    if isinstance(moment, Promised):
        at, paused = staffed_end(start, facts.promise or moment.promise, zone_of(zone))
        return _End(at, moment.counts_from, tuple(paused))
    if isinstance(moment, Named):
        day = facts.days.get(moment.day)
        if day is None or moment.met_by in facts.days:
            return None
        return _End(end_of_day(day, zone_of(zone)), moment.counts_from)
    if isinstance(moment, Dated):
        return _End(end_of_day(moment.until_day, zone_of(zone)), moment.counts_from)
    return _End(end_of(start, moment.amount, zone_of(zone), facts.country), moment.counts_from)


def _one_of(way: str, ends: list[_End | None]) -> _End | None:
    known = [end for end in ends if end is not None]
    if not known or (way == "later_of" and len(known) < len(ends)):
        return None
    if way == "first_known":
        return known[0]
    return (max if way == "later_of" else min)(known, key=lambda end: end.at)
