"""Operations that add up: plus, minus, times, share, ratio, min, max, if."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from amends.core.money import Money
from amends.policies.tables.fact_types import FactType, Value, rounded
from amends.policies.tables.known import CannotReckon, Case
from amends.policies.tables.operand import (
    AMOUNTS,
    Maker,
    Operand,
    amount_of,
    in_one_currency,
    like,
    operands,
    same_kind,
    strict,
    used,
)


def plus(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: the sum of numbers, of money or of durations."""
    parts = operands(maker, raw)
    same_kind(maker, parts, AMOUNTS)
    return strict(_summed(parts), parts, lambda *values: reduce(_add, values))


def minus(maker: Maker, raw: Any) -> Operand:
    """`[a, b]`: a less b; below zero is possible."""
    parts = operands(maker, raw, 2)
    same_kind(maker, parts, AMOUNTS)
    return strict(_free(parts[0].type), parts, lambda one, other: _add(one, _times(other, -1)))


def times(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: numbers multiplied, with at most one amount of money or time among them."""
    parts = operands(maker, raw)
    amounts = [part for part in parts if part.type.kind != "number"]
    if len(amounts) > 1 or any(part.type.kind not in AMOUNTS for part in parts):
        raise maker.fails("multiplies what is no number", "Numbers, and one amount of money or time at most.")
    ordered = amounts + [part for part in parts if part.type.kind == "number"]
    of = _free(ordered[0].type) if amounts else FactType("number")
    lowest = [part.type.least for part in parts]
    if all(least is not None and amount_of(least) >= amount_of(_zero(least)) for least in lowest):
        of = replace(of, least=_zero(ordered[0].type.least))
    return strict(of, ordered, lambda first, *rest: _tidy(reduce(_times, rest, first)))


def share(maker: Maker, raw: Any) -> Operand:
    """`{of: a, percent: 20}`: so many hundredths of it, money rounded to what can be paid."""
    if not isinstance(raw, dict) or set(raw) != {"of", "percent"}:
        raise maker.fails("needs of and percent", "Write share: {of: paid, percent: 20}.")
    parts = [maker.operand(raw["of"]), maker.operand(raw["percent"])]
    if parts[0].type.kind not in AMOUNTS or parts[1].type.kind != "number":
        raise maker.fails(
            "takes a share of what is no amount", "of: number, money or time; percent: a number."
        )
    of, percent = _free(parts[0].type), parts[1].constant
    if percent is not None and percent >= 0 and parts[0].type.least is not None:
        of = replace(of, least=_tidy(_times(parts[0].type.least, Decimal(percent) / 100)))
    return strict(of, parts, lambda whole, hundredths: _tidy(_times(whole, Decimal(hundredths) / 100)))


def ratio(maker: Maker, raw: Any) -> Operand:
    """`[a, b]`: how many times b is in a; not known where b is zero."""
    parts = operands(maker, raw, 2)
    same_kind(maker, parts, AMOUNTS)

    def divide(one: Value, other: Value) -> Value:
        in_one_currency(one, other)
        above, below = amount_of(one), amount_of(other)
        if not below:
            raise CannotReckon("division_by_zero")
        if isinstance(above, timedelta):
            above, below = above // timedelta(microseconds=1), below // timedelta(microseconds=1)
        return Decimal(above) / Decimal(below)

    return strict(FactType("number"), parts, divide)


def smallest(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: the smallest of them, or the earliest."""
    return _extreme(maker, raw, min)


def largest(maker: Maker, raw: Any) -> Operand:
    """`[a, b, …]`: the largest of them, or the latest."""
    return _extreme(maker, raw, max)


def chosen(maker: Maker, raw: Any) -> Operand:
    """`{test: yes_no, then: a, else: b}`: one of two values of a kind."""
    if not isinstance(raw, dict) or set(raw) != {"test", "then", "else"}:
        raise maker.fails("needs test, then and else")
    test, then, other = (maker.operand(raw[key]) for key in ("test", "then", "else"))
    if test.type.kind != "yes_no" or not _alike(then.type, other.type):
        raise maker.fails("needs a yes_no test and two values of one kind")

    def get(case: Case) -> Value:
        verdict = test.get(case)
        return None if verdict is None else then.get(case) if verdict else other.get(case)

    return Operand(_widest([then.type, other.type]), get, used([test, then, other]))


def _extreme(maker: Maker, raw: Any, pick: Callable[..., Value]) -> Operand:
    parts = operands(maker, raw)
    same_kind(maker, parts, (*AMOUNTS, "date", "moment"))

    def reckon(*values: Value) -> Value:
        in_one_currency(*values)
        return pick(values, key=amount_of)

    return strict(_picked([part.type for part in parts], pick), parts, reckon)


def _picked(types: list[FactType], pick: Callable[..., Value]) -> FactType:
    """The type of the smallest (largest) of several: below the lowest of the upper limits, and so on."""
    lows = [one.least for one in types if one.least is not None]
    highs = [one.most for one in types if one.most is not None]
    all_lows, all_highs = len(lows) == len(types), len(highs) == len(types)
    is_min = pick is min
    return replace(
        _free(types[0]),
        least=_of(lows, min if is_min else max) if (all_lows if is_min else lows) else None,
        most=_of(highs, min if is_min else max) if (highs if is_min else all_highs) else None,
        whole=all(one.whole for one in types),
    )


def _of(values: list[Value], pick: Callable[..., Value]) -> Value:
    one_currency = len({value.currency for value in values if isinstance(value, Money)}) <= 1
    return pick(values, key=amount_of) if one_currency else None


def _summed(parts: list[Operand]) -> FactType:
    types = [part.type for part in parts]
    lows, highs = [one.least for one in types], [one.most for one in types]
    of = replace(_free(types[0]), whole=all(one.whole or _is_whole(one.least, one.most) for one in types))
    try:
        least = None if any(low is None for low in lows) else reduce(_add, lows)
        most = None if any(high is None for high in highs) else reduce(_add, highs)
    except (CannotReckon, OverflowError):
        return of
    return replace(of, least=least, most=most)


def _is_whole(least: Value, most: Value) -> bool:
    return isinstance(least, int) and least == most


def _widest(types: list[FactType]) -> FactType:
    lows, highs = [one.least for one in types], [one.most for one in types]
    return replace(
        _free(types[0]),
        least=None if any(low is None for low in lows) else _of(lows, min),
        most=None if any(high is None for high in highs) else _of(highs, max),
    )


def _alike(one: FactType, other: FactType) -> bool:
    return one.kind == other.kind and one.values == other.values


def _free(of: FactType) -> FactType:
    """The type without its limits, which an operation can leave."""
    return replace(of, least=None, most=None, currencies=None, whole=False)


def _add(one: Value, other: Value) -> Value:
    in_one_currency(one, other)
    try:
        return like(one, amount_of(one) + amount_of(other))
    except OverflowError as error:
        raise CannotReckon("too_large") from error


def _times(value: Value, factor: Value) -> Value:
    amount = amount_of(value)
    try:
        if isinstance(amount, timedelta):
            return timedelta(microseconds=int(Decimal(amount // timedelta(microseconds=1)) * factor))
        return like(value, amount * factor)
    except OverflowError as error:
        raise CannotReckon("too_large") from error


def _tidy(value: Value) -> Value:
    return rounded(value) if isinstance(value, Money) else value


def _zero(value: Value) -> Value:
    return (
        like(value, Decimal(0))
        if isinstance(value, Money)
        else timedelta()
        if isinstance(value, timedelta)
        else 0
    )
