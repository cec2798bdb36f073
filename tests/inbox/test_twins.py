"""What a buyer says comes by the platform's relay and from the platform: it is one message."""

from datetime import timedelta
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.connectors.base import AttachmentFacts, MessageFacts
from amends.core import clock
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import CaseMessage, Message
from tests.inbox.buyers import HOUR, MONDAY, NUMBER, RELAY, by, order
from tests.people import organisation, shop

pytestmark = pytest.mark.django_db
WORDS = "Where is my parcel?"


@pytest.fixture
def desk() -> Shop:
    made = shop(organisation(), "US1")
    order(made)
    return made


def mail(name: str = "m1@relay", **changes: Any) -> Received:
    facts: dict[str, Any] = {
        "message_id": name, "thread": name, "channel": "email", "direction": "in", "sent_at": MONDAY,
        "sender_address": RELAY, "text": f"{WORDS}\n", "names_order": NUMBER, "sender_proof": "proven",
    } | changes  # fmt: skip
    return Received(MessageFacts(**facts), octets=f"Subject: {name}\n\n{changes}".encode())


def row(name: str = "p1", **changes: Any) -> Received:
    facts: dict[str, Any] = {
        "message_id": name, "thread": f"order:{NUMBER}", "channel": "platform", "direction": "in",
        "sent_at": MONDAY + timedelta(minutes=3), "order_number": NUMBER, "text": f"  {WORDS.upper()}",
    } | changes  # fmt: skip
    return Received(MessageFacts(**facts))


def taken(desk: Shop, *received: Received) -> list[str]:
    """Take one after the other; the names of all messages in cases."""
    for each in received:
        with clock.frozen_at(MONDAY + HOUR):
            record_messages(desk, [each], by=by(desk))
    names = CaseMessage.objects.order_by("message_id").values_list("message__external_id", flat=True)
    assert Message.objects.count() == len(names)
    return list(names)


def test_by_mail_first(desk: Shop) -> None:
    twin = row()
    assert taken(desk, mail(), twin) == ["m1@relay"]
    assert twin.facts.same_as == "m1@relay"
    assert taken(desk, mail(), row()) == ["m1@relay"]


def test_from_the_platform_first(desk: Shop) -> None:
    twin = mail()
    assert taken(desk, row(), twin) == ["p1"]
    assert twin.facts.same_as == "p1"


@pytest.mark.parametrize(
    "other",
    [
        row(text="Where is my refund?"),
        row(sent_at=MONDAY + timedelta(minutes=16)),
        row(direction="out"),
        row(order_number="112-0000000-0000000"),
        mail("m2@relay", text=WORDS),
        row(attachments=[AttachmentFacts("p.jpg", "image/jpeg", b"\xff\xd8\xff")]),
    ],
)
def test_what_says_or_holds_something_else_is_another_message(desk: Shop, other: Received) -> None:
    assert len(taken(desk, mail(), other)) == 2


def test_the_same_words_twice_are_two_messages_both_ways(desk: Shop) -> None:
    with clock.frozen_at(MONDAY + HOUR):
        record_messages(desk, [mail(), mail("m2@relay")], by=by(desk))
        record_messages(desk, [row(), row("p2"), row("p3")], by=by(desk))
    assert set(Message.objects.values_list("external_id", flat=True)) == {"m1@relay", "m2@relay", "p3"}


def test_another_shops_buyer_is_not_looked_at(desk: Shop) -> None:
    other = shop(desk.organisation, "US2")
    assert len(taken(desk, mail())) == 1
    assert len(taken(other, row())) == 2
