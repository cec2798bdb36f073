"""What buyers write to a shop, taken in as an import does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.connectors.base import LineFacts, MessageFacts, OrderFacts, PersonFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.actions import Received, link_orders, record_messages
from amends.inbox.models import CaseMessage
from amends.orders.actions import record_orders

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NUMBER = "112-8841907-5530612"
RELAY = "abc123@marketplace.amazon.com"


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def order(shop: Shop, number: str = NUMBER, **person: str) -> int:
    """An order of 41.98 dollars that has been shipped; its id."""
    facts = OrderFacts(number=number, state="shipped", currency="USD", person=PersonFacts(**person))
    line = LineFacts(order_number=number, key="a/1", sku="a", title="Ceramic planter")
    line.item_amount = Decimal("41.98")
    lines = [line]
    return record_orders(shop, [facts], lines, by=by(shop)).ids[number]


def link(shop: Shop, order_id: int, number: str = NUMBER) -> None:
    """The order is new: what came before it is tied to it."""
    link_orders(shop, {number: order_id})


def write(
    shop: Shop,
    name: str,
    text: str = "where is my parcel?",
    *,
    received_at: datetime | None = None,
    **changes: Any,
) -> None:
    """One message, which comes in an hour after it was sent."""
    facts: dict[str, Any] = {
        "message_id": name, "thread": name, "channel": "email", "direction": "in",
        "sent_at": MONDAY, "sender_address": RELAY, "text": text,
    } | changes  # fmt: skip
    with clock.frozen_at(received_at or facts["sent_at"] + HOUR):
        record_messages(shop, [Received(MessageFacts(**facts))], by=by(shop))


def case_of(name: str) -> Case:
    return CaseMessage.objects.get(message__external_id=name).case
