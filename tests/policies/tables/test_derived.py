"""What can be reckoned from facts, and how lack of facts, of a rate or of a calendar shows."""

from typing import Any

import pytest

from amends.core.errors import AmendsError
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.fact_types import tell
from amends.policies.tables.judging import decide
from amends.policies.tables.known import Case, read_facts
from tests.policies.tables.made import SOURCE, TEXT, book

FACTS: dict[str, Any] = {
    "a": {"type": "number"},
    "b": {"type": "number"},
    "paid": {"type": "money"},
    "fee": {"type": "money"},
    "began": {"type": "moment"},
    "ended": {"type": "moment"},
    "first": {"type": "date"},
    "last": {"type": "date"},
    "yes": {"type": "yes_no"},
    "no": {"type": "yes_no"},
    "have": {"type": "set"},
    "need": {"type": "set"},
    "code": {"type": "code"},
    "where": {"type": "code"},
    "lines": {
        "type": "lines",
        "fields": {
            "price": {"type": "money", "currency": "USD"},
            "kind": {"type": "code"},
            "kept": {"type": "yes_no"},
        },
    },
}
LINES = [
    {"price": "5.00 USD", "kind": "lamp", "kept": True},
    {"price": "2.50 USD", "kind": "cup", "kept": False},
    {"price": "1.00 USD", "kind": "cup", "kept": True},
]


def reckoned(operation: dict[str, Any], facts: dict[str, Any], **more: Any) -> Any:
    """The value, or the missing facts, or why there is none."""
    pack = {
        "name": "made",
        "side": "seller",
        "source": SOURCE,
        "zone": "Asia/Shanghai",
        "facts": FACTS,
        "derived": {"x": operation},
    }
    made = book({**pack, **more})
    case = Case(made, read_facts(made.facts, facts).values)
    value = case.value("x")
    if value is not None:
        return tell(value, made.derived["x"].type)
    return case.problem("x") or list(case.missing("x"))


@pytest.mark.parametrize(
    ("operation", "facts", "value"),
    [
        ({"plus": ["a", "b", 1]}, {"a": 2, "b": 0.5}, "3.5"),
        ({"plus": ["paid", "fee"]}, {"paid": "1.00 USD", "fee": "2.00 EUR"}, "currency_without_rate"),
        ({"minus": ["paid", "5.00 USD"]}, {"paid": "1.50 USD"}, "-3.50 USD"),
        ({"times": ["a", "paid"]}, {"a": 3, "paid": "1.50 USD"}, "4.50 USD"),
        ({"times": ["2 hours", "a"]}, {"a": 3}, "6 hours"),
        ({"share": {"of": "paid", "percent": 12.5}}, {"paid": "1.00 USD"}, "0.12 USD"),
        ({"share": {"of": "paid", "percent": 50}}, {"paid": "101 JPY"}, "50 JPY"),
        ({"ratio": ["paid", "fee"]}, {"paid": "1.00 USD", "fee": "4.00 USD"}, "0.25"),
        ({"ratio": ["a", "b"]}, {"a": 1, "b": 0}, "division_by_zero"),
        ({"min": ["a", 3]}, {"a": 5}, 3),
        ({"max": ["first", "last"]}, {"first": "2026-01-31", "last": "2026-02-01"}, "2026-02-01"),
        ({"if": {"test": "yes", "then": "a", "else": "b"}}, {"yes": False, "b": 2}, 2),
        ({"sum": "lines.price"}, {"lines": LINES}, "8.50 USD"),
        ({"sum": {"of": "lines.price", "where": {"kept": True}}}, {"lines": LINES}, "6.00 USD"),
        ({"sum": "lines.price"}, {"lines": []}, "0.00 USD"),
        ({"sum": "lines.price"}, {}, ["lines"]),
        ({"sum": "lines.price"}, {"lines": [LINES[0], {"kind": "cup"}]}, ["lines[2].price"]),
        ({"most": "lines.price"}, {"lines": LINES}, "5.00 USD"),
        ({"least": "lines.price"}, {"lines": []}, "no_lines"),
        ({"count": {"of": "lines", "where": {"kind": "cup"}}}, {"lines": LINES}, 2),
        ({"all": {"of": "lines", "where": {"kept": True}}}, {"lines": LINES}, False),
        ({"all": {"of": "lines", "where": {"kept": True}}}, {"lines": []}, True),
        (
            {"all": {"of": "lines", "where": {"kept": True}}},
            {"lines": [{"kept": True}, {}]},
            ["lines[2].kept"],
        ),
        ({"any": {"of": "lines", "where": {"kept": True}}}, {"lines": [{"kept": True}, {}]}, True),
        ({"collect": "lines.kind"}, {"lines": LINES}, ["cup", "lamp"]),
        (
            {"time_between": {"from": "began", "to": "ended"}},
            {"began": "2026-03-29T00:30:00Z", "ended": "2026-03-29T03:00:00+02:00"},
            "30 minutes",
        ),
        (
            {"days_between": {"from": "began", "to": "ended"}},
            {"began": "2026-01-01T15:59:00Z", "ended": "2026-01-01T16:00:00Z"},
            "1 days",
        ),
        (
            {"days_between": {"from": "began", "to": "ended", "zone": "where"}},
            {"began": "2026-01-01T15:59:00Z", "ended": "2026-01-01T16:00:00Z", "where": "Asia/Kolkata"},
            "0 days",
        ),
        (
            {"days_between": {"from": "began", "to": "ended", "zone": "where"}},
            {"began": "2026-01-01T15:59:00Z", "ended": "2026-01-01T16:00:00Z", "where": "Mars/Base"},
            "zone_unknown",
        ),
        (
            {"days_between": {"from": "first", "to": "last"}},
            {"first": "2024-02-28", "last": "2024-03-01"},
            "2 days",
        ),
        (
            {"business_days_between": {"from": "first", "to": "last", "country": {"code": "CN"}}},
            {"first": "2026-09-30", "last": "2026-10-08"},
            1,
        ),
        (
            {"business_days_between": {"from": "first", "to": "last", "country": {"code": "XX"}}},
            {"first": "2026-09-30", "last": "2026-10-08"},
            "calendar_unknown",
        ),
        ({"day_of": {"of": "began"}}, {"began": "2026-01-01T16:00:00Z"}, "2026-01-02"),
        (
            {"later": {"from": "began", "by": "36 hours"}},
            {"began": "2026-01-01T16:00:00Z"},
            "2026-01-03T04:00:00Z",
        ),
        (
            {"later": {"from": "began", "by": {"n": 1, "unit": "civil_days_after"}}},
            {"began": "2026-01-01T16:00:00Z"},
            "2026-01-03T16:00:00Z",
        ),
        ({"later": {"from": "first", "by": "10 days"}}, {"first": "2026-12-25"}, "2027-01-04"),
        ({"later": {"from": "first", "by": "10 hours"}}, {"first": "2026-12-25"}, "no_whole_days"),
        ({"same": ["code", {"code": "x"}]}, {"code": "x"}, True),
        ({"in": ["code", "have"]}, {"code": "x", "have": ["x", "y"]}, True),
        ({"subset": ["need", "have"]}, {"need": ["x"], "have": ["y"]}, False),
        ({"overlap": ["need", "have"]}, {"need": ["x", "y"], "have": ["y"]}, True),
        ({"size": "have"}, {"have": ["x", "y", "x"]}, 2),
        ({"compare": ["paid", "at_most", "fee"]}, {"paid": "1.00 USD", "fee": "1.00 USD"}, True),
        (
            {"compare": ["paid", "at_most", "fee"]},
            {"paid": "1.00 USD", "fee": "9.00 EUR"},
            "currency_without_rate",
        ),
        ({"all_of": ["yes", "no"]}, {"no": False}, False),
        ({"all_of": ["yes", "no"]}, {"no": True}, ["yes"]),
        ({"any_of": ["yes", {"not": "no"}]}, {"no": False}, True),
    ],
)
def test_operations(operation: dict[str, Any], facts: dict[str, Any], value: Any) -> None:
    assert reckoned(operation, facts) == value


RATES = {"base": "USD", "read_on": "2026-11-21", "per_unit": {"EUR": "1.15"}}


def test_with_rates_money_compares_across_currencies() -> None:
    facts = {"paid": "10.00 EUR", "fee": "11.49 USD"}
    assert reckoned({"compare": ["paid", "above", "fee"]}, facts, rates=RATES) is True
    assert reckoned({"compare": ["paid", "above", "fee"]}, facts | {"fee": "11.50 USD"}, rates=RATES) is False


def priced(**more: Any) -> Any:
    rows = [{"id": "dear", "when": {"paid": {"above": "10.00 USD"}}, "then": {"lead": True}, "text": TEXT}]
    return book(
        {
            "name": "made",
            "side": "seller",
            "source": SOURCE,
            "facts": {"paid": {"type": "money"}},
            "outcomes": {"lead": {"type": "yes_no", "kinder": "none"}},
            "tables": [{"id": "t", "rows": rows, "otherwise": {"then": {"lead": False}, "text": TEXT}}],
            **more,
        }
    )


@pytest.mark.parametrize(
    ("rates", "paid", "row", "reason"),
    [
        ({}, "10.01 USD", "t/dear", None),
        ({}, "10.00 USD", "t/otherwise", None),
        ({}, "10.01 EUR", None, "currency_without_rate"),
        ({"rates": RATES}, "8.70 EUR", "t/dear", None),
        ({"rates": RATES}, "8.69 EUR", "t/otherwise", None),
        ({"rates": RATES}, "9 JPY", None, "currency_without_rate"),
    ],
)
def test_a_currency_without_a_rate_goes_to_a_person(
    rates: Any, paid: str, row: str | None, reason: str | None
) -> None:
    made = priced(**rates)
    told = verdict_document(decide(made, read_facts(made.facts, {"paid": paid}), "t"))
    assert told["row"] == row
    assert told["verdict"] == ("ask_a_person" if reason else "decided")
    if reason:
        assert told["reasons"][0]["code"] == reason


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"pad": "1.00 USD"}, "pad is no fact of this rulebook. Did you mean paid?"),
        ({"paid": "1.00"}, "is no money"),
        ({"paid": 1}, "is no money"),
        ({"paid": "1.00 usd"}, "is no money"),
        ({"paid": "1.005 USD"}, "finer than can be paid"),
        ({"began": "2026-01-01T00:00:00"}, "does not say its time zone"),
        ({"began": 5}, "is no moment"),
        ({"first": "2026-02-30"}, "is no date"),
        ({"yes": "true"}, "neither true nor false"),
        ({"a": True}, "is no number"),
        ({"a": float("nan")}, "no number of a usable size"),
        ({"a": "1e999999"}, "no number of a usable size"),
        ({"have": "x"}, "is no list of codes"),
        ({"code": "Li Wei"}, "is no code"),
        ({"lines": {}}, "is no list of lines"),
        ({"lines": [{"prise": 1}]}, "lines[1].prise is no fact of this rulebook. Did you mean price?"),
        ({"lines": [1]}, "lines[1] is no JSON object"),
        ([], "the facts are no JSON object"),
    ],
)
def test_facts_that_do_not_fit_are_refused_by_name(facts: Any, told: str) -> None:
    made = book({"name": "made", "side": "seller", "source": SOURCE, "facts": FACTS})
    with pytest.raises(AmendsError) as raised:
        read_facts(made.facts, facts)
    assert told in str(raised.value)


@pytest.mark.parametrize("told", ["3", {"n": "3", "unit": "fortnights"}, 3, "3.5 days"])
def test_a_duration_says_its_unit(told: Any) -> None:
    made = book(
        {
            "name": "made",
            "side": "seller",
            "source": SOURCE,
            "facts": {"w": {"type": "duration", "unit": "days", "whole": True}},
        }
    )
    assert tell(read_facts(made.facts, {"w": "48 hours"}).values["w"], made.facts["w"].type) == "2 days"
    with pytest.raises(AmendsError):
        read_facts(made.facts, {"w": told})
