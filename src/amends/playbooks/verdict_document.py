"""A verdict as it is remembered of a case, and what it was judged by. Codes, amounts, moments; no text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from amends.core.clock import rfc3339
from amends.core.money import plain
from amends.core.pack_sets import kept_by
from amends.core.packs import pack_bytes, pack_names
from amends.playbooks.assess import assess
from amends.playbooks.assessment import REFUSED, Assessment, Resolution
from amends.playbooks.derived import clock_facts_of
from amends.playbooks.facts import CaseFacts
from amends.policies.clocks import ClockDue, read_clocks
from amends.policies.facts import EVENTS, ClockFacts

Document = dict[str, Any]
SHARED = ("calendars", "case_costs", "case_facts", "currencies", "policies", "tables")
JUDGING = (*SHARED, "playbooks")
FORM = "1"  # goes up when a verdict is written, or judged by the same packs, in another way


@dataclass(frozen=True, slots=True)
class StartedClock:
    """A clock of the case that really ran; `met_at` is None while it is not met.

    `due_at` counts only of one that the platform itself gave: any other's is reckoned.

    `runs`: it is not over, so that it follows the facts; one that is over keeps the moment it counted from.
    """

    kind: str
    side: str
    counts_from: str
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None = None
    runs: bool = False
    against_us: bool = True


@kept_by(*JUDGING)
def rulebook_hash(issue_type: str) -> str:
    """The hash of all that such a case is judged by: other issue types' playbooks are not of it."""
    whole = sha256(FORM.encode())
    playbook = f"playbooks/{issue_type}"
    own = [playbook] if playbook in pack_names("playbooks") else []
    for name in (*(name for family in SHARED for name in _names(family)), *own):
        whole.update(f"{name}\0{_sha256(name)}\0".encode())
    return whole.hexdigest()


@kept_by(*JUDGING)
def _sha256(name: str) -> str:
    return sha256(pack_bytes(name)).hexdigest()


def _names(family: str) -> list[str]:
    return pack_names(family) or [family]


def verdict_of(facts: CaseFacts, started: Iterable[StartedClock]) -> Document:
    """Judge a case by the rulebook in force: its verdict, as `judgement_document` has it, and its clocks."""
    return judgement_document(assess(facts)) | {"clocks": clock_rows(facts, started)}


def judgement_document(found: Assessment) -> Document:
    """What is compared of an assessment.

    `ways` maps each way out to [verdict, rule, cost, whether it is the buyer's right], the cost as text and
    None for a refused one; `steps` each step to [owner, verb, due moment]; `liable` is [party, reason].
    """
    costs = [one.cost.cost for one in found.resolutions if one.cost is not None]
    return {
        "outcome": found.outcome,
        "recommended": found.recommended,
        "recommended_for": found.recommended_for,
        "currency": costs[0].currency if costs else None,
        "ways": {one.code: _way(one) for one in found.resolutions},
        "liable": None if found.liable is None else [found.liable.party, found.liable.code],
        "steps": {step.code: [step.owner, step.verb, rfc3339(step.due_at)] for step in found.steps},
    }


def _way(one: Resolution) -> list[Any]:
    cost = None if one.cost is None or one.verdict == REFUSED else one.cost.cost
    return [one.verdict, one.rule, cost and plain(cost.amount, cost.currency), one.is_right]


def clock_rows(
    facts: CaseFacts, started: Iterable[StartedClock], only: frozenset[tuple[str, str]] | None = None
) -> list[Document]:
    """The case's clocks by the rulebook in force, the earliest begun first.

    Those that really ran, due by today's rules, and those that would run now and never did. `only`: those of
    these (kind, side). `due_at` is None where no rule speaks of one that ran.
    """
    base = clock_facts_of(facts)
    live = {(each.kind, each.side): each for each in read_clocks(base, only).due}
    rows = []
    for each in started:
        key = (each.kind, each.side)
        if only is None or key in only:
            now = live.pop(key, None) if each.runs else None
            rows.append(_row(each, now or _past(each, base)))
    rows += [_row(None, each) for each in live.values()]
    return sorted(rows, key=_order)


def moved_clock_rows(
    rows: Iterable[Document], facts: CaseFacts, only: frozenset[tuple[str, str]]
) -> list[Document]:
    """The rows of a verdict as `clock_rows` gives them now; those not of `only` stay as they are."""
    base = clock_facts_of(facts)
    live = {(each.kind, each.side): each for each in read_clocks(base, only).due}
    moved = []
    for row in rows:
        key = (row["kind"], row["side"])
        if key not in only:
            moved.append(row)
        elif row["ran"]:
            due = live.pop(key, None) if row["runs"] else None
            if row["counts_from"] in EVENTS:
                due = due or _counted(
                    key, row["counts_from"], datetime.fromisoformat(row["started_at"]), base
                )
                row = {**row, "due_at": rfc3339(due.due_at) if due is not None else None}
            moved.append(row)
    return moved + [_row(None, each) for each in live.values()]


def _past(each: StartedClock, base: ClockFacts) -> ClockDue | None:
    """The same clock, counted from when it began; the platform's own word needs no rule."""
    if each.counts_from not in EVENTS:
        return None
    return _counted((each.kind, each.side), each.counts_from, each.started_at, base)


def _counted(key: tuple[str, str], event: str, began: datetime, base: ClockFacts) -> ClockDue | None:
    found = read_clocks(base.counted_from(event, began), (key,)).due
    return found[0] if found else None


def _row(ran: StartedClock | None, due: ClockDue | None) -> Document:
    if ran is None:
        assert due is not None
        told = StartedClock(
            due.kind, due.side, due.counts_from, due.started_at, due.due_at,
            against_us=due.actor == "seller" and not due.is_chance,
        )  # fmt: skip
    else:
        told = ran
    ends = due.due_at if due is not None else None
    if ran is not None and ran.counts_from not in EVENTS:
        ends = ran.due_at
    return {
        "kind": told.kind,
        "side": told.side,
        "counts_from": told.counts_from,
        "started_at": rfc3339(told.started_at),
        "due_at": rfc3339(ends),
        "met_at": rfc3339(told.met_at),
        "runs": told.runs,
        "ran": ran is not None,
        "against_us": told.against_us,
    }


def _order(row: Document) -> tuple[str, str, str, str]:
    return row["started_at"], row["kind"], row["side"], row["counts_from"]


def started_of(verdict: Document) -> list[StartedClock]:
    """The clocks that really ran, read back from a verdict."""
    return [
        StartedClock(
            kind=row["kind"],
            side=row["side"],
            counts_from=row["counts_from"],
            started_at=datetime.fromisoformat(row["started_at"]),
            due_at=None if row["due_at"] is None else datetime.fromisoformat(row["due_at"]),
            met_at=None if row["met_at"] is None else datetime.fromisoformat(row["met_at"]),
            runs=row["runs"],
            against_us=row["against_us"],
        )
        for row in verdict["clocks"]
        if row["ran"]
    ]
