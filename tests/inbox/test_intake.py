from datetime import timedelta
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.connectors.base import BuyerFacts, MessageFacts, OrderFacts
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import CaseMessage, Conversation, PlatformEvent
from amends.orders.actions import record_orders
from tests import people
from tests.inbox.buyers import MONDAY, NUMBER, by, case_of, link, order, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


def test_a_message_opens_a_case_with_its_clocks(shop: Shop) -> None:
    order_id = order(shop)
    write(shop, "m1", order_number=NUMBER)
    case = Case.objects.get()
    assert (case.order_id, case.state, case.unanswered_since) == (order_id, "open", MONDAY)
    platform = Clock.objects.get(case=case, kind="answer", side="platform")
    assert (platform.due_at, platform.actor) == (MONDAY + timedelta(hours=24), "seller")
    assert case.next_due_at is not None
    assert case.next_due_at <= platform.due_at


def test_the_next_message_of_the_thread_joins_and_the_clock_counts_from_the_oldest(shop: Shop) -> None:
    write(shop, "m1")
    write(shop, "m2", thread="m1", sent_at=MONDAY + timedelta(hours=5), in_reply_to="m1")
    assert Case.objects.count() == 1
    assert Clock.objects.get(kind="answer", side="platform").started_at == MONDAY


def test_two_messages_of_one_thread_in_one_batch(shop: Shop) -> None:
    both = [
        Received(MessageFacts(message_id=name, thread="m1", channel="email", direction="in", text="hello?"))
        for name in ("m1", "m2")
    ]
    record_messages(shop, both, by=by(shop))
    assert Case.objects.count() == 1
    assert CaseMessage.objects.count() == 2


def test_an_answer_stops_the_clock(shop: Shop) -> None:
    write(shop, "m1")
    write(shop, "m2", thread="m1", direction="out", sent_at=MONDAY + timedelta(hours=2))
    case = Case.objects.get()
    assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
    assert Clock.objects.get(kind="answer", side="platform").state == "met"


def test_an_automatic_reply_is_an_event_and_stops_nothing(shop: Shop) -> None:
    write(shop, "m1")
    write(shop, "m2", thread="m1", direction="out", kind="automatic", sent_at=MONDAY + timedelta(hours=2))
    assert PlatformEvent.objects.get().kind == "automatic"
    assert Clock.objects.get(kind="answer", side="platform").state in ("running", "paused")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"sender_address": "seller-notification@amazon.com"}, "notification"),
        ({"sender_address": "no-reply@parcelshop.example"}, "notification"),
        ({"kind": "bounce"}, "bounce"),
    ],
)
def test_what_no_buyer_wrote_opens_no_case(shop: Shop, changes: dict[str, Any], kind: str) -> None:
    write(shop, "m1", **changes)
    assert Case.objects.count() == 0
    assert PlatformEvent.objects.get().kind == kind


def test_a_number_in_the_text_joins_where_nobody_else_is_known(shop: Shop) -> None:
    order_id = order(shop)
    write(shop, "m1", f"Order {NUMBER}: it arrived broken", sender_address="claire@example.org")
    assert Case.objects.get().order_id == order_id


def test_a_stranger_with_the_number_is_offered_not_joined(shop: Shop) -> None:
    order_id = order(shop, email="claire@example.org")
    write(shop, "m1", f"Order {NUMBER}: refund me", sender_address="mallory@example.org")
    case = Case.objects.get()
    assert (case.order_id, case.offered_order_id) == (None, order_id)


def test_a_known_sender_with_the_number_joins(shop: Shop) -> None:
    order_id = order(shop, email="claire@example.org")
    write(shop, "m1", f"Order {NUMBER}: it arrived broken", sender_address="Claire@Example.org")
    assert Case.objects.get().order_id == order_id


def test_the_buyers_only_open_order(shop: Shop) -> None:
    facts = OrderFacts(number=NUMBER, state="shipped", buyer=BuyerFacts("tony", "tony"))
    order_id = record_orders(shop, [facts], [], by=by(shop)).ids[NUMBER]
    write(shop, "m1", buyer=BuyerFacts("tony", "tony"))
    assert Case.objects.get().order_id == order_id


def test_one_case_per_order_whatever_the_channel(shop: Shop) -> None:
    order(shop)
    write(shop, "m1", order_number=NUMBER)
    write(shop, "m2", order_number=NUMBER, channel="platform", thread="other")
    assert Case.objects.count() == 1


def test_a_solved_case_is_taken_up_again_within_the_grace_period(shop: Shop) -> None:
    write(shop, "m1")
    Case.objects.update(state="solved", solved_at=MONDAY + timedelta(days=1), unanswered_since=None)
    write(shop, "m2", thread="m1", sent_at=MONDAY + timedelta(days=3), in_reply_to="m1")
    case = Case.objects.get()
    assert (case.state, case.solved_at) == ("open", None)


def test_afterwards_a_new_case_follows_it(shop: Shop) -> None:
    order(shop)
    write(shop, "m1", order_number=NUMBER)
    first = Case.objects.get()
    Case.objects.update(state="closed", solved_at=MONDAY, closed_at=MONDAY + timedelta(days=20))
    write(shop, "m2", thread="m1", sent_at=MONDAY + timedelta(days=40), in_reply_to="m1")
    second = case_of("m2")
    assert second != first
    assert (second.follows, second.order_id) == (first, first.order_id)
    write(shop, "m3", order_number=NUMBER, thread="m1", sent_at=MONDAY + timedelta(days=41), in_reply_to="m2")
    assert case_of("m3") == second


def test_messages_follow_a_merge(shop: Shop) -> None:
    write(shop, "m1")
    write(shop, "n1", thread="n1")
    Case.objects.filter(pk=case_of("m1").pk).update(merged_into=case_of("n1"))
    write(shop, "m2", thread="m1", in_reply_to="m1")
    assert case_of("m2") == case_of("n1")


def test_a_case_whose_order_comes_later(shop: Shop) -> None:
    write(shop, "m1", order_number=NUMBER)
    assert Case.objects.get().order_id is None
    order_id = order(shop)
    link(shop, order_id)
    assert Case.objects.get().order_id == order_id
    assert Conversation.objects.get().order_id == order_id


def test_the_same_message_again_changes_nothing(shop: Shop) -> None:
    write(shop, "m1")
    before = list(Case.objects.order_by("pk").values())
    write(shop, "m1")
    assert list(Case.objects.order_by("pk").values()) == before


def test_thanks_wants_no_answer(shop: Shop) -> None:
    write(shop, "m1", "Thank you so much, all good!", language="en")
    case = Case.objects.get()
    assert case.issue_types[0] == "thanks"
    assert case.unanswered_since is None


def test_an_absence_notice_is_an_event(shop: Shop) -> None:
    text = "This is an automatic reply. I am out of office until Monday and cannot read your message."
    write(shop, "m1", text, sender_address="claire@example.org")
    assert Case.objects.count() == 0
    assert PlatformEvent.objects.get().kind == "automatic"


def test_a_message_that_names_an_order_before_it_comes(shop: Shop) -> None:
    write(shop, "m1", f"Order {NUMBER}: it arrived broken", sender_address="claire@example.org")
    assert Case.objects.get().order_id is None
    order_id = order(shop, email="claire@example.org")
    link(shop, order_id)
    assert Case.objects.get().order_id == order_id
    assert Conversation.objects.get().order_id == order_id


def test_a_stranger_who_names_an_order_before_it_comes_is_offered_it(shop: Shop) -> None:
    write(shop, "m1", f"Order {NUMBER}: refund me", sender_address="mallory@example.org")
    order_id = order(shop, email="claire@example.org")
    link(shop, order_id)
    case = Case.objects.get()
    assert (case.order_id, case.offered_order_id) == (None, order_id)
