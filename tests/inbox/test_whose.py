"""Whose words a mail brings, and to which thread an answer of ours belongs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.accounts.own_addresses import name_addresses, own_addresses
from amends.cases.models import Case
from amends.connectors.base import MessageFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.models import Event
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import Message, PlatformEvent
from tests import people

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
OWN, ANN = "desk@lantern.example", "ann@buyers.example"


@pytest.fixture
def shop() -> Shop:
    made = people.shop(people.organisation(), "US1")
    lead = people.actor(people.user(made.organisation, "lead", "lead"))
    return name_addresses(made, [" Desk@Lantern.example "], by=lead)


def mail(shop: Shop, name: str, sender: str, to: str = OWN, hours: int = 0, **more: Any) -> Message:
    facts = MessageFacts(
        message_id=name,
        thread=name,
        channel="email",
        direction="in",
        sender_address=sender,
        recipient=to,
        recipients=[to],
        sent_at=MONDAY + timedelta(hours=hours),
        text=more.pop("text", "Broken."),
        **more,
    )
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        by = Actor(shop.organisation_id, None, "cli")
        record_messages(shop, [Received(facts, f"{name}{sender}{facts.text}".encode())], by=by)
    return Message.objects.get(shop=shop, external_id=facts.message_id)


def test_named_addresses_are_kept_in_small_letters_with_history(shop: Shop) -> None:
    assert own_addresses(shop) == {OWN}
    assert Event.objects.get(verb="shop_changed").detail == {"fields": ["mail_addresses"]}


@pytest.mark.parametrize("address", ["", "desk", "two @lantern.example", "a@b@c", "<a@lantern.example>"])
def test_what_is_no_address_is_refused(shop: Shop, address: str) -> None:
    lead = people.actor(people.user(shop.organisation, "lead2", "lead"))
    with pytest.raises(Refused) as refused:
        name_addresses(shop, [OWN, address], by=lead)
    assert refused.value.code == "address_bad"


def test_an_answer_without_thread_goes_to_what_its_reader_wrote_last(shop: Shop) -> None:
    mail(shop, "a1", ANN)
    mail(shop, "a2", ANN, hours=2)
    ours = mail(shop, "o1", OWN, ANN.upper(), hours=3)
    assert ours.direction == "out"
    assert ours.conversation.thread == "a2"
    assert ours.case_messages.get().case.state == "waiting_buyer"


def test_an_answer_is_not_to_what_came_after_it(shop: Shop) -> None:
    mail(shop, "a1", ANN, hours=5)
    assert mail(shop, "o1", OWN, ANN, hours=3).conversation.thread == "o1"
    assert Case.objects.get().state == "open"


def test_our_own_automatic_answer_answers_nothing(shop: Shop) -> None:
    mail(shop, "a1", ANN)
    ours = mail(shop, "o1", OWN, ANN, hours=1, kind="automatic", in_reply_to="a1")
    assert (ours.direction, PlatformEvent.objects.get(message=ours).kind) == ("out", "automatic")
    assert Case.objects.get().unanswered_since == MONDAY


def test_a_stranger_cannot_turn_our_reply_around(shop: Shop) -> None:
    mail(shop, "o1", OWN, ANN)
    mail(shop, "o1", "eve@elsewhere.example", hours=1)
    stranger = Message.objects.get(external_id__startswith="o1/")
    assert Message.objects.get(external_id="o1").direction == "out"
    assert (stranger.direction, stranger.conversation.thread) == ("in", stranger.external_id)


def test_one_id_for_mails_of_two_people_is_two_cases(shop: Shop) -> None:
    mail(shop, "1", ANN, text="My lamp is broken.")
    mail(shop, "1", "bea@buyers.example", hours=1, text="My mug never came.")
    assert Case.objects.count() == 2


def test_an_answer_that_comes_back_leaves_the_buyer_waiting(shop: Shop) -> None:
    mail(shop, "a1", ANN)
    mail(shop, "o1", OWN, ANN, hours=1, in_reply_to="a1")
    assert Case.objects.get().state == "waiting_buyer"
    mail(shop, "b1", "mailer-daemon@mx.example", hours=2, kind="bounce", in_reply_to="o1")
    case = Case.objects.get()
    assert (case.state, case.unanswered_since) == ("open", MONDAY)
    assert case.next_due_at is not None
