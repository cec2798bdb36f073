from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.money import Money, allocate, currencies, plain, smallest_unit

D = Decimal
CENT = D("0.01")
CODES = ["USD", "CNY", "JPY", "KWD", "CLF"]
cents = st.integers(min_value=-(10**14), max_value=10**14).map(lambda count: count * CENT)
weights = st.lists(st.decimals(min_value=0, max_value=10**9, places=4), min_size=1, max_size=12)
amounts = st.decimals(min_value=-(10**14), max_value=10**14, places=4)


@pytest.mark.parametrize(
    ("code", "unit"), [("USD", "0.01"), ("CNY", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("CLF", "0.0001")]
)
def test_the_smallest_unit_follows_the_pack(code: str, unit: str) -> None:
    assert smallest_unit(code) == D(unit)


def test_an_unknown_currency_has_no_smallest_unit() -> None:
    with pytest.raises(KeyError):
        smallest_unit("XYZ")
    assert "XYZ" not in currencies()


def test_sums_of_one_currency_only() -> None:
    assert Money(D("1.10"), "EUR") + Money(D("2.20"), "EUR") == Money(D("3.30"), "EUR")
    with pytest.raises(ValueError, match="USD and EUR"):
        Money(D(1), "USD") + Money(D(1), "EUR")


@pytest.mark.parametrize(
    ("amount", "code", "rounded"),
    [("0.005", "USD", "0.00"), ("0.015", "USD", "0.02"), ("-0.015", "USD", "-0.02"), ("2.5", "JPY", "2")],
)
def test_rounds_half_to_even(amount: str, code: str, rounded: str) -> None:
    assert Money(D(amount), code).rounded() == Money(D(rounded), code)


@pytest.mark.parametrize(
    ("amount", "code", "text"),
    [
        ("108.39", "USD", "108.39"),
        ("108.3900", "USD", "108.39"),
        ("108.395", "USD", "108.395"),
        ("108", "USD", "108.00"),
        ("1E+3", "USD", "1000.00"),
        ("0", "USD", "0.00"),
        ("-0.00", "USD", "0.00"),
        ("-5", "USD", "-5.00"),
        ("1500.0000", "JPY", "1500"),
        ("1.5", "KWD", "1.500"),
        ("1.5", "XYZ", "1.50"),
    ],
)
def test_amounts_leave_as_text(amount: str, code: str, text: str) -> None:
    assert plain(D(amount), code) == text
    assert Money(D(amount), code).as_json() == {"amount": text, "currency": code}


@given(amounts, st.sampled_from(CODES))
def test_text_loses_nothing(amount: Decimal, code: str) -> None:
    text = plain(amount, code)
    assert D(text) == amount
    assert "E" not in text
    assert len(text.partition(".")[2]) >= currencies()[code]


@given(amounts, st.sampled_from(CODES))
def test_rounding_moves_at_most_half_a_unit(amount: Decimal, code: str) -> None:
    rounded = Money(amount, code).rounded()
    assert abs(rounded.amount - amount) * 2 <= smallest_unit(code)
    assert rounded.rounded() == rounded


@pytest.mark.parametrize(
    ("total", "parts_of", "expected"),
    [
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("-10.00", ["1", "1", "1"], ["-3.34", "-3.33", "-3.33"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("1.00", ["0", "0"], ["0.50", "0.50"]),
        ("9.99", ["5", "0", "5"], ["5.00", "0.00", "4.99"]),
        ("100.00", ["19.99", "5.01"], ["79.96", "20.04"]),
        ("0.00", ["3", "4"], ["0.00", "0.00"]),
    ],
)
def test_allocates_by_largest_remainder(total: str, parts_of: list[str], expected: list[str]) -> None:
    assert allocate(D(total), [D(weight) for weight in parts_of], CENT) == [D(part) for part in expected]


def test_nothing_to_allocate_to() -> None:
    assert allocate(D(5), [], CENT) == []


def test_a_total_finer_than_the_unit_cannot_be_allocated() -> None:
    with pytest.raises(ValueError, match="multiple"):
        allocate(D("0.5"), [D(1)], D(1))


@given(cents, weights)
def test_parts_sum_to_the_total_and_stay_near_their_share(total: Decimal, parts_of: list[Decimal]) -> None:
    parts = allocate(total, parts_of, CENT)
    assert sum(parts) == total
    assert all(part % CENT == 0 and part * total >= 0 for part in parts)
    whole = sum(parts_of)
    for part, weight in zip(parts, parts_of, strict=True):
        assert abs(part * whole - total * weight) <= CENT * whole


@given(cents, st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=2), min_size=1, max_size=9))
def test_absurd_weights_lose_nothing(total: Decimal, parts_of: list[Decimal]) -> None:
    assert sum(allocate(total, parts_of, CENT)) == total


@given(cents, weights)
def test_a_larger_weight_never_gets_less(total: Decimal, parts_of: list[Decimal]) -> None:
    parts = allocate(abs(total), sorted(parts_of, reverse=True), CENT)
    assert parts == sorted(parts, reverse=True)
