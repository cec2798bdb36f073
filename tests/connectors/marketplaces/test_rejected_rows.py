"""A row that is rejected counts as the line it is: once mended, it takes its own place and no other's."""

from typing import Any

import pytest

from amends.connectors.base import OrderFacts, Record
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

AMAZON: dict[str, Cell] = {
    "amazon-order-id": "111-0000001-0000001",
    "purchase-date": "2026-11-01T10:00:00Z",
    "order-status": "Shipped",
    "sku": "MUG",
    "quantity": "1",
    "item-price": "5.00",
}
SHOPIFY: dict[str, Cell] = {
    "Name": "#1001",
    "Created at": "2026-11-01 12:00:00 -0500",
    "Lineitem quantity": "1",
    "Lineitem name": "Cup",
    "Lineitem price": "7.00",
    "Lineitem sku": "CUP",
    "Total": "14.00",
}
TIKTOK: dict[str, Cell] = {
    "Order ID": "576460752303423488",
    "Order Status": "Shipped",
    "SKU ID": "1729",
    "Quantity": "1",
    "Created Time": "11/02/2026 9:30:33 AM",
}
EBAY: dict[str, Cell] = {
    "Order Number": "12-1",
    "Buyer Username": "u",
    "Item Number": "254",
    "Quantity": "1",
    "Sold For": "$5.00",
    "Sale Date": "Nov-15-26",
    "Total Price": "$10.00",
}


@pytest.mark.parametrize(
    ("kind", "row", "bad", "key"),
    [
        ("amazon.all_orders", AMAZON, {"item-price": "-1"}, "111-0000001-0000001/MUG/2"),
        ("amazon.all_orders", AMAZON, {"quantity": ""}, "111-0000001-0000001/MUG/2"),
        ("shopify.orders", SHOPIFY, {"Lineitem price": "abc"}, "#1001/CUP/2"),
        ("shopify.orders", SHOPIFY, {"Lineitem quantity": ""}, "#1001/CUP/2"),
        ("tiktok_shop.orders", TIKTOK, {"Created Time": "soon"}, "576460752303423488/1729/2"),
        ("ebay.orders", EBAY, {"Sale Date": "soon"}, "12-1/254/2"),
    ],
)
def test_the_next_such_line_is_still_the_second(
    kind: str, row: dict[str, Cell], bad: dict[str, Cell], key: str
) -> None:
    rejected, taken = read_named(kind, row | bad, row)
    assert reason(rejected)[1] == next(iter(bad))
    assert isinstance(taken, Record)
    assert taken.key == key


def test_a_row_whose_order_number_is_unreadable_counts_for_no_order() -> None:
    taken: Any = read_named("amazon.all_orders", AMAZON | {"amazon-order-id": "1.2E+17"}, AMAZON)[1]
    assert taken.key == "111-0000001-0000001/MUG/1"


def test_the_lines_below_a_rejected_order_row_do_not_speak_for_the_order() -> None:
    summary = EBAY | {"Item Number": "", "Sale Date": "soon"}
    line = EBAY | {"Buyer Username": "", "Total Price": "", "Sale Date": ""}
    taken = read_named("ebay.orders", summary, line)[1]
    assert fact(taken, OrderFacts) == OrderFacts(number="12-1")
