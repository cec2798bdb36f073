"""Law, marketplace, seller: of several that speak, what is kinder to the buyer holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.core.money import Money
from amends.policies.tables.fact_types import Value
from amends.policies.tables.known import Outcome
from amends.policies.tables.rulebook import SIDES, Row

if TYPE_CHECKING:
    from amends.policies.tables.judging import Judged

ONLY, KINDER, SAME, NEAREST = ("only_one_spoke", "kinder_to_the_buyer", "as_kind", "nearest_to_the_sale")


@dataclass(frozen=True, slots=True)
class Won:
    """Which layer an outcome comes from, and why it and no other."""

    judged: "Judged"
    why: str


def is_as_kind(outcome: Outcome, one: Value, other: Value) -> bool | None:
    """Whether `one` is at least as kind to the buyer as `other`; None where they cannot be compared."""
    way = outcome.kinder
    if way == "none" or one == other:
        return True
    if isinstance(way, tuple):
        return way.index(one) >= way.index(other)
    if way in ("true", "false"):
        return one is (way == "true")
    if way in ("more", "fewer"):
        return bool(one >= other if way == "more" else one <= other)
    left, right = outcome.type.compared(one), outcome.type.compared(other)
    if isinstance(left, Money):
        if left.currency != right.currency:
            # Nothing is the same in every currency.
            return (not left.amount or not right.amount) and is_higher(left.amount, right.amount, way)
        left, right = left.amount, right.amount
    return is_higher(left, right, way)


def is_higher(left: Value, right: Value, way: str) -> bool:
    return bool(left >= right if way == "higher" else left <= right)


def laid_over(
    outcomes: Mapping[str, Outcome], decided: Sequence["Judged"]
) -> tuple[dict[str, Value], dict[str, Won]]:
    """Outcome → value, and outcome → who won. `decided` in the order of SIDES."""
    values: dict[str, Value] = {}
    won: dict[str, Won] = {}
    if len(decided) == 1:
        only = decided[0]
        return dict(only.outcomes), {name: Won(only, ONLY) for name in only.outcomes}
    for name, outcome in outcomes.items():
        said = [one for one in decided if name in one.outcomes]
        if said:
            won[name] = _winner(outcome, said)
            values[name] = won[name].judged.outcomes[name]
    return values, won


def _winner(outcome: Outcome, said: Sequence["Judged"]) -> Won:
    best, why = said[-1], ONLY if len(said) == 1 else SAME
    if outcome.kinder == "none":
        return Won(best, why if why == ONLY else NEAREST)
    for one in reversed(said[:-1]):
        mine, theirs = one.outcomes[outcome.name], best.outcomes[outcome.name]
        if not is_as_kind(outcome, theirs, mine):
            best, why = one, KINDER
        elif mine != theirs:
            why = KINDER
    return Won(best, why)


def stays_above(
    outcomes: Mapping[str, Outcome], row: Row, side: str, values: Mapping[str, Value], won: Mapping[str, Won]
) -> bool:
    """Whether the row, if it fired, would change nothing of what has been decided."""
    for name, then in row.then.items():
        if name not in values or then.fact is not None:
            return False
        outcome = outcomes[name]
        if outcome.kinder == "none":
            if SIDES.index(side) >= SIDES.index(won[name].judged.table.side) and then.value != values[name]:
                return False
        elif not is_as_kind(outcome, values[name], then.value):
            return False
    return True
