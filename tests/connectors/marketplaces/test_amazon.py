from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends.connectors.base import FeedbackFacts, LineFacts, OrderFacts, ReturnFacts
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import SHOPS, fact, read_named, reason

LINE: dict[str, Cell] = {
    "amazon-order-id": "111-0000001-0000001",
    "purchase-date": "2026-11-01T10:00:00Z",
    "order-status": "Shipped",
    "sku": "A",
    "quantity": "1",
}


def test_every_amount_of_a_line_comes_in() -> None:
    amounts: dict[str, Cell] = {
        "item-price": "10.00",
        "item-tax": "0.80",
        "shipping-price": "4.99",
        "shipping-tax": "0.40",
        "gift-wrap-price": "3.00",
        "gift-wrap-tax": "0.24",
        "item-promotion-discount": "-1.00",
        "ship-promotion-discount": "4.99",
    }
    line = fact(read_named("amazon.all_orders", LINE | amounts)[0], LineFacts)
    paid = (
        line.item_amount,
        line.item_tax,
        line.shipping_amount,
        line.shipping_tax,
        line.wrap_amount,
        line.wrap_tax,
    )
    assert paid == tuple(map(Decimal, ("10.00", "0.80", "4.99", "0.40", "3.00", "0.24")))
    assert (line.item_discount, line.shipping_discount) == (Decimal("1.00"), Decimal("4.99"))
    assert line.is_gift is True


def test_lines_without_an_id_are_told_apart_by_their_number() -> None:
    other = LINE | {"amazon-order-id": "111-0000002-0000002"}
    keys = [
        outcome.key for outcome in read_named("amazon.all_orders", LINE, other, LINE, LINE | {"sku": "B"})
    ]
    assert keys == [
        "111-0000001-0000001/A/1",
        "111-0000002-0000002/A/1",
        "111-0000001-0000001/A/2",
        "111-0000001-0000001/B/1",
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Pending", "awaiting_payment"),
        ("shipped", "shipped"),
        ("PartiallyShipped", "part_shipped"),
        ("Shipped - Delivered to Buyer", "delivered"),
        ("Canceled", "cancelled"),
        ("Abducted", "unknown"),
        ("", None),
    ],
)
def test_the_platforms_word_is_kept_beside_our_state(status: str, state: str | None) -> None:
    order = fact(read_named("amazon.all_orders", LINE | {"order-status": status})[0], OrderFacts)
    assert (order.status, order.state) == (status or None, state)


@pytest.mark.parametrize(
    ("channel", "country"),
    [("Amazon.fr", "FR"), ("Amazon.co.uk", "GB"), ("AMAZON.COM", "US"), ("Non-Amazon", None)],
)
def test_the_country_is_the_sales_channels(channel: str, country: str | None) -> None:
    order = fact(read_named("amazon.all_orders", LINE | {"sales-channel": channel})[0], OrderFacts)
    assert (order.channel, order.country) == (channel, country)


@pytest.mark.parametrize(
    ("channel", "fulfilment"),
    [("Amazon", "marketplace"), ("AFN", "marketplace"), ("Merchant", "seller"), ("?", None)],
)
def test_who_fulfils(channel: str, fulfilment: str | None) -> None:
    assert (
        fact(
            read_named("amazon.all_orders", LINE | {"fulfillment-channel": channel})[0], LineFacts
        ).fulfilment
        == fulfilment
    )


def test_the_order_says_no_total_and_no_payment() -> None:
    order = fact(read_named("amazon.all_orders", LINE | {"item-price": "5.00"})[0], OrderFacts)
    assert (order.total, order.payments, order.person, order.buyer) == (None, [], None, None)


RETURN: dict[str, Cell] = {
    "Order ID": "111-0000001-0000001",
    "Return request date": "05-Nov-2026",
    "Return request status": "Approved",
    "Merchant SKU": "A",
}


def test_a_return_is_named_by_its_rma_else_by_what_it_is() -> None:
    with_rma = RETURN | {"Amazon RMA ID": "D1"}
    keys = [outcome.key for outcome in read_named("amazon.mfn_returns", with_rma, RETURN, RETURN)]
    assert keys == ["D1/A", "111-0000001-0000001/A/2026-11-05/1", "111-0000001-0000001/A/2026-11-05/2"]


@pytest.mark.parametrize(
    ("resolution", "kind"),
    [
        ("StandardRefund", "return"),
        ("Replacement", "exchange"),
        ("ReturnlessRefund", "refund_only"),
        ("", "return"),
    ],
)
def test_kinds_of_return(resolution: str, kind: str) -> None:
    assert (
        fact(read_named("amazon.mfn_returns", RETURN | {"Resolution": resolution})[0], ReturnFacts).kind
        == kind
    )


def test_an_fba_return_needs_the_day_it_came() -> None:
    row: dict[str, Cell] = {
        "return-date": "2026-11-05",
        "order-id": "1",
        "sku": "A",
        "detailed-disposition": "SELLABLE",
    }
    came, missing = read_named("amazon.fba_returns", row, row | {"return-date": ""})
    assert fact(came, ReturnFacts).fulfilment == "marketplace"
    assert reason(missing) == ("required_empty", "return-date")


FEEDBACK: dict[str, Cell] = {
    "Date": "11/5/26",
    "Rating": "2",
    "Comments": "Late, write to me@example.com",
    "Your Response": "Sorry",
    "Order ID": "111-0000001-0000001",
    "Rater Email": "secret@marketplace.amazon.com",
    "Rater Phone": "555 0100",
}


def test_feedback_leaves_neither_the_address_nor_an_unknown_column_behind() -> None:
    outcome = read_named("amazon.feedback", FEEDBACK)[0]
    facts = fact(outcome, FeedbackFacts)
    assert (facts.rating, facts.response) == (2, "Sorry")
    assert facts.given_at == datetime(2026, 11, 5, 8, tzinfo=UTC)
    assert "secret" not in repr(outcome)
    assert "555 0100" not in repr(outcome)
    assert "Late" not in repr(outcome.values)


def test_a_rejected_feedback_leaves_no_address_behind_either() -> None:
    outcome = read_named("amazon.feedback", FEEDBACK | {"Rating": "9"})[0]
    assert reason(outcome) == ("rating_unreadable", "Rating")
    assert "secret" not in repr(outcome)


def test_another_address_is_no_other_content() -> None:
    first, second = read_named("amazon.feedback", FEEDBACK, FEEDBACK | {"Rater Email": "other@example.com"})
    assert first.content_hash == second.content_hash


def test_feedback_in_french_with_the_day_first() -> None:
    shop = SHOPS["shopify"]
    row: dict[str, Cell] = {
        "Date": "05/11/2026",
        "Évaluation": "5",
        "Commentaires": "Bien",
        "Numéro de commande": "402-1",
    }
    assert fact(read_named("amazon.feedback", row, shop=shop)[0], FeedbackFacts).given_at == datetime(
        2026, 11, 4, 23, tzinfo=UTC
    )
