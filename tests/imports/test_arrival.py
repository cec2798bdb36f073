"""When a message counts from, where somebody's clock is wrong."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import take_mails
from amends.inbox.models import Conversation, Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ARRIVED = NOW - timedelta(days=6)  # fetched after an outage


def taken(shop: Shop, date: str, received: str, by_mailbox: datetime | None = None) -> Message:
    head = [f"Received: from a by b; {received}", "Received: from x by a; Thu, 1 Jan 2015 00:00:00 +0000"]
    lines = [*(head if received else []), f"Date: {date}", "From: ann@x.example", "Message-ID: <1@x>"]
    octets = "\r\n".join([*lines, "Subject: s", "", "Where is it?"]).encode()
    with clock.frozen_at(NOW):
        mail = ArrivedMail(octets, "one", arrived_at=by_mailbox)
        take_mails(shop, [mail], by=Actor(shop.organisation_id, None, "mailbox"))
    return Message.objects.get()


@pytest.mark.parametrize(
    ("sent", "happened"),
    [
        (ARRIVED - timedelta(minutes=1), ARRIVED - timedelta(minutes=1)),
        (ARRIVED - timedelta(days=5), ARRIVED - timedelta(days=5)),
        (ARRIVED + timedelta(hours=8), ARRIVED),
        (NOW + timedelta(days=400), ARRIVED),
        (datetime(1970, 1, 1, tzinfo=UTC), ARRIVED),
        (datetime(2009, 6, 1, tzinfo=UTC), ARRIVED),
    ],
)
def test_a_clock_that_cannot_be_right_gives_way_to_the_servers(
    shop: Shop, sent: datetime, happened: datetime
) -> None:
    message = taken(shop, format_datetime(sent), format_datetime(ARRIVED))
    assert message.happened_at == happened
    assert Conversation.objects.get().last_message_at == happened
    assert message.case_messages.get().case.unanswered_since == happened


def test_without_a_trace_the_mailbox_says_when(shop: Shop) -> None:
    assert taken(shop, "nonsense", "", ARRIVED).happened_at == ARRIVED


@pytest.mark.parametrize(
    "received", ["", "nonsense", "Mon, 1 Jan 2024 10:00:00", "31 Dec 9999 23:59:59 -1200"]
)
def test_where_nobody_says_it_is_now(shop: Shop, received: str) -> None:
    assert taken(shop, "nonsense", received).happened_at == NOW


def test_a_server_ahead_of_us_is_not_believed(shop: Shop) -> None:
    assert taken(shop, "nonsense", format_datetime(NOW + timedelta(days=2))).happened_at == NOW


def test_a_copy_on_another_way_is_the_same_mail(shop: Shop) -> None:
    first = taken(shop, format_datetime(ARRIVED), format_datetime(ARRIVED))
    again = taken(shop, format_datetime(ARRIVED), format_datetime(ARRIVED + timedelta(days=3)))
    assert (again.pk, again.received_at) == (first.pk, first.received_at)
