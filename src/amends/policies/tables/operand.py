"""One argument of an operation: a fact, a literal, or an operation of its own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from amends.core.money import Money
from amends.policies.facts import BadFacts
from amends.policies.tables.cells import Cell
from amends.policies.tables.fact_types import UNITS, FactType, Value
from amends.policies.tables.known import CannotReckon, Case

AMOUNTS = ("number", "money", "duration")
_LITERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)? ([A-Za-z]+)")
_MONEY, _DURATION, _NUMBER = FactType("money"), FactType("duration", unit="hours"), FactType("number")
YES_NO = FactType("yes_no")
COUNT = FactType("number", least=0, whole=True)


@dataclass(frozen=True, slots=True)
class Operand:
    """A typed value of a case: `get` gives None where it is not known."""

    type: FactType
    get: Callable[[Case], Value]
    uses: tuple[str, ...] = ()
    constant: Value = None


class Maker(Protocol):
    """What an operation needs while it is built."""

    place: str
    zone: str | None

    def operand(self, raw: Any) -> Operand: ...
    def lines(self, raw: Any, *, inner: bool) -> "Lines": ...
    def lookup(self, raw: Any) -> Operand: ...
    def fails(self, problem: str, mend: str = "") -> BadFacts: ...


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a list on which `where` holds; `inner` is what is taken of each."""

    name: str
    where: tuple[tuple[Operand, Cell], ...]
    inner: Operand | None

    @property
    def uses(self) -> tuple[str, ...]:
        inner = self.inner.uses if self.inner else ()
        names = [*inner, *(name for operand, _ in self.where for name in operand.uses)]
        return (self.name, *(f"{self.name}.{name}" for name in dict.fromkeys(names)))

    def taken(self, case: Case) -> list[tuple[bool | None, Case]] | None:
        """Each line with whether the tests hold on it (None: not known)."""
        lines = case.lines(self.name)
        return None if lines is None else [(self._holds(line), line) for line in lines]

    def _holds(self, line: Case) -> bool | None:
        verdict: bool | None = True
        for operand, cell in self.where:
            value = operand.get(line)
            if value is None:
                verdict = None
            elif not cell.holds(operand.type.compared(value)):
                return False
        return verdict


def literal(raw: Any) -> Operand | None:
    """A number, an amount of money or time, true or false, written out; None for anything else."""
    if isinstance(raw, bool):
        return constant(YES_NO, raw)
    if isinstance(raw, int | float | Decimal):
        return constant(_NUMBER, _NUMBER.read("a number", raw))
    if isinstance(raw, dict) and set(raw) == {"amount", "currency"}:
        return constant(_MONEY, _MONEY.read("money", raw))
    if isinstance(raw, dict) and set(raw) == {"n", "unit"}:
        return constant(_DURATION, _DURATION.read("a duration", raw))
    if isinstance(raw, dict) and set(raw) == {"code"}:
        return constant(FactType("code"), FactType("code").read("a code", raw["code"]))
    if isinstance(raw, str) and (match := _LITERAL.fullmatch(raw)):
        of = _MONEY if match[1].isupper() else _DURATION
        return constant(of, of.read(f"{raw!r}", raw))
    return None


def constant(of: FactType, value: Value) -> Operand:
    currencies = (value.currency,) if isinstance(value, Money) else None
    unit = match_unit(value) if isinstance(value, timedelta) else of.unit
    limited = replace(of, least=value, most=value, currencies=currencies, unit=unit)
    return Operand(limited if of.kind in AMOUNTS else of, lambda case: value, (), value)


def match_unit(value: timedelta) -> str:
    """The largest unit that the value is a whole number of."""
    return next((name for name in ("days", "hours", "minutes") if not value % UNITS[name]), "seconds")


def strict(of: FactType, parts: Sequence[Operand], reckon: Callable[..., Value]) -> Operand:
    """An operation that needs every one of its parts."""
    gets = [part.get for part in parts]

    def get(case: Case) -> Value:
        values = [get_part(case) for get_part in gets]
        return None if any(value is None for value in values) else reckon(*values)

    return Operand(of, get, used(parts))


def used(parts: Sequence[Operand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.uses))


def same_kind(maker: Maker, parts: Sequence[Operand], kinds: Sequence[str]) -> str:
    """The one kind that all parts have. Raises BadFacts."""
    kind = parts[0].type.kind
    wrong = next((part for part in parts if part.type.kind not in kinds or part.type.kind != kind), None)
    if wrong is not None:
        told = " and ".join(dict.fromkeys(part.type.kind for part in parts))
        raise maker.fails(f"has {told} together", f"It works on several of one kind: {', '.join(kinds)}.")
    return kind


def operands(maker: Maker, raw: Any, count: int | None = None) -> list[Operand]:
    """Each argument of a list. Raises BadFacts where there are too few or too many."""
    if not isinstance(raw, list) or not raw or (count is not None and len(raw) != count):
        raise maker.fails(f"needs a list of {count or 'one or more'} facts")
    return [maker.operand(part) for part in raw]


def in_one_currency(*values: Value) -> None:
    """Raises CannotReckon where money of different currencies would be added or compared."""
    if len({value.currency for value in values if isinstance(value, Money)}) > 1:
        raise CannotReckon("currency_without_rate")


def amount_of(value: Value) -> Value:
    return value.amount if isinstance(value, Money) else value


def like(sample: Value, amount: Value) -> Value:
    return Money(amount, sample.currency) if isinstance(sample, Money) else amount


def is_moment_kind(value: Value) -> bool:
    return isinstance(value, datetime | date)
