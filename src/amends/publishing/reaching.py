"""Facts on which a given row of a table fires, found from what its cells and those above it leave open."""

import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

from amends.core.money import Money, smallest_unit
from amends.policies.facts import BadFacts
from amends.policies.tables.columns import Atom, Column
from amends.policies.tables.fact_types import UNITS, FactType, Value, tell
from amends.policies.tables.hunting import Budget, OutOfTime
from amends.policies.tables.judging import Trace, decide
from amends.policies.tables.known import Case, Fact, read_facts
from amends.policies.tables.rulebook import COLLECT, Row, Rulebook, Table
from amends.policies.tables.searching import Search

SECONDS = 2.0
ROUNDS = 20
MOST_TRIED = 20_000
DAY = date(2026, 11, 2)
LIKELY = {"country": ("US", "JP", "BR"), "marketplace": ("amazon", "ebay", "shopify", "taobao")}


def facts_reaching(book: Rulebook, table: Table, row: Row) -> dict[str, Any] | None:
    """Facts as examples have them, on which the row fires; None where none could be found."""
    box = _box(table, table.all_rows.index(row))
    if box is None:
        return None
    found: dict[str, Any] = {}
    for column in table.compiled:
        if column.name in box and column.name in book.facts:
            found[column.name] = _told(column, box[column.name])
    for column in table.compiled:
        if column.name in box and column.name in book.derived:
            reckoned = _reckoned(book, column, box[column.name], found)
            if reckoned is None:
                return None
            found |= reckoned
    return _completed(book, table, row, found)


def _box(table: Table, number: int) -> dict[str, list[Atom]] | None:
    before = 0 if table.hit == COLLECT else (1 << number) - 1
    try:
        search = Search([table], table.compiled, Budget(SECONDS, time.monotonic))
        return search.witness(1 | 1 << (number + 1), before << 1)
    except (OutOfTime, RecursionError):
        return None


def _told(column: Column, atoms: list[Atom]) -> Any:
    """A value of these atoms as examples have it."""
    named = {atom.sample for atom in column.atoms or () if isinstance(atom.sample, str)}
    atom = next((one for one in atoms if one.label != "another code"), atoms[0])
    if atom.label == "another code":
        return next(code for code in (*LIKELY.get(column.name, ()), "other", "another") if code not in named)
    return _usual(column.type) if atom.sample is None else tell(_payable(atom, column), column.type)


def _payable(atom: Atom, column: Column) -> Value:
    """Money of a sample to the smallest unit, where that is still inside the atom."""
    value = atom.sample
    if isinstance(value, Money):
        return Money(value.amount.quantize(smallest_unit(value.currency)), value.currency)
    if atom.scale is not None and atom.scale.currency is not None:
        amount = Decimal(value).quantize(smallest_unit(atom.scale.currency))
        return Money(amount, atom.scale.currency)
    return value


def _reckoned(
    book: Rulebook, column: Column, atoms: list[Atom], given: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Facts from which a derived column falls into one of the atoms."""
    wanted = {atom.mask for atom in atoms}
    names = [name for name in _leaves(book, column.name) if name not in given]
    if any(book.facts[name].type is None for name in names):
        return None
    tried = product(*(list(_candidates(book.facts[name], column)) for name in names))
    for values in islice(tried, MOST_TRIED):
        found = dict(zip(names, values, strict=True))
        try:
            read = read_facts(book.facts, {**given, **found})
        except BadFacts:
            continue
        value = Case(book, read.values).value(column.name)
        if value is not None and column.place(value) in wanted:
            return found
    return None


def _leaves(book: Rulebook, name: str) -> list[str]:
    """The declared facts that a derived one is reckoned from, in the order it names them."""
    if name in book.facts:
        return [name]
    if name not in book.derived:
        return []
    below = (leaf for used in book.derived[name].uses for leaf in _leaves(book, used.partition(".")[0]))
    return list(dict.fromkeys(below))


def _candidates(fact: Fact, column: Column) -> Iterator[Any]:
    of = fact.type
    assert of is not None
    marks = [end for atom in column.atoms or () for end in atom.ends if end is not None]
    if of.kind == "yes_no":
        yield from (False, True)
    elif of.values is not None:
        yield from ([[], *([value] for value in of.values)] if of.kind == "set" else of.values)
    elif of.kind in ("date", "moment"):
        yield from (_day_told(day, of) for day in _days(marks))
    elif of.kind in ("number", "money", "duration"):
        yield from (tell(value, of) for value in _amounts(of, marks))
    else:
        yield "x"


def _days(marks: list[Value]) -> Iterator[date]:
    yield DAY
    for mark in marks:
        if isinstance(mark, timedelta):
            yield from (DAY + mark + timedelta(days=n) for n in (0, 1, -1))
        elif isinstance(mark, datetime):
            yield from (mark.date() + timedelta(days=n) for n in (0, 1, -1))
        elif isinstance(mark, date):
            yield from (mark + timedelta(days=n) for n in (0, 1, -1))
        elif isinstance(mark, int | Decimal):
            yield from (DAY + timedelta(days=int(mark) + n) for n in (0, 1, -1))


def _day_told(day: date, of: FactType) -> str:
    return day.isoformat() if of.kind == "date" else f"{day.isoformat()}T12:00:00Z"


def _amounts(of: FactType, marks: list[Value]) -> Iterator[Value]:
    plain = [mark for mark in marks if isinstance(mark, int | Decimal)]
    numbers = [0, 1, 5, 100, *(int(mark) + n for mark in plain for n in (0, 1, -1))]
    currency = (of.currencies or ("USD",))[0]
    unit = UNITS[of.unit or "days"]
    for number in dict.fromkeys(numbers):
        if of.kind == "number":
            yield number
        elif of.kind == "money":
            yield Money(Decimal(number), currency)
        else:
            yield number * unit
    if of.kind == "duration":
        yield from (mark for mark in marks if isinstance(mark, timedelta))


def _completed(book: Rulebook, table: Table, row: Row, found: dict[str, Any]) -> dict[str, Any] | None:
    """The facts with all that is asked besides, the usual answer each; None where the row does not fire."""
    for _round in range(ROUNDS):
        trace: Trace = set()
        try:
            verdict = decide(book, read_facts(book.facts, found), table.question, trace)
        except BadFacts:
            return None
        asks = [ask.declared for ask in verdict.said.asks if ask.declared in book.facts]
        if not asks:
            return found if (table.id, row.id) in trace else None
        for name in asks:
            of = book.facts[name].type
            if of is None:
                return None
            found[name] = _usual(of)
    return None


def _usual(of: FactType) -> Any:
    """The plainest value of a type."""
    plain: Mapping[str, Any] = {
        "yes_no": False,
        "set": [],
        "date": DAY.isoformat(),
        "moment": f"{DAY.isoformat()}T12:00:00Z",
        "code": "x",
        "choice": (of.values or ("",))[0],
    }
    if of.kind in plain:
        return plain[of.kind]
    return tell(of.least, of) if of.least is not None else tell(next(_amounts(of, [])), of)
