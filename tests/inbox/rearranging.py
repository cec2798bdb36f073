"""Two cases of one shop as the intake makes them, and all that is known of them at a moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from amends.accounts.models import Shop, User
from amends.cases.models import Case, CaseLink, Clock, Note
from amends.connectors.base import LineFacts, MessageFacts, OrderFacts, PersonFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import CaseMessage, Conversation, Draft, Message, OutgoingMessage
from amends.orders.actions import record_orders
from tests import people

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
NUMBER = "112-8841907-5530612"
RELAY = "abc123@marketplace.amazon.com"


@dataclass
class Talk:
    """A shop to which buyers write; hours count from Monday, nine o'clock."""

    shop: Shop
    agent: User

    @property
    def by(self) -> Actor:
        return people.actor(self.agent)

    def write(
        self, name: str, text: str = "where is my parcel?", *, hours: int = 0, **changes: Any
    ) -> Message:
        """A message of a thread that is named by its first letter."""
        at = MONDAY + timedelta(hours=hours)
        facts: dict[str, Any] = {
            "message_id": name, "thread": name[0], "channel": "email", "direction": "in",
            "sent_at": at, "sender_address": f"{name[0]}-{RELAY}", "text": text,
        } | changes  # fmt: skip
        program = Actor(self.shop.organisation_id, None, "cli")
        with clock.frozen_at(at + timedelta(minutes=1)), transaction.atomic():
            lock_until_commit("seller_account", self.shop.seller_account_id)  # as an import does
            record_messages(self.shop, [Received(MessageFacts(**facts))], by=program)
        return Message.objects.get(external_id=name)

    def answer(self, name: str, *, hours: int) -> Message:
        """An answer of ours that came in with the sent folder."""
        return self.write(name, "on its way", hours=hours, direction="out")

    def order(self, number: str = NUMBER, **person: str) -> int:
        facts = OrderFacts(number=number, state="shipped", currency="USD", person=PersonFacts(**person))
        lines = [LineFacts(order_number=number, key="a/1", sku="a", title="Ceramic planter")]
        program = Actor(self.shop.organisation_id, None, "cli")
        with transaction.atomic():
            return record_orders(self.shop, [facts], lines, by=program).ids[number]


def talk() -> Talk:
    of = people.shop(people.organisation(), "US1")
    return Talk(of, people.user(of.organisation, "ana", "agent"))


def case_of(name: str) -> Case:
    """The living case that a message was taken into."""
    link = CaseMessage.objects.select_related("case__shop").get(
        message__external_id=name, case__merged_into=None
    )
    return link.case


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that rearranging may touch, cancelled clocks and closed pointers left out."""
    tables: list[tuple[type[Model], dict[str, Any]]] = [
        (Case, {}), (Clock, {}), (CaseMessage, {}), (Conversation, {}), (Draft, {}),
        (OutgoingMessage, {}), (Note, {}), (CaseLink, {}),
    ]  # fmt: skip
    return {
        table.__name__: list(table._default_manager.filter(**chosen).order_by("pk").values())
        for table, chosen in tables
    }


def differing(before: dict[str, list[dict[str, Any]]]) -> list[tuple[str, int, dict[str, Any]]]:
    """What is not as it was: rows and columns, before and after."""
    after = everything()
    found: list[tuple[str, int, dict[str, Any]]] = []
    for table, rows in before.items():
        old, new = ({row["id"]: row for row in each} for each in (rows, after[table]))
        for pk in sorted(old.keys() | new.keys()):
            one, other = old.get(pk, {}), new.get(pk, {})
            columns = {
                name: (one.get(name), other.get(name))
                for name in {*one, *other}
                if one.get(name) != other.get(name)
            }
            if columns:
                found.append((table, pk, columns))
    return found
