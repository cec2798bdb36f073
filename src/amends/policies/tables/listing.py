"""Operations over the lines of a list: sum, count, all, any, collect, and the least or most of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from amends.core.money import Money
from amends.policies.tables.fact_types import FactType, Value
from amends.policies.tables.known import CannotReckon, Case
from amends.policies.tables.operand import (
    AMOUNTS,
    COUNT,
    YES_NO,
    Lines,
    Maker,
    Operand,
    amount_of,
    in_one_currency,
    like,
)


def summed(maker: Maker, raw: Any) -> Operand:
    """`{of: lines.price, where: {…}}`: the sum over the lines on which the tests hold."""
    lines = maker.lines(raw, inner=True)
    inner = _inner(maker, lines, AMOUNTS)
    of = replace(inner.type, least=None, most=None)
    if inner.type.kind == "number" and inner.type.least is not None and inner.type.least >= 0:
        of = replace(of, least=0)

    def reckon(values: list[Value]) -> Value:
        in_one_currency(*values)
        if not values:
            return _nothing(inner.type)
        total = amount_of(values[0])
        for value in values[1:]:
            total += amount_of(value)
        return like(values[0], total)

    return Operand(of, _over(lines, inner, reckon), lines.uses)


def extreme(pick: Callable[..., Value]) -> Callable[[Maker, Any], Operand]:
    """`{of: lines.price, where: {…}}`: the least or the most over lines; not known where there is none."""

    def build(maker: Maker, raw: Any) -> Operand:
        lines = maker.lines(raw, inner=True)
        inner = _inner(maker, lines, (*AMOUNTS, "date", "moment"))

        def reckon(values: list[Value]) -> Value:
            in_one_currency(*values)
            if not values:
                raise CannotReckon("no_lines")
            return pick(values, key=amount_of)

        return Operand(inner.type, _over(lines, inner, reckon), lines.uses)

    return build


def collected(maker: Maker, raw: Any) -> Operand:
    """`{of: lines.code, where: {…}}`: the set of codes that stand on the lines."""
    lines = maker.lines(raw, inner=True)
    inner = _inner(maker, lines, ("code", "choice", "set"))
    join = frozenset().union if inner.type.kind == "set" else None

    def reckon(values: list[Value]) -> frozenset[str]:
        return join(*values) if join else frozenset(values)

    return Operand(FactType("set", values=inner.type.values), _over(lines, inner, reckon), lines.uses)


def counted(maker: Maker, raw: Any) -> Operand:
    """`{of: lines, where: {…}}`: how many lines there are on which the tests hold."""
    lines = maker.lines(raw, inner=False)

    def get(case: Case) -> int | None:
        taken = lines.taken(case)
        if taken is None or any(holds is None for holds, _ in taken):
            return None
        return sum(holds is True for holds, _ in taken)

    return Operand(COUNT, get, lines.uses)


def every(maker: Maker, raw: Any) -> Operand:
    """`{of: lines, where: {…}}`: whether the tests hold on every line; also where there is no line."""
    return _judged(maker, raw, deciding=False)


def some(maker: Maker, raw: Any) -> Operand:
    """`{of: lines, where: {…}}`: whether there is a line on which the tests hold."""
    return _judged(maker, raw, deciding=True)


def _judged(maker: Maker, raw: Any, *, deciding: bool) -> Operand:
    lines = maker.lines(raw, inner=False)
    if not lines.where:
        raise maker.fails("has no tests", "Write where: {fact: cell}.")

    def get(case: Case) -> bool | None:
        taken = lines.taken(case)
        if taken is None:
            return None
        verdicts = [holds for holds, _ in taken]
        if deciding in verdicts:
            return deciding
        return None if None in verdicts else not deciding

    return Operand(YES_NO, get, lines.uses)


def _over(lines: Lines, inner: Operand, reckon: Callable[[list[Value]], Value]) -> Callable[[Case], Value]:
    def get(case: Case) -> Value:
        taken = lines.taken(case)
        if taken is None or any(holds is None for holds, _ in taken):
            return None
        values = [inner.get(line) for holds, line in taken if holds]
        return None if any(value is None for value in values) else reckon(values)

    return get


def _inner(maker: Maker, lines: Lines, kinds: tuple[str, ...]) -> Operand:
    if lines.inner is None or lines.inner.type.kind not in kinds:
        raise maker.fails("names no fact of the lines that it can take", f"Kinds: {', '.join(kinds)}.")
    return lines.inner


def _nothing(of: FactType) -> Value:
    if of.kind == "money":
        if of.currencies is None or len(of.currencies) > 1:
            raise CannotReckon("no_lines")
        return Money(Decimal(0), of.currencies[0])
    return timedelta() if of.kind == "duration" else 0
