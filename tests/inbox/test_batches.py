"""However new messages are cut into batches, they come to the same cases, clocks and events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.connectors.base import BuyerFacts, LineFacts, MessageFacts, OrderFacts, PersonFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.actions import Received, link_orders, record_messages
from amends.orders.actions import record_orders
from tests import people
from tests.imports.everything import everything

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(days=90)
MINE, HERS, OVER, UNKNOWN = (f"112-8841907-553061{n}" for n in range(4))
TEXTS = (
    "where is my parcel?",
    "it arrived broken, I want my money back",
    "Thank you so much, all good!",
    "This is an automatic reply. I am out of office until Monday and cannot read your message.",
    "hm",
    "",
    *(f"Order {number}: it has not come" for number in (MINE, HERS, UNKNOWN)),
    f"{MINE} and {HERS}: both arrived broken",
)
SENDERS = (
    "claire@example.org",
    "mallory@example.org",
    "x1@marketplace.amazon.com",
    "no-reply@shop.example",
    "",
)


@dataclass(frozen=True)
class Thread:
    """One conversation: about which order it is, if the platform says so, and who writes."""

    name: str
    order_number: str | None
    buyer: str | None
    channel: str


@dataclass(frozen=True)
class Wrote:
    thread: int
    direction: str
    kind: str | None
    text: str
    sender: str
    minutes: int


threads = st.tuples(
    *(
        st.builds(
            Thread,
            name=st.just(f"t{n}"),
            order_number=st.sampled_from((None, None, MINE, HERS, OVER, UNKNOWN)),
            buyer=st.sampled_from((None, None, "tony", "mia")),
            channel=st.sampled_from(("email", "chat", "platform")),
        )
        for n in range(4)
    )
)
written = st.lists(
    st.builds(
        Wrote,
        thread=st.integers(0, 3),
        direction=st.sampled_from(("in", "in", "in", "out")),
        kind=st.sampled_from((None, None, None, None, "automatic", "bounce")),
        text=st.sampled_from(TEXTS),
        sender=st.sampled_from(SENDERS),
        minutes=st.sampled_from((0, 1, 90, 60 * 24 * 20)),
    ),
    min_size=1,
    max_size=9,
)


class Undone(Exception):
    """Takes everything back."""


def received(threads: Sequence[Thread], written: Sequence[Wrote]) -> list[Received]:
    """The messages, in the order in which they were sent."""
    at, facts = MONDAY, []
    for number, wrote in enumerate(written):
        thread = threads[wrote.thread]
        at += timedelta(minutes=wrote.minutes)
        facts.append(
            MessageFacts(
                message_id=f"m{number}", thread=thread.name, channel=thread.channel,
                order_number=thread.order_number, kind=wrote.kind, direction=wrote.direction,
                buyer=BuyerFacts(thread.buyer, thread.buyer) if thread.buyer else None,
                sender_address=wrote.sender, text=wrote.text, sent_at=at,
            )
        )  # fmt: skip
    return [Received(each) for each in facts]


def sell(shop: Shop, by: Actor) -> None:
    """Three orders: one of a known address, one of a known buyer, one whose case is over."""
    orders = [
        OrderFacts(
            number=MINE, state="shipped", currency="USD", person=PersonFacts(email="claire@example.org")
        ),
        OrderFacts(number=HERS, state="delivered", buyer=BuyerFacts("tony", "tony")),
        OrderFacts(number=OVER, state="completed", currency="USD"),
    ]
    lines = [LineFacts(order_number=each.number, key="a/1", sku="a", title="Planter") for each in orders]
    record_orders(shop, orders, lines, by=by)
    record_messages(shop, [Received(_question(OVER))], by=by)
    Case.objects.update(state="solved", solved_at=MONDAY - timedelta(days=1), unanswered_since=None)


def _question(number: str) -> MessageFacts:
    return MessageFacts(
        message_id="before", thread="before", channel="platform", direction="in", order_number=number,
        sent_at=MONDAY - timedelta(days=2), text="does it come in blue?",
    )  # fmt: skip


def left_by(shop: Shop, batches: Sequence[Sequence[Received]]) -> dict[str, list[str]]:
    by = Actor(shop.organisation_id, None, "cli")
    with transaction.atomic(), clock.frozen_at(LATER):
        sell(shop, by)
        for batch in batches:
            record_messages(shop, batch, by=by)
        came = record_orders(shop, [OrderFacts(number=UNKNOWN, state="paid")], [], by=by)
        link_orders(shop, {UNKNOWN: came.ids[UNKNOWN]})
        with connection.cursor() as cursor:
            left = everything(cursor, history=True)
        transaction.set_rollback(True)
    return left


@given(threads=threads, written=written, cuts=st.sets(st.integers(1, 8)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_batch_many_or_one_by_one(
    shop: Shop, threads: Sequence[Thread], written: Sequence[Wrote], cuts: set[int]
) -> None:
    def cut(places: Sequence[int]) -> list[list[Received]]:
        messages = received(threads, written)
        bounds = [0, *(place for place in sorted(places) if place < len(messages)), len(messages)]
        return [messages[start:end] for start, end in pairwise(bounds)]

    whole = left_by(shop, cut([]))
    assert left_by(shop, cut(sorted(cuts))) == whole
    assert left_by(shop, cut(range(1, len(written)))) == whole


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")
