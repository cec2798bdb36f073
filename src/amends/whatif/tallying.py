"""What a what-if counts: kinds of change, issue types, shops, money, deadlines, and the weightiest cases."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nsmallest
from typing import Any

from amends.core.money import plain
from amends.whatif.differences import FATES, KINDS, ZERO, Difference

SHOWN = 200
Order = tuple[Decimal, int]  # the weightiest first, of equals the older case
Sums = dict[str, list[Decimal]]  # currency → before, after


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that comes out otherwise, and how much that weighs: money by what is dear in its currency."""

    case_id: int
    shop: str
    issue_type: str
    opened_on: str
    weight: Decimal
    difference: Difference

    def order(self) -> Order:
        """The weightiest first; of equals the older case."""
        return -self.weight, self.case_id


@dataclass(slots=True)
class Tally:
    """The counts of some cases; those of all are the sum, in any order."""

    concerned: int = 0
    judged: int = 0
    changed: int = 0
    unreadable: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    issue_types: Counter[str] = field(default_factory=Counter)
    shops: Counter[str] = field(default_factory=Counter)
    deadlines: Counter[str] = field(default_factory=Counter)
    money: Sums = field(default_factory=dict)
    weightiest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, cases: Iterable[ChangedCase], beyond: Order | None = None) -> None:
        """Count these cases, which come out otherwise; `beyond` that none is among the weightiest of all."""
        cases = list(cases)
        for one in cases:
            found = one.difference
            self.changed += 1
            self.kinds.update(found.kinds)
            self.issue_types[one.issue_type] += 1
            self.shops[one.shop] += 1
            if found.deadlines:
                self.deadlines.update({fate: found.fates(fate) for fate in FATES})
            if found.currency is not None and found.cost_before != found.cost_after:
                sums = self.money.setdefault(found.currency, [ZERO, ZERO])
                sums[0] += Decimal(found.cost_before or 0)
                sums[1] += Decimal(found.cost_after or 0)
        if beyond is not None:
            cases = [one for one in cases if one.order() < beyond]
        self.weightiest = [_shown(one) for one in nsmallest(SHOWN, cases, key=ChangedCase.order)]

    def take(self, other: "Tally") -> None:
        """Add the counts of other cases."""
        self.concerned += other.concerned
        self.judged += other.judged
        self.changed += other.changed
        self.unreadable += other.unreadable
        for mine, theirs in (
            (self.kinds, other.kinds),
            (self.issue_types, other.issue_types),
            (self.shops, other.shops),
            (self.deadlines, other.deadlines),
        ):
            mine.update(theirs)
        for currency, (before, after) in other.money.items():
            sums = self.money.setdefault(currency, [ZERO, ZERO])
            sums[0] += before
            sums[1] += after
        both = (*self.weightiest, *other.weightiest)
        self.weightiest = nsmallest(SHOWN, both, key=_order)

    @property
    def last(self) -> Order | None:
        """Where the last of the weightiest stands, once there are as many as are shown."""
        return _order(self.weightiest[-1]) if len(self.weightiest) == SHOWN else None

    def as_json(self) -> dict[str, Any]:
        """The counts as documents have them; amounts are text."""
        return {
            "concerned": self.concerned,
            "judged": self.judged,
            "changed": self.changed,
            "unreadable": self.unreadable,
            "kinds": {kind: self.kinds[kind] for kind in KINDS if self.kinds[kind]},
            "issue_types": dict(sorted(self.issue_types.items(), key=lambda each: (-each[1], each[0]))),
            "shops": dict(sorted(self.shops.items())),
            "deadlines": {fate: self.deadlines[fate] for fate in FATES},
            "money": {
                currency: {
                    "before": plain(before, currency),
                    "after": plain(after, currency),
                    "difference": plain(after - before, currency),
                }
                for currency, (before, after) in sorted(self.money.items())
            },
            "cases": [
                {name: value for name, value in one.items() if name != "weight"} for one in self.weightiest
            ],
        }


def _order(one: dict[str, Any]) -> Order:
    return -one["weight"], int(one["case"])


def _shown(one: ChangedCase) -> dict[str, Any]:
    found = one.difference
    money = plain(found.money, found.currency) if found.currency is not None else None
    return {
        "weight": one.weight,
        "case": str(one.case_id),
        "shop": one.shop,
        "issue_type": one.issue_type,
        "opened_on": one.opened_on,
        "kinds": list(found.kinds),
        "before": {"outcome": found.before["outcome"], "recommended": found.before["recommended"]}
        | {"cost": found.cost_before},
        "after": {"outcome": found.after["outcome"], "recommended": found.after["recommended"]}
        | {"cost": found.cost_after},
        "currency": found.currency,
        "difference": money,
        "ways": [
            {"way": code, "before": _verdict(found.before, code), "after": _verdict(found.after, code)}
            for code in found.ways
        ],
        "steps": list(found.steps),
        "deadlines": [
            {"kind": moved.kind, "side": moved.side, "before": moved.before, "after": moved.after}
            | {"fate": moved.fate}
            for moved in found.deadlines
        ],
    }


def _verdict(verdict: dict[str, Any], way: str) -> str | None:
    found = verdict["ways"].get(way)
    return None if found is None else found[0]
