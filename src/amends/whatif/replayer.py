"""One process's part of a what-if: pieces of the period in, counts and lines out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.core.clock import civil_day, rfc3339
from amends.core.money import Money
from amends.core.pack_sets import PackSet, judging_by
from amends.playbooks.cost_prices import dear_above
from amends.playbooks.derived import CLOCK_FIELDS
from amends.playbooks.facts import CaseFacts
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.verdict_document import rulebook_hash
from amends.policies.facts import BadFacts
from amends.policies.rulebook import named_days
from amends.whatif.concerns import CaseKey, Concern, Concerned, concerned
from amends.whatif.differences import difference
from amends.whatif.listing import listed, packed
from amends.whatif.pieces import Piece, Remembered, rows_of
from amends.whatif.replaying import rejudged, replayed
from amends.whatif.tallying import ChangedCase, Tally


@dataclass(frozen=True, slots=True)
class Task:
    """What is replayed: the packs laid over by each rulebook, what they differ in, and when it is now."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    concerns: tuple[Concern, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a piece: its counts, and its changed cases as CSV, gzip."""

    tally: Tally
    lines: bytes


@dataclass
class Replayer:
    """Judges pieces by the rulebook of the task; what was compiled of both is kept."""

    task: Task
    before: PackSet = field(init=False)
    after: PackSet = field(init=False)
    seen: dict[CaseKey, Concerned] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    weightiest: Tally = field(default_factory=Tally)  # of all its pieces so far

    def __post_init__(self) -> None:
        self.before, self.after = PackSet(self.task.before), PackSet(self.task.after)
        self.now = rfc3339(self.task.now) or ""

    def replay(self, piece: Piece) -> Part:
        """Judge a piece of the period by the changed rulebook."""
        tally = Tally()
        with judging_by(self.after):
            changed = list(self._changed(piece, tally))
        tally.add(changed, self.weightiest.last)
        self.weightiest.take(Tally(weightiest=tally.weightiest))
        return Part(tally, packed(listed(changed)))

    def _changed(self, piece: Piece, tally: Tally) -> Iterator[ChangedCase]:
        for row in rows_of(piece, self.task.concerns):
            written = json.loads(row.facts)
            what = self._concerned(row, written, piece.stretch.shop)
            if not what:
                continue
            tally.concerned += 1
            try:
                found = self._case(row, written, what, piece)
            except BadFacts:
                tally.unreadable += 1  # facts as they were written before a fact was changed
                continue
            tally.judged += 1
            if found is not None:
                yield found

    def _concerned(self, row: Remembered, written: Mapping[str, Any], shop: str) -> Concerned:
        currency = written["paid"]["currency"] if "paid" in written else None
        key = CaseKey(row.issue_type, row.marketplace, written.get("country"), currency, shop)
        if key not in self.seen:
            self.seen[key] = concerned(key, self.task.concerns)
        return self.seen[key]

    def _case(
        self, row: Remembered, written: Mapping[str, Any], what: Concerned, piece: Piece
    ) -> ChangedCase | None:
        facts = facts_from_json(written if what.whole or what.lines else _of_clocks(written))
        was = json.loads(row.verdict)
        if row.packs != self._judged_by(row.issue_type):
            with judging_by(self.before):
                was = rejudged(was, facts, what)
        found = difference(was, replayed(was, facts, what), self.now)
        if found is None:
            return None
        stretch = piece.stretch
        opened_on = civil_day(row.opened_at, stretch.zone).isoformat()
        weight = _weight(found.money, facts)
        return ChangedCase(row.case_id, stretch.shop, row.issue_type, opened_on, weight, found)

    def _judged_by(self, issue_type: str) -> str:
        """The hash of a verdict that can be trusted to be that of the rulebook in force."""
        if issue_type not in self.hashes:
            with judging_by(self.before):
                self.hashes[issue_type] = rulebook_hash(issue_type)
        return self.hashes[issue_type]


def _of_clocks(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts on which clocks hang."""
    hanging = CLOCK_FIELDS | named_days()
    return {name: value for name, value in written.items() if name in hanging}


def _weight(money: Decimal, facts: CaseFacts) -> Decimal:
    """How much that is, whatever the currency: in parts of what goods are dear above."""
    paid: Money | None = facts.paid
    dear = dear_above(paid.currency) if paid is not None and money else None
    return abs(money) / dear if dear else abs(money)
