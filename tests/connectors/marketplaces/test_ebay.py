from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends.connectors.base import LineFacts, OrderFacts
from amends.connectors.exports.typed_rows import ShopContext
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

ROW: dict[str, Cell] = {
    "Sales Record Number": "1",
    "Order Number": "12-34567-89012",
    "Buyer Username": "tea_lover",
    "Item Number": "254000000001",
    "Quantity": "2",
    "Sold For": "$20.00",
    "Total Price": "$46.00",
    "Sale Date": "Nov-15-26",
    "Transaction ID": "2600",
}
OWN_ROW = ROW | {"Item Number": "", "Transaction ID": ""}
PART = ROW | {"Buyer Username": "", "Total Price": "$20.00", "Sale Date": ""}


def test_an_order_of_one_line() -> None:
    outcome = read_named("ebay.orders", ROW)[0]
    assert outcome.key == "12-34567-89012/254000000001/2600"
    order, line = fact(outcome, OrderFacts), fact(outcome, LineFacts)
    assert (order.total, order.currency, order.state) == (Decimal(46), "USD", "awaiting_payment")
    assert order.placed_at == datetime(2026, 11, 15, 8, tzinfo=UTC)
    assert (line.item_amount, line.key) == (Decimal(40), "254000000001/2600")


def test_only_the_first_row_of_an_order_speaks_for_it() -> None:
    own, first, second = read_named("ebay.orders", OWN_ROW, PART, PART | {"Transaction ID": "2601"})
    assert (own.key, own.facts) == ("12-34567-89012", [fact(own, OrderFacts)])
    assert fact(own, OrderFacts).total == Decimal(46)
    for part in (first, second):
        told = fact(part, OrderFacts)
        assert (told.total, told.placed_at, told.buyer, told.payments) == (None, None, None, [])
    assert [first.key, second.key] == ["12-34567-89012/254000000001/2600", "12-34567-89012/254000000001/2601"]


def test_a_line_row_may_leave_even_the_order_number_empty() -> None:
    own, part = read_named("ebay.orders", OWN_ROW, PART | {"Order Number": ""})
    assert part.subject == own.subject
    assert reason(read_named("ebay.orders", ROW | {"Order Number": ""})[0]) == (
        "required_empty",
        "Order Number",
    )


def test_lines_without_a_transaction_are_told_apart_by_their_number() -> None:
    row = ROW | {"Transaction ID": ""}
    assert [outcome.key[-2:] for outcome in read_named("ebay.orders", row, row)] == ["/1", "/2"]


@pytest.mark.parametrize(
    ("price", "currency", "shop"),
    [("$46.00", "USD", "GBP"), ("£46.00", "GBP", "USD"), ("AU $46.00", "AUD", "USD"), ("46.00", None, "USD")],
)
def test_the_currency_stands_in_the_price(price: str, currency: str | None, shop: str) -> None:
    context = ShopContext("ebay", "GB", "Europe/London", shop, "en")
    outcome = read_named("ebay.orders", ROW | {"Total Price": price, "Sold For": "5"}, shop=context)[0]
    assert fact(outcome, OrderFacts).currency == currency


@pytest.mark.parametrize(("included", "tax"), [("Yes", "4.20"), ("No", "1.00"), ("", "1.00")])
def test_the_tax_ebay_collects_counts_where_it_is_in_the_total(included: str, tax: str) -> None:
    taxes: dict[str, Cell] = {
        "Seller Collected Tax": "$1.00",
        "eBay Collected Tax": "$3.20",
        "eBay Collected Tax and Fees Included in Total": included,
    }
    assert fact(read_named("ebay.orders", ROW | taxes)[0], LineFacts).item_tax == Decimal(tax)


def test_the_footer_counts_as_nothing() -> None:
    counted: dict[str, Cell] = {
        "Sales Record Number": "1",
        "Order Number": "record(s) downloaded,from Nov-01-26",
    }
    in_one: dict[str, Cell] = {"Sales Record Number": "1 record(s) downloaded"}
    seller: dict[str, Cell] = {"Sales Record Number": "Seller ID : example"}
    assert read_named("ebay.orders", ROW, counted, in_one, seller, {})[1:] == [None] * 4


def test_a_paid_and_shipped_order() -> None:
    dates: dict[str, Cell] = {
        "Paid On Date": "Nov-15-26",
        "Shipped On Date": "Nov-16-26",
        "Tracking Number": "9400 1112 0255 5500 0000 01",
        "Shipping Service": "USPS Ground Advantage",
        "Payment Method": "Credit card",
    }
    order = fact(read_named("ebay.orders", ROW | dates)[0], OrderFacts)
    assert order.state == "shipped"
    assert [(p.amount, p.method, p.paid_at) for p in order.payments] == [
        (Decimal(46), "Credit card", order.paid_at)
    ]
    assert [parcel.tracking_number for parcel in order.parcels] == ["9400111202555500000001"]
