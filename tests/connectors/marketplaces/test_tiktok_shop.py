from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends.connectors.base import LineFacts, OrderFacts
from amends.connectors.exports.typed_rows import ShopContext
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named

ROW: dict[str, Cell] = {
    "Order ID": "576460752303423488\t",
    "Order Status": "Completed",
    "SKU ID": "1729382256910270001",
    "Quantity": "1",
    "Order Amount": "42.54",
    "Created Time": "11/01/2026 9:30:33 AM",
}


@pytest.mark.parametrize(
    "described",
    [
        {"Order ID": "Platform unique order ID.", "Quantity": "SKU sold quantity"},
        {"Order ID": "订单的唯一编号"},
    ],
)
def test_the_row_that_describes_the_columns_is_none(described: dict[str, Cell]) -> None:
    outcomes = read_named("tiktok_shop.orders", ROW | described, ROW)
    assert outcomes[0] is None
    assert outcomes[1].key == "576460752303423488/1729382256910270001/1"


def test_discounts_of_platform_and_seller_add_up() -> None:
    row = ROW | {
        "SKU Subtotal Before Discount": "40",
        "SKU Platform Discount": "-3",
        "SKU Seller Discount": "2.5",
    }
    line = fact(read_named("tiktok_shop.orders", row)[0], LineFacts)
    assert (line.item_amount, line.item_discount) == (Decimal(40), Decimal("5.5"))


@pytest.mark.parametrize(
    ("status", "substatus", "state"),
    [
        ("To ship", "Awaiting collection", "paid"),
        ("Shipped", "Delivered", "delivered"),
        ("Canceled", "", "cancelled"),
        ("Completed", "Whatever", "completed"),
        ("Whatever", "", "unknown"),
    ],
)
def test_states(status: str, substatus: str, state: str) -> None:
    row = ROW | {"Order Status": status, "Order Substatus": substatus}
    told = fact(read_named("tiktok_shop.orders", row)[0], OrderFacts)
    assert (told.status, told.state) == (status, state)


def test_day_and_month_are_the_files_own() -> None:
    shop = ShopContext("tiktok_shop", "US", "UTC", "USD", "en")
    first, second = read_named(
        "tiktok_shop.orders",
        ROW | {"Created Time": "01/11/2026 09:30:33"},
        ROW | {"Created Time": "13/11/2026 00:00:00"},
        shop=shop,
    )
    assert fact(first, OrderFacts).placed_at == datetime(2026, 11, 1, 9, 30, 33, tzinfo=UTC)
    assert fact(second, OrderFacts).placed_at == datetime(2026, 11, 13, tzinfo=UTC)
