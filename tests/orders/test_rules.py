from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.orders import rules
from amends.orders.merging import NO_LINE

CENT = D("0.01")


def line(**amounts):
    return {**NO_LINE, **{name: D(value) for name, value in amounts.items()}}


def test_total_is_all_amounts_less_discounts():
    lines = [
        line(item_amount="20.00", item_tax="1.60", shipping_amount="5.00", item_discount="2.00"),
        line(item_amount="10.00", wrap_amount="3.00", shipping_amount="5.00", shipping_discount="5.00"),
    ]
    assert rules.total_of(lines) == D("37.60")


def test_a_line_without_amounts_adds_nothing():
    assert rules.total_of([line(), line(item_amount="9.00", item_discount="1.00")]) == D("8.00")
    assert rules.total_of([line()]) == D(0)


def test_total_is_not_known_without_lines():
    assert rules.total_of([]) is None


def test_the_platforms_own_allocation_is_taken():
    lines = [line(paid_amount="9.90", item_amount="12"), line(paid_amount="0.10", item_amount="12")]
    assert rules.allocation(lines, total=D("99"), freight=None, unit=CENT) == [D("9.90"), D("0.10")]


def test_freight_is_not_spread_over_the_goods():
    lines = [line(item_amount="10"), line(item_amount="20")]
    assert rules.allocation(lines, total=D("35"), freight=D("5"), unit=CENT) == [D("10"), D("20")]


@pytest.mark.parametrize(("total", "freight"), [(None, None), (D("3"), D("5")), (D("10.005"), D(0))])
def test_nothing_is_allocated_where_the_sums_cannot_be_right(total, freight):
    assert rules.allocation([line(item_amount="10")], total=total, freight=freight, unit=CENT) == [None]


def test_no_lines_no_parts():
    assert rules.allocation([], total=D("3"), freight=None, unit=CENT) == []


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=12),
    st.integers(0, 10**8),
)
def test_parts_sum_to_what_was_paid_to_the_cent(amounts, total):
    lines = [line(item_amount=D(amount) / 100) for amount in amounts]
    parts = rules.allocation(lines, total=D(total) / 100, freight=D(0), unit=CENT)
    assert sum(parts) == D(total) / 100
    assert all(part >= 0 and part % CENT == 0 for part in parts)


@pytest.mark.parametrize(
    ("state", "paid"),
    [
        ("paid", True),
        ("shipped", True),
        ("awaiting_payment", False),
        ("cancelled", False),
        ("unknown", False),
    ],
)
def test_is_paid(state, paid):
    assert rules.is_paid(state) is paid
