from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.exports.amounts import currency_meant, decimal_mark, parse_amount, unit_of
from amends.connectors.exports.badvalue import BadValue


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12.34", "12.34"),
        ("12", "12"),
        (" 12.50 ", "12.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1'234.50", "1234.50"),
        ("12,34,567.80", "1234567.80"),
        ("34,90", "34.90"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        (".5", "0.5"),
        ("0,123", "0.123"),
        ("108.00元", "108.00"),
        ("¥108", "108"),
        ("￥108.5", "108.5"),
        ("１０８．５", "108.5"),
        ("US $20.00", "20.00"),
        ("C $20.00", "20.00"),
        ("$1,020.00", "1020.00"),
        ("GBP 12", "12"),
        ("12 EUR", "12"),
        ("12,00 €", "12.00"),
        ("Rp 135.000,00", "135000.00"),
        ('="98.00"', "98.00"),
        ("'98.00", "98.00"),
        (34.9, "34.9"),
        (0.1 + 0.2, "0.3"),
        ("0.30000000000000004", "0.3"),
        ("$12.340000000000002", "12.34"),
        (0.0, "0"),
    ],
)
def test_what_sellers_files_write(cell: str | float, amount: str) -> None:
    assert parse_amount(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["", "  ", "--", "null", "无", "N/A", "无退款申请"])
def test_nothing_is_none(cell: str) -> None:
    assert parse_amount(cell) is None


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "amount"),
    [
        ("1,234", False, "1234"),
        ("1,234", True, "1.234"),
        ("1.234", False, "1.234"),
        ("1.234", True, "1234"),
        ("1,234.50", True, "1234.50"),
        ("34.90", True, "34.90"),
    ],
)
def test_the_files_style_decides_only_what_is_open(cell: str, decimal_comma: bool, amount: str) -> None:
    assert parse_amount(cell, decimal_comma=decimal_comma) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5", "amount_negative"),
        ("(5.00)", "amount_negative"),
        ("5-", "amount_negative"),
        ("−5", "amount_negative"),
        ("$-5", "amount_negative"),
        (-0.01, "amount_negative"),
        ("100,000,000,000,000.00", "amount_absurd"),
        ("1e30", "amount_absurd"),
        ("NaN", "amount_absurd"),
        ("Infinity", "amount_absurd"),
        (float("nan"), "amount_absurd"),
        (float("inf"), "amount_absurd"),
        (1e30, "amount_absurd"),
        ("0.12345", "amount_absurd"),
        ("XQZ 12", "currency_unknown"),
        ("twelve", "amount_unreadable"),
        ("1,2,3", "amount_unreadable"),
        ("1.2.3,4", "amount_unreadable"),
        ("12.34.5", "amount_unreadable"),
        ("(5", "amount_unreadable"),
        ("=1+1", "amount_unreadable"),
        ("<b>5</b>", "amount_unreadable"),
        (True, "amount_unreadable"),
        ("1.00000000000000000000000000000000001", "amount_absurd"),
        ("9" * 10_000, "amount_unreadable"),
        (" " * 1_000_000 + "x", "amount_unreadable"),
    ],
)
def test_what_is_refused(cell: str | float, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_amount(cell)
    assert caught.value.reason == reason


@pytest.mark.parametrize("cell", ["-5.00", "(5.00)", "5.00-", "-$5.00"])
def test_a_minus_is_kept_where_it_may_stand(cell: str) -> None:
    assert parse_amount(cell, signed=True) == Decimal("-5.00")


amounts = st.decimals(min_value=0, max_value=99_999_999_999, places=2)


@settings(deadline=None)
@given(
    amounts,
    st.sampled_from([",.", ".,", " ,", "'.", "\u202f,", "."]),
    st.sampled_from(["", "$", "€ ", "US $"]),
)
def test_what_is_written_is_read(amount: Decimal, marks: str, symbol: str) -> None:
    grouping, point = (marks[0], marks[1]) if len(marks) == 2 else ("", marks)
    written = f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", grouping)
    assert parse_amount(symbol + written) == amount


@settings(deadline=None)
@given(st.floats(min_value=0, max_value=1e11, allow_nan=False), st.integers(0, 4))
def test_a_number_cell_is_the_same_as_its_text(number: float, digits: int) -> None:
    shown = round(number, digits)
    assert parse_amount(shown) == parse_amount(f"{shown:.{digits}f}", decimal_comma=False) or digits == 3


@pytest.mark.parametrize(
    ("digits", "mark"),
    [("1,234", None), ("1.234", None), ("1,23", ","), ("1.234,5", ","), ("1,234,567", "."), ("5", None)],
)
def test_what_proves_the_decimal_mark(digits: str, mark: str | None) -> None:
    assert decimal_mark(digits) == mark


@pytest.mark.parametrize(
    ("cell", "shop", "currency"),
    [
        ("$5", "USD", "USD"),
        ("$5", "AUD", "AUD"),
        ("$5", "GBP", "USD"),
        ("¥5", "JPY", "JPY"),
        ("£5", "USD", "GBP"),
        ("US $5", "CAD", "USD"),
        ("C $5", "USD", "CAD"),
        ("GBP 5", "USD", "GBP"),
        ("5 元", "USD", "CNY"),
        ("5", "USD", None),
        (5.0, "USD", None),
    ],
)
def test_the_currency_an_amount_names(cell: str | float, shop: str, currency: str | None) -> None:
    assert currency_meant(unit_of(cell), shop) == currency


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,-−()$€¥ '元RMBEN+e", max_size=20), st.booleans())
def test_any_text_is_an_amount_or_refused(text: str, decimal_comma: bool) -> None:
    amount = None
    with suppress(BadValue):
        amount = parse_amount(text, decimal_comma=decimal_comma, signed=True)
    assert amount is None or abs(amount) <= 99_999_999_999_999
