from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.exports.badvalue import BadValue
from amends.connectors.exports.values import (
    as_received,
    parse_code,
    parse_country,
    parse_currency,
    parse_flag,
    parse_id,
    parse_quantity,
    parse_rating,
    parse_text,
)
from amends.connectors.tables.cells import Cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" Teapot ", "Teapot"),
        ("", None),
        ("null", "null"),
        ("N/A", "N/A"),
        ("'tis the season", "'tis the season"),
        ("'13800000000", "13800000000"),
        ('="13800000000"', "13800000000"),
        ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u202eright to left", "\u202eright to left"),
        ("🍵 e\u0301", "🍵 e\u0301"),
        ("two\r\nlines", "two\nlines"),
        (69002.0, "69002"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (datetime(2026, 11, 1, 8, 5), "2026-11-01 08:05:00"),  # noqa: DTZ001
    ],
)
def test_text_is_kept(cell: Cell, text: str | None) -> None:
    assert parse_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("171-0000001-0000001", "171-0000001-0000001"),
        ("１７１-００００００１-0000001", "171-0000001-0000001"),
        ("171 - 0000001 - 0000001", "171-0000001-0000001"),
        ("171\u20110000001–0000001", "171-0000001-0000001"),
        ("\u200e171-0000001-0000001\u202c", "171-0000001-0000001"),
        ('="2200000000000001"', "2200000000000001"),
        ("'2200000000000001", "2200000000000001"),
        ("576460752303423488\t", "576460752303423488"),
        ("2200 0000 0000 0001", "2200000000000001"),
        (220000000000001.0, "220000000000001"),
        (12.0, "12"),
        ("--", None),
        ("", None),
        ("  ", None),
        ("1E5", "1E5"),
    ],
)
def test_ids(cell: Cell, name: str | None) -> None:
    assert parse_id(cell) == name


def test_a_code_may_have_spaces() -> None:
    assert parse_code("  TEA  POT ") == "TEA POT"
    assert parse_code("ＴＥＡ 1") == "TEA 1"


@pytest.mark.parametrize(
    "cell", [2200000000000001.0, 1e15, float("nan"), "2.2E+15", "1.23457e+17", "1,23457E+17"]
)
@pytest.mark.parametrize("parse", [parse_id, parse_code])
def test_a_rounded_id_is_refused(cell: Cell, parse: object) -> None:
    with pytest.raises(BadValue) as caught:
        parse(cell)  # type: ignore[operator]
    assert caught.value.reason == "id_rounded"


def test_an_id_too_long_for_an_index_is_refused() -> None:
    with pytest.raises(BadValue) as caught:
        parse_id("茶" * 200)
    assert caught.value.reason == "id_too_long"


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("2", 2),
        ("2.0", 2),
        (2.0, 2),
        ("1,000", 1000),
        ("２", 2),
        ('="3"', 3),
        ("2件", 2),
        ("0", 0),
        ("", None),
        ("--", None),
    ],
)
def test_quantities(cell: Cell, count: int | None) -> None:
    assert parse_quantity(cell) == count


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-1", "amount_negative"),
        (-1.0, "amount_negative"),
        ("1.5", "quantity_unreadable"),
        (1.5, "quantity_unreadable"),
        ("two", "quantity_unreadable"),
        (True, "quantity_unreadable"),
        (float("inf"), "quantity_unreadable"),
        ("99999999999", "amount_absurd"),
        ("9" * 10_000, "quantity_unreadable"),
        (" " * 1_000_000 + "x", "quantity_unreadable"),
        (1e30, "amount_absurd"),
    ],
)
def test_quantities_that_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_quantity(cell)
    assert caught.value.reason == reason


@pytest.mark.parametrize("cell", ["0", "6", "five", "4.5", -3.0])
def test_ratings_that_are_none(cell: Cell) -> None:
    with pytest.raises(BadValue) as caught:
        parse_rating(cell)
    assert caught.value.reason == "rating_unreadable"


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("Y", True), ("yes", True), ("TRUE", True), (True, True), (1.0, True), ("是", True), ("Nein", False),
     (False, False), ("0", False), ("perhaps", None), ("", None)],
)  # fmt: skip
def test_flags(cell: Cell, flag: bool | None) -> None:
    assert parse_flag(cell) is flag


def test_currencies() -> None:
    assert parse_currency(" usd ") == "USD"
    assert parse_currency("RMB") == "CNY"
    assert parse_currency("") is None
    for cell in ("ZZZ", "EURO", "<b>"):
        with pytest.raises(BadValue) as caught:
            parse_currency(cell)
        assert caught.value.reason == "currency_unknown"


@pytest.mark.parametrize(
    ("cell", "country"),
    [("US", "US"), ("us", "US"), ("United States", "US"), ("USA", "US"), ("Deutschland", "DE"),
     ("Allemagne", "DE"), ("中国", "CN"), ("中国大陆", "CN"), ("UK", "GB"),
     ("Ruritania", "Ruritania"), ("", None)],
)  # fmt: skip
def test_countries(cell: Cell, country: str | None) -> None:
    assert parse_country(cell) == country


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats(), st.booleans(), st.datetimes(), st.dates(), st.times()))
def test_no_cell_breaks_a_parser(cell: Cell) -> None:
    assert isinstance(as_received(cell), str)
    for parse in (
        parse_text,
        parse_id,
        parse_code,
        parse_quantity,
        parse_rating,
        parse_flag,
        parse_country,
        parse_currency,
    ):
        with suppress(BadValue):
            parse(cell)
