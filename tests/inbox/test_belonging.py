"""Whoever does not belong to a thread is not let into it; whoever is not who they say joins nothing."""

import pytest

from amends.accounts.models import Shop
from amends.accounts.own_addresses import name_addresses
from amends.cases.models import Case
from amends.inbox.models import Message, PlatformEvent
from tests import people
from tests.inbox.buyers import NUMBER, order
from tests.inbox.posted import PLATFORM, post, proving

pytestmark = pytest.mark.django_db
ANN, EVE, OWN = "ann@buyers.example", "eve@elsewhere.example", "desk@lantern.example"
RELAY = "abc@marketplace.amazon.com"
GOOD = proving("buyers.example")


@pytest.fixture
def shop() -> Shop:
    made = people.shop(people.organisation(), "US1")
    lead = people.actor(people.user(made.organisation, "lead", "lead"))
    return name_addresses(made, [OWN], by=lead)


def case_of(message: Message) -> Case:
    return message.case_messages.get().case


def test_a_stranger_who_answers_our_thread_is_kept_apart_and_offered_its_order(shop: Shop) -> None:
    order_id = order(shop, email=ANN)
    first = post(shop, "a1", ANN)
    stranger = post(shop, "e1", EVE, "send it to me instead", hours=1, In_Reply_To="<a1@mail.example>")
    assert stranger.conversation_id != first.conversation_id
    assert case_of(first).order_id == order_id
    assert (case_of(stranger).order_id, case_of(stranger).offered_order_id) == (None, order_id)


def test_the_strangers_next_mail_is_in_the_strangers_thread(shop: Shop) -> None:
    post(shop, "a1", ANN)
    one = post(shop, "e1", EVE, hours=1, In_Reply_To="<a1@mail.example>")
    two = post(shop, "e2", EVE.upper(), hours=2, In_Reply_To="<a1@mail.example>")
    assert one.conversation_id == two.conversation_id
    back = post(shop, "a2", ANN, hours=3, In_Reply_To="<e2@mail.example>", References="<a1@mail.example>")
    assert back.conversation_id != one.conversation_id or case_of(back) != case_of(one)


def test_whoever_we_have_written_to_belongs(shop: Shop) -> None:
    post(shop, "a1", ANN)
    ours = post(shop, "o1", OWN, hours=1, In_Reply_To="<a1@mail.example>", To=f"{ANN}, bea@buyers.example")
    assert ours.direction == "out"
    other = post(shop, "a2", "ann.other@buyers.example", hours=2, In_Reply_To="<o1@mail.example>")
    assert other.conversation_id != ours.conversation_id
    again = post(shop, "a3", ANN, hours=3, In_Reply_To="<o1@mail.example>")
    assert again.conversation_id == ours.conversation_id


def test_a_relay_gives_its_people_several_addresses(shop: Shop) -> None:
    first = post(shop, "a1", RELAY, trusted="")
    second = post(
        shop, "a2", "xyz@marketplace.amazon.com", hours=1, In_Reply_To="<a1@mail.example>", trusted=""
    )
    assert first.conversation_id == second.conversation_id


def test_a_bounce_of_our_mail_comes_to_its_thread(shop: Shop) -> None:
    first = post(shop, "a1", ANN)
    bounce = post(
        shop, "b1", "mailer-daemon@mx.example", subject="Undeliverable", hours=1,
        In_Reply_To="<a1@mail.example>", Return_Path="<>",
    )  # fmt: skip
    assert bounce.conversation_id == first.conversation_id
    assert PlatformEvent.objects.get().kind == "bounce"


def test_a_forged_relay_joins_nothing_by_itself(shop: Shop) -> None:
    order_id = order(shop, email=RELAY)
    true = post(shop, "a1", RELAY, results=proving("amazon.com"))
    forged = post(shop, "f1", RELAY, hours=1, In_Reply_To="<a1@mail.example>", subject=f"Order {NUMBER}")
    assert (true.sender_proof, forged.sender_proof) == ("proven", "failed")
    assert case_of(true).order_id == order_id
    assert (case_of(forged).order_id, case_of(forged).offered_order_id) == (None, order_id)
    assert case_of(forged) != case_of(true)


def test_a_forged_mail_of_ours_answers_nothing(shop: Shop) -> None:
    post(shop, "a1", ANN)
    forged = post(
        shop, "f1", OWN, hours=1, In_Reply_To="<a1@mail.example>", To=ANN,
        results="mx.desk.example; dmarc=fail header.from=lantern.example",
    )  # fmt: skip
    assert (forged.direction, forged.sender_proof) == ("in", "failed")
    assert Case.objects.filter(unanswered_since__isnull=False).count() == 2


def test_a_forged_sender_stays_in_the_case_it_has_opened(shop: Shop) -> None:
    one = post(shop, "f1", RELAY, "hello?")
    two = post(shop, "f2", RELAY, "hello??", hours=1, In_Reply_To="<f1@mail.example>")
    three = post(shop, "f3", RELAY, "hello???", hours=2, In_Reply_To="<f2@mail.example>")
    assert case_of(two) == case_of(three)
    assert case_of(one).order_id is None


def test_a_mail_that_we_pass_on_to_ourselves_is_work(shop: Shop) -> None:
    words = f"FYI\n\n---------- Forwarded message ---------\nFrom: Ann <{ANN}>\nSubject: x\n\nIt is broken."
    message = post(shop, "w1", OWN, words)
    assert (message.direction, message.body.original_address) == ("in", ANN)
    assert case_of(message).unanswered_since is not None


def test_a_relays_frame_names_the_order(shop: Shop) -> None:
    order_id = order(shop)
    words = f"Order ID: {NUMBER}\n------ Begin message ------\nIt is cracked.\n------ End message ------"
    message = post(shop, "a1", RELAY, words, results=proving("amazon.com"))
    assert (message.body.text, message.names_order) == ("It is cracked.", NUMBER)
    assert case_of(message).order_id == order_id


def test_an_unproven_frame_is_a_number_in_the_text(shop: Shop) -> None:
    order_id = order(shop, email=ANN)
    words = f"Order ID: {NUMBER}\n------ Begin message ------\nIt is cracked.\n------ End message ------"
    message = post(shop, "a1", RELAY, words, trusted="")
    assert (case_of(message).order_id, case_of(message).offered_order_id) == (None, order_id)


def test_a_forged_notice_is_shown_to_a_person(shop: Shop) -> None:
    order_id = order(shop, email=ANN)
    message = post(shop, "f1", PLATFORM, "Send us the money.", subject=f"A-to-z Guarantee claim on {NUMBER}")
    assert not PlatformEvent.objects.exists()
    case = case_of(message)
    assert (case.order_id, case.offered_order_id, case.happened) == (None, order_id, {})
