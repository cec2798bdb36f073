from decimal import Decimal

import pytest

from amends.connectors.base import LineFacts, OrderFacts
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

FIRST: dict[str, Cell] = {
    "Name": "#1001",
    "Email": "ann@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-11-01 12:00:05 -0500",
    "Fulfillment Status": "unfulfilled",
    "Currency": "USD",
    "Total": "45.00",
    "Created at": "2026-11-01 12:00:00 -0500",
    "Lineitem quantity": "2",
    "Lineitem name": "Teapot",
    "Lineitem price": "20.00",
    "Lineitem sku": "POT",
    "Outstanding Balance": "0.00",
}
NEXT: dict[str, Cell] = {
    "Name": "#1001",
    "Lineitem quantity": "1",
    "Lineitem name": "Card",
    "Lineitem price": "5.00",
}


def test_a_later_line_says_nothing_of_its_order() -> None:
    first, later = read_named("shopify.orders", FIRST, NEXT)
    assert fact(first, OrderFacts).total == Decimal(45)
    assert fact(later, OrderFacts) == OrderFacts(number="#1001")
    assert [first.key, later.key] == ["#1001/POT/1", "#1001/Card/1"]


def test_a_later_line_may_leave_even_the_name_empty() -> None:
    later = read_named("shopify.orders", FIRST, NEXT | {"Name": ""})[1]
    assert later.subject == "#1001"
    assert reason(read_named("shopify.orders", NEXT | {"Name": "", "Created at": ""})[0]) == (
        "required_empty",
        "Name",
    )


def test_amounts_of_a_line_are_for_the_whole_line() -> None:
    line = fact(read_named("shopify.orders", FIRST | {"Lineitem discount": "-3.00"})[0], LineFacts)
    assert (line.item_amount, line.item_discount, line.quantity) == (Decimal(40), Decimal(3), 2)


def test_a_long_title_makes_a_short_key() -> None:
    row = FIRST | {"Lineitem sku": "", "Lineitem name": "茶" * 5_000}
    first, other = read_named("shopify.orders", row, row | {"Lineitem name": "茶" * 5_001})
    assert len(first.key.encode()) < 500
    assert first.key != other.key


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, "paid"),
        ({"Fulfillment Status": "fulfilled"}, "shipped"),
        ({"Fulfillment Status": "partial"}, "part_shipped"),
        ({"Financial Status": "pending"}, "awaiting_payment"),
        ({"Financial Status": "refunded"}, "cancelled"),
        ({"Cancelled at": "2026-11-02 12:00:00 -0500", "Fulfillment Status": "fulfilled"}, "cancelled"),
        ({"Financial Status": "barter"}, "unknown"),
    ],
)
def test_states(cells: dict[str, Cell], state: str) -> None:
    assert fact(read_named("shopify.orders", FIRST | cells)[0], OrderFacts).state == state


def test_what_is_still_owed_was_not_paid() -> None:
    (payment,) = fact(
        read_named("shopify.orders", FIRST | {"Outstanding Balance": "5.00"})[0], OrderFacts
    ).payments
    assert payment.amount == Decimal(40)


def test_the_billing_address_stands_in_where_nothing_is_shipped() -> None:
    row = FIRST | {"Billing Name": "Ann", "Billing Street": "1 Main St", "Billing Country": "France"}
    person = fact(read_named("shopify.orders", row)[0], OrderFacts).person
    assert person is not None
    assert (person.recipient, person.address, person.country) == ("Ann", "1 Main St", "FR")
