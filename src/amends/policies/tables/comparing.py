"""Operations that answer yes or no: same, in, subset, overlap, compare, not, all_of, any_of."""

import operator
from collections.abc import Callable
from typing import Any

from amends.policies.tables.fact_types import ORDERED, Value
from amends.policies.tables.known import Case
from amends.policies.tables.operand import (
    COUNT,
    YES_NO,
    Maker,
    Operand,
    amount_of,
    in_one_currency,
    operands,
    same_kind,
    strict,
    used,
)

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "below": operator.lt,
    "at_most": operator.le,
    "same": operator.eq,
    "at_least": operator.ge,
    "above": operator.gt,
}
_CODES = ("code", "choice")


def same(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: whether all are the same code, set, date, yes or no, or amount."""
    parts = operands(maker, raw)
    kinds = {"code" if part.type.kind in _CODES else part.type.kind for part in parts}
    if len(kinds) > 1:
        raise maker.fails(f"compares {' and '.join(sorted(kinds))}")
    return strict(YES_NO, parts, lambda first, *rest: all(_equal(parts[0], first, one) for one in rest))


def member(maker: Maker, raw: Any) -> Operand:
    """`[code, set]`: whether the code is in the set."""
    parts = operands(maker, raw, 2)
    if parts[0].type.kind not in _CODES or parts[1].type.kind != "set":
        raise maker.fails("needs a code and a set")
    return strict(YES_NO, parts, lambda code, codes: code in codes)


def subset(maker: Maker, raw: Any) -> Operand:
    """`[a, b]`: whether every code of set a is in set b."""
    return _of_sets(maker, raw, lambda one, other: one <= other)


def overlap(maker: Maker, raw: Any) -> Operand:
    """`[a, b]`: whether the sets have a code in common."""
    return _of_sets(maker, raw, lambda one, other: not one.isdisjoint(other))


def size(maker: Maker, raw: Any) -> Operand:
    """`set`: how many codes are in it."""
    part = maker.operand(raw)
    if part.type.kind != "set":
        raise maker.fails("needs a set")
    return strict(COUNT, [part], len)


def compare(maker: Maker, raw: Any) -> Operand:
    """`[a, at_least, b]`: below, at_most, same, at_least or above."""
    if not isinstance(raw, list) or len(raw) != 3 or raw[1] not in COMPARISONS:
        raise maker.fails("needs [a, how, b]", f"How: {', '.join(COMPARISONS)}.")
    parts = [maker.operand(raw[0]), maker.operand(raw[2])]
    same_kind(maker, parts, tuple(ORDERED))
    way = COMPARISONS[raw[1]]

    def reckon(one: Value, other: Value) -> bool:
        # With rates both are in the base currency here; without, only one currency compares.
        left, right = parts[0].type.compared(one), parts[0].type.compared(other)
        in_one_currency(left, right)
        return way(amount_of(left), amount_of(right))

    return strict(YES_NO, parts, reckon)


def negated(maker: Maker, raw: Any) -> Operand:
    """`a`: yes where a is no."""
    part = maker.operand(raw)
    _check_yes_no(maker, [part])
    return strict(YES_NO, [part], operator.not_)


def all_of(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: whether all are yes; one no is enough to know, whatever else is not."""
    return _junction(maker, raw, deciding=False)


def any_of(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: whether one is yes."""
    return _junction(maker, raw, deciding=True)


def _junction(maker: Maker, raw: Any, *, deciding: bool) -> Operand:
    parts = operands(maker, raw)
    _check_yes_no(maker, parts)

    def get(case: Case) -> bool | None:
        verdict: bool | None = not deciding
        for part in parts:
            value: bool | None = part.get(case)
            if value is deciding:
                return deciding
            if value is None:
                verdict = None
        return verdict

    return Operand(YES_NO, get, used(parts))


def _check_yes_no(maker: Maker, parts: list[Operand]) -> None:
    if any(part.type.kind != "yes_no" for part in parts):
        raise maker.fails("needs facts that are yes or no")


def _of_sets(maker: Maker, raw: Any, test: Callable[[Any, Any], bool]) -> Operand:
    parts = operands(maker, raw, 2)
    same_kind(maker, parts, ("set",))
    return strict(YES_NO, parts, test)


def _equal(part: Operand, one: Value, other: Value) -> bool:
    return bool(part.type.compared(one) == part.type.compared(other))
