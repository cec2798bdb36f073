"""Cells of a table: what a fact must be for a row to fire. None stands for any."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core.money import Money
from amends.policies.facts import BadFacts
from amends.policies.tables.fact_types import ORDERED, FactType, Value, nearest, tell

Point = tuple[str | None, Value]  # currency (of money), value
_BOUNDS = ("min", "max", "above", "below")
_SETS = ("has", "has_all", "lacks", "only", "size")


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these; or none of them, where `absent`."""

    values: frozenset[Value]
    absent: bool = False

    def holds(self, value: Value) -> bool:
        return (value in self.values) is not self.absent

    def points(self) -> Iterator[Point]:
        yield from map(_point, self.values)

    def codes(self) -> Iterator[str]:
        yield from (value for value in self.values if isinstance(value, str))


@dataclass(frozen=True, slots=True)
class Between:
    """Within bounds, each included unless open. `currency` is that of both, for money."""

    least: Value = None
    most: Value = None
    open_below: bool = False
    open_above: bool = False
    currency: str | None = None

    def holds(self, value: Value) -> bool:
        if self.currency is not None:
            if value.currency != self.currency:
                return False
            value = value.amount
        if self.least is not None and (value < self.least or (self.open_below and value == self.least)):
            return False
        return self.most is None or not (value > self.most or (self.open_above and value == self.most))

    def points(self) -> Iterator[Point]:
        yield from ((self.currency, bound) for bound in (self.least, self.most) if bound is not None)

    def codes(self) -> Iterator[str]:
        yield from ()


@dataclass(frozen=True, slots=True)
class SetTest:
    """All tests given must hold: any of `has`, all of `has_all`, none of `lacks`, nothing but `only`."""

    has: frozenset[str] = frozenset()
    has_all: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def holds(self, value: frozenset[str]) -> bool:
        return (
            (not self.has or not self.has.isdisjoint(value))
            and self.has_all <= value
            and self.lacks.isdisjoint(value)
            and (self.only is None or value <= self.only)
        )

    def points(self) -> Iterator[Point]:
        yield from ()

    def codes(self) -> Iterator[str]:
        yield from self.has | self.has_all | self.lacks | (self.only or frozenset())


@dataclass(frozen=True, slots=True)
class Together:
    """Several cells for one fact: all of them must hold, or any."""

    parts: tuple["Cell", ...]
    every: bool

    def holds(self, value: Value) -> bool:
        return (all if self.every else any)(part.holds(value) for part in self.parts)

    def points(self) -> Iterator[Point]:
        for part in self.parts:
            yield from part.points()

    def codes(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.codes()


Cell = OneOf | Between | SetTest | Together


def read_cell(of: FactType, name: str, raw: Any) -> Cell | None:
    """A cell as packs write it; None for `any`. Raises BadFacts, naming the fact.

    A value, a list of values, {not: …}, {min, max, above, below} for what has an order, {has, has_all, lacks,
    only} for sets, true or false, any. A list may hold ranges too: one of its parts must hold.
    """
    if raw == "any":
        return None
    if isinstance(raw, dict) and set(raw) == {"not"}:
        return _absent(of, name, raw["not"])
    if of.kind == "set":
        return _set_test(of, name, raw)
    if isinstance(raw, list):
        return _listed(of, name, raw)
    if of.kind in ORDERED and isinstance(raw, dict) and raw and set(raw) <= set(_BOUNDS):
        return _between(of, name, raw)
    if isinstance(raw, dict) and not (of.kind == "money" and set(raw) == {"amount", "currency"}):
        wrong = next((key for key in raw if key not in _allowed(of)), "") or "an empty mapping"
        raise BadFacts(
            name, f"is a {of.kind}, which has no test {wrong!r}", f"Tests: {', '.join(_allowed(of))}."
        )
    return OneOf(frozenset([_value(of, name, raw)]))


def conjoined(one: Cell | None, other: Cell | None) -> Cell | None:
    """A cell that holds where both hold."""
    if one is None or other is None:
        return one if other is None else other
    return Together((one, other), every=True)


def told_cell(cell: Cell | None, of: FactType) -> Any:
    """A cell as a pack would write it."""
    if cell is None:
        return "any"
    if isinstance(cell, OneOf):
        values = sorted((tell(value, of) for value in cell.values), key=str)
        return {"not": values} if cell.absent else values[0] if len(values) == 1 else values
    if isinstance(cell, Between):
        low = (
            {"above" if cell.open_below else "min": _bound(cell, cell.least, of)}
            if cell.least is not None
            else {}
        )
        high = (
            {"below" if cell.open_above else "max": _bound(cell, cell.most, of)}
            if cell.most is not None
            else {}
        )
        return low | high
    if isinstance(cell, SetTest):
        tests = {
            name: sorted(getattr(cell, name)) for name in ("has", "has_all", "lacks") if getattr(cell, name)
        }
        return tests | ({} if cell.only is None else {"only": sorted(cell.only)})
    return [told_cell(part, of) for part in cell.parts]


def _allowed(of: FactType) -> tuple[str, ...]:
    return ("not", *(_SETS[:-1] if of.kind == "set" else _BOUNDS if of.kind in ORDERED else ()))


def _listed(of: FactType, name: str, raw: list[Any]) -> Cell:
    if not raw:
        raise BadFacts(name, "has an empty list", "Write any, or what it may be.")
    ranges = [part for part in raw if isinstance(part, dict) and set(part) != {"amount", "currency"}]
    values = [_value(of, name, part) for part in raw if part not in ranges]
    cells = [read_cell(of, name, part) for part in ranges]
    plain: list[Cell] = [OneOf(frozenset(values))] if values else []
    parts = tuple(plain + [cell for cell in cells if cell is not None])
    return parts[0] if len(parts) == 1 else Together(parts, every=False)


def _absent(of: FactType, name: str, raw: Any) -> Cell:
    if of.kind == "set":
        raise BadFacts(name, "is a set, which has no test 'not'", "Write {lacks: [...]}.")
    parts = raw if isinstance(raw, list) else [raw]
    if not parts or any(isinstance(part, dict) and set(part) & set(_BOUNDS) for part in parts):
        raise BadFacts(
            name, "has a not without values", "Write {not: [a, b]}; a range is written as its other side."
        )
    return OneOf(frozenset(_value(of, name, part) for part in parts), absent=True)


def _set_test(of: FactType, name: str, raw: Any) -> SetTest:
    if not isinstance(raw, dict) or not raw or not set(raw) <= set(_SETS[:-1]):
        raise BadFacts(
            name, "is a set", "Write {has: [...]}, {has_all: [...]}, {lacks: [...]} or {only: [...]}."
        )
    tests: Mapping[str, frozenset[str]] = {key: of.read(name, codes) for key, codes in raw.items()}
    if any(not codes for key, codes in tests.items() if key != "only"):
        raise BadFacts(name, "has an empty list", "Name what it has or lacks; only: [] means an empty set.")
    return SetTest(**tests)


def _between(of: FactType, name: str, raw: dict[str, Any]) -> Between:
    if {"min", "above"} <= set(raw) or {"max", "below"} <= set(raw):
        raise BadFacts(
            name, "has two bounds on one side", "min and max are included, above and below are not."
        )
    bounds = {key: _value(of, name, bound) for key, bound in raw.items()}
    currency = None
    if of.kind == "money":
        named = {money.currency for money in bounds.values()}
        if len(named) > 1:
            raise BadFacts(
                name, f"has bounds in {' and '.join(sorted(named))}", "Write both in one currency."
            )
        currency = named.pop()
        bounds = {key: money.amount for key, money in bounds.items()}
    least, most = bounds.get("min", bounds.get("above")), bounds.get("max", bounds.get("below"))
    cell = Between(least, most, "above" in bounds, "below" in bounds, currency)
    if (
        least is not None
        and most is not None
        and (least > most or (least == most and (cell.open_below or cell.open_above)))
    ):
        raise BadFacts(name, "has a range with nothing in it", "The lower bound stands under min or above.")
    return cell


def _value(of: FactType, name: str, raw: Any) -> Value:
    if of.kind == "yes_no" and raw in ("yes", "no"):
        return raw == "yes"
    value = of.read(name, raw)
    if isinstance(value, Money) and of.rates is not None and value.currency not in of.rates:
        raise BadFacts(
            name,
            f"is compared in {value.currency}, a currency without a rate",
            nearest(value.currency, of.rates),
        )
    return of.compared(value)


def _point(value: Value) -> Point:
    return (value.currency, value.amount) if isinstance(value, Money) else (None, value)


def _bound(cell: Between, bound: Value, of: FactType) -> Any:
    return tell(Money(bound, cell.currency), of) if cell.currency else tell(bound, of)
