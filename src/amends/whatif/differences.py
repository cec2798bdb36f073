"""What comes out otherwise for one case: two verdicts side by side. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.playbooks.verdict_document import Document

OUTCOME, RECOMMENDED, WAYS, LIABLE, STEPS, MONEY, DEADLINES = KINDS = (
    "outcome", "recommended", "ways", "liable", "steps", "money", "deadlines",
)  # fmt: skip
MOVED, MISSED, SAVED = FATES = ("moved", "missed", "saved")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A deadline that is due at another moment. None: there was none, or there is none any more.

    `fate`: missed (it was kept before), saved (it was missed before), or moved.
    """

    kind: str
    side: str
    before: str | None
    after: str | None
    fate: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How two verdicts of one case differ. Costs are those of the way out recommended, as text or None."""

    kinds: tuple[str, ...]
    before: Document
    after: Document
    cost_before: str | None
    cost_after: str | None
    currency: str | None
    ways: tuple[str, ...]
    steps: tuple[str, ...]
    deadlines: tuple[MovedDeadline, ...]

    @property
    def money(self) -> Decimal:
        """What it costs more (below zero: less)."""
        return Decimal(self.cost_after or 0) - Decimal(self.cost_before or 0)

    def fates(self, fate: str) -> int:
        """How many deadlines are missed, saved or moved; those missed and saved have moved too."""
        return sum(fate in (MOVED, one.fate) for one in self.deadlines)


def difference(before: Document, after: Document, now: str) -> Difference | None:
    """None where both say the same. `now` is the moment by which an unmet deadline counts as missed."""
    cost_before, cost_after = _cost(before), _cost(after)
    ways = () if before["ways"] is after["ways"] else _ways(before["ways"], after["ways"])
    steps = () if before["steps"] is after["steps"] else _steps(before["steps"], after["steps"])
    deadlines = () if before["clocks"] is after["clocks"] else _deadlines(before, after, now)
    found = {
        OUTCOME: before["outcome"] != after["outcome"],
        RECOMMENDED: before["recommended"] != after["recommended"],
        WAYS: bool(ways),
        LIABLE: before["liable"] != after["liable"],
        STEPS: bool(steps),
        MONEY: cost_before != cost_after,
        DEADLINES: bool(deadlines),
    }
    kinds = tuple(kind for kind in KINDS if found[kind])
    if not kinds:
        return None
    currency = before["currency"] or after["currency"]
    return Difference(kinds, before, after, cost_before, cost_after, currency, ways, steps, deadlines)


_NO_WAY: tuple[Any, ...] = (None, None)


def _ways(before: Document, after: Document) -> tuple[str, ...]:
    return tuple(
        code
        for code in dict.fromkeys((*before, *after))
        if before.get(code, _NO_WAY)[:2] != after.get(code, _NO_WAY)[:2]
    )


def _steps(before: Document, after: Document) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys((*before, *after)) if before.get(code) != after.get(code))


def _cost(verdict: Document) -> str | None:
    way = verdict["ways"].get(verdict["recommended"])
    return None if way is None else way[2]


def _deadlines(before: Document, after: Document, now: str) -> tuple[MovedDeadline, ...]:
    was, will = _by_start(before["clocks"]), _by_start(after["clocks"])
    moved = (_moved(was.get(key), will.get(key), now) for key in dict.fromkeys((*was, *will)))
    return tuple(one for one in moved if one is not None)


def _by_start(rows: Iterable[Document]) -> dict[tuple[str, ...], Document]:
    """A clock that only ever would have run is the same wherever it begins."""
    return {_start(row): row for row in rows}


def _start(row: Document) -> tuple[str, ...]:
    clock = (row["kind"], row["side"])
    return (*clock, row["counts_from"], row["started_at"]) if row["ran"] else clock


def _moved(before: Document | None, after: Document | None, now: str) -> MovedDeadline | None:
    was: str | None = None if before is None else before["due_at"]
    will: str | None = None if after is None else after["due_at"]
    row = after or before
    if was == will or row is None:
        return None
    is_missed = _is_missed(after, now)
    fate = MOVED if is_missed is _is_missed(before, now) else MISSED if is_missed else SAVED
    return MovedDeadline(row["kind"], row["side"], was, will, fate)


def _is_missed(row: Document | None, now: str) -> bool:
    if row is None or not row["against_us"] or row["due_at"] is None:
        return False
    return datetime.fromisoformat(row["met_at"] or now) > datetime.fromisoformat(row["due_at"])
