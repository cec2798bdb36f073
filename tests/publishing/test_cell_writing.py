"""Every cell that a pack can hold is written in the grid and read back as the same cell."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.policies.facts import BadFacts
from amends.policies.tables.cells import read_cell
from amends.policies.tables.fact_types import FactType
from amends.publishing.cell_writing import cell_from, write_cell

DAYS = FactType("duration", unit="days")
MONEY = FactType("money", currencies=("USD", "EUR"))
DOLLARS = FactType("money", currencies=("USD",))
NUMBER = FactType("number")
DATE = FactType("date")
MOMENT = FactType("moment")
FLAG = FactType("yes_no")
CODE = FactType("code")
AWKWARD = (
    "a",
    "b c",
    "not this",
    "yes",
    "30",
    "x, y",
    'say "so"',
    "1..2",
    "≤ 3",
    "a|b",
    "a & b",
    "，",
    "has",
    "-",
)
CHOICE = FactType("choice", values=AWKWARD)
CLOSED = FactType("set", values=("photo", "video", "x, y"))
OPEN = FactType("set")

amounts = st.integers(-10_000, 10_000)
codes = st.from_regex(r"[\w.:/#+-]{1,12}", fullmatch=True)
durations = st.tuples(st.integers(0, 500), st.sampled_from(["days", "hours", "minutes", "weeks", "seconds"]))
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat)
moments = st.integers(946_684_800, 4_070_908_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
)
VALUES: list[tuple[FactType, st.SearchStrategy[Any]]] = [
    (DAYS, durations.map(lambda one: f"{one[0]} {one[1]}")),
    (DAYS, durations.map(lambda one: {"n": one[0], "unit": one[1]})),
    (MONEY, st.tuples(amounts, st.sampled_from(["USD", "EUR"])).map(lambda one: f"{one[0]}.50 {one[1]}")),
    (DOLLARS, amounts.map(lambda n: {"amount": str(n), "currency": "USD"})),
    (NUMBER, amounts),
    (NUMBER, st.integers(-999, 999).map(lambda n: n / 4)),
    (NUMBER, amounts.map(lambda n: f"{n}.500")),
    (DATE, dates),
    (MOMENT, moments),
]
CODES: list[tuple[FactType, st.SearchStrategy[Any]]] = [
    (CHOICE, st.sampled_from(AWKWARD)), (CODE, codes), (FLAG, st.booleans()),
]  # fmt: skip


def one_or_several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=4)


def ranges(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    ways = [("min",), ("max",), ("above",), ("below",), ("min", "max"), ("above", "max"), ("min", "below")]
    return st.sampled_from(ways).flatmap(lambda keys: st.fixed_dictionaries(dict.fromkeys(keys, values)))


@st.composite
def cells(draw: st.DrawFn) -> tuple[FactType, Any]:
    """A type, and a cell that its schema allows."""
    kind = draw(st.sampled_from(["ordered", "coded", "set", "any"]))
    if kind == "any":
        return draw(st.sampled_from([DAYS, CHOICE, FLAG, CLOSED])), "any"
    if kind == "set":
        of, values = draw(st.sampled_from([(CLOSED, st.sampled_from(CLOSED.values or ())), (OPEN, codes)]))
        listed = st.lists(values, min_size=1, max_size=3, unique=True)
        tests = dict.fromkeys(("has", "has_all", "lacks"), listed) | {"only": st.just([]) | listed}
        named = draw(st.lists(st.sampled_from(list(tests)), min_size=1, max_size=4, unique=True))
        return of, draw(st.fixed_dictionaries({name: tests[name] for name in named}))
    of, values = draw(st.sampled_from(VALUES if kind == "ordered" else CODES))
    plain = one_or_several(values)
    ways = [plain, plain.map(lambda cell: {"not": cell})]
    if kind == "ordered":
        ways += [ranges(values), st.lists(values | ranges(values), min_size=2, max_size=4)]
    else:
        ways.append(st.lists(values | values.map(lambda cell: {"not": cell}), min_size=2, max_size=3))
    return of, draw(st.one_of(ways))


@given(cells())
def test_every_cell_comes_back_the_same(one: tuple[FactType, Any]) -> None:
    of, raw = one
    try:
        wanted = read_cell(of, "fact", raw)
    except BadFacts:
        return  # a range with nothing in it
    written = write_cell(raw, of)
    assert read_cell(of, "fact", cell_from(written, of)) == wanted, written
    assert write_cell(cell_from(written, of), of) == written


@given(st.text(max_size=30), st.sampled_from([DAYS, MONEY, NUMBER, CHOICE, FLAG, CODE, CLOSED, OPEN, DATE]))
def test_whatever_is_typed_is_refused_or_written_back_as_the_same(text: str, of: FactType) -> None:
    raw = cell_from(text, of)
    try:
        wanted = read_cell(of, "fact", raw)
    except BadFacts:
        return
    assert read_cell(of, "fact", cell_from(write_cell(raw, of), of)) == wanted


@pytest.mark.parametrize(
    ("of", "typed", "raw"),
    [
        (DAYS, "", "any"), (DAYS, "≤ 30 days", {"max": "30 days"}), (DAYS, "<=30天", {"max": "30 days"}),
        (DAYS, "＞ 3 ＆ ≤ 9 天", {"above": "3 days", "max": "9 days"}),
        (DAYS, "> 3 & <= 9 hours", {"above": "3 hours", "max": "9 hours"}),
        (DAYS, "0..30 days", {"min": "0 days", "max": "30 days"}),
        (DAYS, "3～9小时", {"min": "3 hours", "max": "9 hours"}), (DAYS, "7", "7 days"),
        (DOLLARS, "≤150", {"max": "150 USD"}), (MONEY, "EUR 9.50", "9.50 EUR"),
        (NUMBER, "1..5", {"min": 1, "max": 5}),
        (FLAG, "是", True), (FLAG, "Non", False), (CHOICE, "不是 a、b c", {"not": ["a", "b c"]}),
        (CHOICE, '"x, y"', "x, y"), (CLOSED, "photo，video", {"has": ["photo", "video"]}),
        (CLOSED, "含 photo & 不含 video", {"has": ["photo"], "lacks": ["video"]}),
        (OPEN, "only", {"only": []}),
        (NUMBER, "< 3 | > 9", [{"below": 3}, {"above": 9}]), (DATE, ">= 2026-11-21", {"min": "2026-11-21"}),
    ],
)  # fmt: skip
def test_what_people_type(of: FactType, typed: str, raw: Any) -> None:
    assert cell_from(typed, of) == raw
    read_cell(of, "fact", raw)


def test_what_a_pack_has_wrong_is_shown_as_it_stands() -> None:
    assert write_cell("≤ 3 dyas", DAYS) == "≤ 3 dyas"
    with pytest.raises(BadFacts):
        read_cell(DAYS, "fact", cell_from("≤ 3 dyas", DAYS))
