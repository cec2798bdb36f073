from decimal import Decimal

import pytest

from amends.connectors.base import LineFacts, OrderFacts
from amends.connectors.exports.typed_rows import ShopContext
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

ROW: dict[str, Cell] = {
    "order_number": "1001",
    "placed_at": "2026-11-11 09:00:00",
    "status": "Shipped",
    "buyer": "tea_lover",
    "sku": "POT-1",
    "title": "Teapot",
    "quantity": "2",
    "price": "20.00",
    "shipping": "4.00",
    "total": "44.00",
    "currency": "USD",
    "carrier": "ePacket",
    "tracking_number": "LZ100000001CN",
}
SECOND: dict[str, Cell] = {"order_number": "1001", "sku": "POT-2", "quantity": "1", "price": "9.00"}


def test_an_order_and_its_line() -> None:
    outcome = read_named("orders", ROW)[0]
    order, line = fact(outcome, OrderFacts), fact(outcome, LineFacts)
    assert (order.total, order.shipping, order.currency, order.state) == (
        Decimal(44),
        Decimal(4),
        "USD",
        "shipped",
    )
    assert [(parcel.tracking_number, parcel.carrier) for parcel in order.parcels] == [
        ("LZ100000001CN", "ePacket")
    ]
    assert (line.item_amount, line.key, line.sku) == (Decimal(40), "POT-1/1", "POT-1")


def test_the_rows_after_the_first_say_nothing_of_the_order() -> None:
    order = fact(read_named("orders", ROW, SECOND)[1], OrderFacts)
    told = (
        order.total,
        order.placed_at,
        order.state,
        order.currency,
        order.person,
        order.buyer,
        order.parcels,
    )
    assert told == (None, None, None, None, None, None, [])


def test_the_same_sku_twice_is_two_lines_and_a_line_id_names_the_line() -> None:
    keys = [outcome.key for outcome in read_named("orders", SECOND, SECOND, SECOND | {"line_id": "L9"})]
    assert keys == ["1001/POT-2/1", "1001/POT-2/2", "1001/L9"]


def test_a_line_without_sku_is_named_by_its_title() -> None:
    long_title = "Teapot " * 40
    rows = [
        SECOND | {"sku": "", "title": "Pot"},
        SECOND | {"sku": "", "title": long_title},
        SECOND | {"sku": ""},
    ]
    keys = [outcome.key for outcome in read_named("orders", *rows)]
    assert keys[0] == "1001/Pot/1"
    assert len(keys[1]) < 100
    assert keys[2] == "1001/-/1"


@pytest.mark.parametrize(
    ("price", "currency", "shop_currency", "read"),
    [
        ("US $9.00", "", "EUR", "USD"),
        ("$9.00", "", "CAD", "CAD"),
        ("9,00 €", "", "USD", "EUR"),
        ("9.00", "", "EUR", "EUR"),
        ("9.00", "GBP", "EUR", "GBP"),
    ],
)
def test_the_currency(price: str, currency: str, shop_currency: str, read: str) -> None:
    shop = ShopContext("own", "FR", "Europe/Paris", shop_currency, "fr")
    row = ROW | {"price": price, "currency": currency, "total": ""}
    assert fact(read_named("orders", row, shop=shop)[0], OrderFacts).currency == read


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"status": "待发货"}, "paid"),
        ({"status": "Expédié"}, "shipped"),
        ({"status": "something new"}, "unknown"),
        ({"status": "", "paid_at": "2026-11-11 10:00:00"}, "paid"),
        ({"status": "", "paid_at": "2026-11-11", "delivered_at": "2026-11-14"}, "delivered"),
        ({"status": "", "shipped_at": "2026-11-12", "cancelled_at": "2026-11-13"}, "cancelled"),
        ({"status": ""}, None),
    ],
)
def test_the_state_by_its_word_or_by_the_times(columns: dict[str, Cell], state: str | None) -> None:
    assert fact(read_named("orders", ROW | columns)[0], OrderFacts).state == state


def test_a_payment_only_where_a_total_was_paid() -> None:
    paid = ROW | {"paid_at": "2026-11-11 10:00:00", "payment_method": "card"}
    assert [each.amount for each in fact(read_named("orders", paid)[0], OrderFacts).payments] == [Decimal(44)]
    assert fact(read_named("orders", ROW)[0], OrderFacts).payments == []
    assert fact(read_named("orders", paid | {"total": "0"})[0], OrderFacts).payments == []


def test_a_row_without_quantity_or_number_cannot_be_placed() -> None:
    assert reason(read_named("orders", ROW | {"quantity": ""})[0]) == ("required_empty", "quantity")
    assert reason(read_named("orders", ROW | {"order_number": ""})[0]) == ("required_empty", "order_number")
