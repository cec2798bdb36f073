import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.base import LineFacts, OrderFacts, Record, Reject
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read, read_named, reason

HEADER = ["amazon-order-id", "purchase-date", "order-status", "sku", "quantity", "item-price", "product-name"]
ROW: list[Cell] = ["111-0000001-0000001", "2026-11-01T10:00:00Z", "Shipped", "A", "1", "5.00", "Teapot"]


def amazon(**cells: Cell) -> dict[str, Cell]:
    return dict(zip(HEADER, ROW, strict=True)) | {
        name.replace("_", "-"): cell for name, cell in cells.items()
    }


def one(**cells: Cell) -> Any:
    return read_named("amazon.all_orders", amazon(**cells))[0]


def test_a_footer_a_blank_line_and_a_repeated_header_are_no_rows() -> None:
    again: list[Cell] = [*HEADER]
    repeated: list[Cell] = [" Amazon-Order-Id ", "", "", "", "", "", ""]
    total: list[Cell] = ["Total", "", "", "", "7", "35.00", ""]
    counted: list[Cell] = ["3 record(s) downloaded", "", "", "", "", "", ""]
    outcomes = read(
        "amazon.all_orders",
        HEADER,
        again,
        ROW,
        [""] * 7,
        total,
        counted,
        repeated,
    )
    assert [isinstance(outcome, Record) for outcome in outcomes] == [False, True, False, False, False, False]
    assert [outcome for outcome in outcomes if not isinstance(outcome, Record)] == [None] * 5


def test_a_title_like_a_footer_is_a_row() -> None:
    header = [HEADER[-1], *HEADER[:-1]]
    assert (
        fact(read("amazon.all_orders", header, ["Total Tea", *ROW[:-1]])[0], LineFacts).title == "Total Tea"
    )


def test_a_row_without_its_order_number_is_rejected_not_skipped() -> None:
    assert reason(one(amazon_order_id="")) == ("required_empty", "amazon-order-id")


def test_where_it_stands_is_told() -> None:
    outcome = read("amazon.all_orders", HEADER, ROW, [*ROW[:5], "12..3", ROW[6]])[1]
    assert isinstance(outcome, Reject)
    assert (outcome.line, outcome.column, outcome.reason) == (3, "item-price", "amount_unreadable")
    assert "12..3" in outcome.detail
    assert "111-0000001-0000001\t2026-11-01T10:00:00Z" in outcome.raw


def test_content_is_compared_after_parsing() -> None:
    as_sheet = one(purchase_date=datetime(2026, 11, 1, 2, 0), quantity=1.0, item_price=5.0)  # noqa: DTZ001
    as_text = one(purchase_date="2026-11-01 02:00:00", quantity="1", item_price="$5.0")
    assert as_sheet.content_hash == as_text.content_hash == one().content_hash
    assert as_sheet.facts == as_text.facts == one().facts


@pytest.mark.parametrize(
    "change", [{"item_price": "5.01"}, {"quantity": "2"}, {"product_name": "teapot"}, {"sku": "B"}]
)
def test_another_content_is_another(change: dict[str, Cell]) -> None:
    assert one(**change).content_hash != one().content_hash


def test_an_empty_column_counts_as_none_and_an_unknown_one_not_at_all() -> None:
    assert one(ship_city="", strange="x").content_hash == one().content_hash
    assert one(strange="x").values[-1] == "x"


def test_the_order_of_columns_does_not_count() -> None:
    names = [*HEADER]
    random.Random(3).shuffle(names)
    cells = dict(zip(HEADER, ROW, strict=True))
    moved = read("amazon.all_orders", names, [cells[name] for name in names])[0]
    assert moved.content_hash == one().content_hash


def test_personal_columns_are_kept_apart() -> None:
    outcome = one(ship_city="Lyon", ship_postal_code="69002")
    assert "Lyon" not in outcome.values
    assert [text for text in outcome.personal if text] == ["Lyon", "69002"]
    assert len(outcome.values) == len(outcome.personal) == 9
    assert one().personal is None


def test_a_column_that_stands_twice_must_agree_with_itself() -> None:
    header = [*HEADER, "Item-Price "]
    same, empty, other = read(
        "amazon.all_orders", header, [*ROW, "5.0"], [*ROW[:5], "", "x", "7.00"], [*ROW, "6.00"]
    )
    assert fact(same, LineFacts).item_amount == Decimal("5.00")
    assert fact(empty, LineFacts).item_amount == Decimal("7.00")
    assert reason(other) == ("duplicate_column", "item-price")


def test_two_spellings_of_a_column_are_no_contradiction() -> None:
    row: dict[str, Cell] = {
        "退款编号": "1",
        "订单编号": "2",
        "退款状态": "退款成功",
        "退款总额": "9",
        "买家退款金额": "8",
    }
    outcome = read_named("taobao.refunds", row)[0]
    assert outcome.facts[0].refund_amount == Decimal(8)


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "\u202e\u200f gnp.exe",
    "👩‍👩‍👧 e\u0301",
    "x" * 200_000,
    "a\tb\nc",
    "'); DROP TABLE orders;--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    outcome = one(product_name=text, ship_city=text)
    assert fact(outcome, LineFacts).title == text.strip()
    person = fact(outcome, OrderFacts).person
    assert person is not None
    assert person.city == text.strip()


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"purchase_date": "1970-01-01T00:00:00Z"}, ("date_out_of_range", "purchase-date")),
        ({"purchase_date": "9999-12-31T23:59:59Z"}, ("date_out_of_range", "purchase-date")),
        ({"purchase_date": "<b>"}, ("date_unreadable", "purchase-date")),
        ({"item_price": "-5.00"}, ("amount_negative", "item-price")),
        ({"item_price": "1e30"}, ("amount_absurd", "item-price")),
        ({"quantity": "-1"}, ("amount_negative", "quantity")),
        ({"quantity": "many"}, ("quantity_unreadable", "quantity")),
        ({"quantity": ""}, ("required_empty", "quantity")),
        ({"currency": "ZZZ"}, ("currency_unknown", "currency")),
        ({"amazon_order_id": 1110000001000000.0}, ("id_rounded", "amazon-order-id")),
        ({"amazon_order_id": "1.11E+17"}, ("id_rounded", "amazon-order-id")),
        ({"sku": "茶" * 300}, ("id_too_long", "sku")),
    ],
)
def test_hostile_values_are_rejected_with_their_place(cells: dict[str, Cell], why: tuple[str, str]) -> None:
    assert reason(one(**cells)) == why


def test_full_width_digits_and_spaces_name_the_same_order() -> None:
    assert one(amazon_order_id="１１１ -０００００01-0000001").key == one().key


@settings(deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(lambda m: m.replace(microsecond=0)),  # noqa: DTZ001
    st.decimals(min_value=0, max_value=9_999_999, places=2),
    st.integers(0, 10_000),
)
def test_a_spreadsheet_is_the_same_as_text(placed: datetime, price: Decimal, quantity: int) -> None:
    text = one(purchase_date=str(placed), item_price=str(price), quantity=str(quantity))
    sheet = one(purchase_date=placed, item_price=float(price), quantity=float(quantity))
    assert (sheet.content_hash, sheet.facts) == (text.content_hash, text.facts)


def test_times_are_in_utc() -> None:
    assert fact(one(purchase_date="2026-11-01 12:00:00"), OrderFacts).placed_at == datetime(
        2026, 11, 1, 20, tzinfo=UTC
    )
