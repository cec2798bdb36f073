from datetime import timedelta

import pytest

from amends.buyers.actions import stop_unasked
from amends.buyers.models import Buyer
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.erasure.actions import erase_buyer
from amends.inbox.contacts import ContactRefused, not_before, verdict_on
from amends.inbox.drafts import draft_of
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Conversation, OutgoingMessage
from amends.inbox.replying import send_again, send_reply
from amends.inbox.writing import UNDO_S, write_down
from amends.orders.models import Order, OrderPerson
from tests.answers.group import NOW, Group, group_of
from tests.inbox.desk import Desk, desk_with_case
from tests.people import actor, user
from tests.race import race

NOON_US = NOW + timedelta(hours=8)  # day everywhere in the United States


def remind(case: Case, by: Actor, text: str = "Did it work?") -> OutgoingMessage:
    fresh = Case.objects.select_related("shop", "order", "buyer").get(pk=case.pk)
    return send_reply(fresh, text, seen_message_id=fresh.newest_message_id, purpose="reminder", by=by)


@pytest.fixture
def two(db: None) -> Group:
    """Two cases of one buyer, about two orders."""
    made = group_of(2)
    Case.objects.filter(pk=made.cases[1].pk).update(buyer=made.cases[0].buyer)
    made.cases[1].refresh_from_db()
    return made


def test_a_reminder_counts_over_all_cases_of_the_buyer(two: Group) -> None:
    with clock.frozen_at(NOON_US):
        remind(two.cases[0], two.by)
        with pytest.raises(ContactRefused) as refusal:
            remind(two.cases[1], two.by, "And this one?")
    assert refusal.value.code == "contact_too_soon"
    assert refusal.value.verdict.from_at == NOON_US + timedelta(days=3, seconds=UNDO_S)
    draft = draft_of(two.cases[1], by=two.by)
    assert draft is not None
    assert draft.text == "And this one?", "the text is kept"
    with clock.frozen_at(NOON_US + timedelta(days=3, seconds=UNDO_S)):
        remind(two.cases[1], two.by)


def test_also_over_cases_that_a_person_made_one(two: Group) -> None:
    other = group_buyer_of(two)
    Case.objects.filter(pk=two.cases[0].pk).update(merged_into=two.cases[1], state="solved", buyer=other)
    with clock.frozen_at(NOON_US):
        merged = Case.objects.select_related("shop", "order", "buyer").get(pk=two.cases[0].pk)
        write_down(merged, "Did it work?", purpose="reminder", seen=None, by=two.by)
        assert verdict_on(two.cases[1], "reminder").kind == "too_soon"


def group_buyer_of(two: Group) -> Buyer:
    return Buyer.objects.create(organisation=two.shop.organisation, marketplace="amazon", first_seen_at=NOW)


def test_and_over_channels(two: Group) -> None:
    with clock.frozen_at(NOON_US):
        remind(two.cases[0], two.by)
        Conversation.objects.filter(case=two.cases[1]).update(channel="chat")
        assert verdict_on(two.cases[1], "reminder").kind == "too_soon"


def test_an_address_without_a_buyer_is_one_buyer_too(two: Group) -> None:
    Case.objects.filter(pk__in=[case.pk for case in two.cases]).update(buyer=None)
    with clock.frozen_at(NOON_US):
        remind(two.cases[0], two.by)
        case = Case.objects.select_related("shop", "order").get(pk=two.cases[1].pk)
        assert verdict_on(case, "reminder", recipient="T0@marketplace.example").kind == "too_soon"
        assert verdict_on(case, "reminder", recipient="t1@marketplace.example").kind == "allowed"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_goes() -> None:
    made = group_of(2)
    Case.objects.filter(pk=made.cases[1].pk).update(buyer=made.cases[0].buyer)

    def runner(n: int) -> OutgoingMessage:
        with clock.frozen_at(NOON_US):
            return remind(made.cases[n], made.by)

    outcomes = race(lambda: runner(0), lambda: runner(1))
    refused = [each for each in outcomes if isinstance(each, ContactRefused)]
    assert len(refused) == 1, outcomes
    assert OutgoingMessage.objects.filter(purpose="reminder").count() == 1


def test_what_failed_does_not_count_and_is_judged_again(two: Group) -> None:
    with clock.frozen_at(NOON_US):
        failed = remind(two.cases[0], two.by)
        OutgoingMessage.objects.filter(pk=failed.pk).update(state="failed")
        remind(two.cases[1], two.by)
        with pytest.raises(ContactRefused):
            send_again(OutgoingMessage.objects.get(pk=failed.pk), by=two.by)


def test_who_wants_nothing_unasked_still_gets_answers(two: Group) -> None:
    buyer = two.cases[0].buyer
    assert buyer is not None
    buyer.opted_out_at = NOW
    buyer.save()
    case = Case.objects.select_related("shop", "order", "buyer").get(pk=two.cases[0].pk)
    with clock.frozen_at(NOON_US):
        assert verdict_on(case, "unasked").rule == "opted_out"
        assert verdict_on(case, "answer").is_allowed
        send_reply(case, "It is on its way.", seen_message_id=case.newest_message_id, by=two.by)


@pytest.mark.django_db
def test_at_night_what_can_wait_waits_for_the_morning() -> None:
    desk = desk_with_case()
    desk.mail_through(2525)
    order = Order.objects.create(
        organisation=desk.shop.organisation,
        seller_account=desk.shop.seller_account,
        shop=desk.shop,
        number="112-8841907-5530612",
        currency="USD",
        placed_at=NOW,
        sorted_at=NOW,
        created_at=NOW,
    )
    OrderPerson.objects.create(organisation=desk.shop.organisation, order=order, country="FR")
    Case.objects.filter(pk=desk.case.pk).update(order=order)
    night = NOW + timedelta(hours=11)  # midnight in Paris
    with clock.frozen_at(night):
        case = desk.fresh()
        assert not_before(case, "answer", night) is None
        row = remind(case, desk.by)
        assert row.leaves_at == night + timedelta(hours=8)
        assert hand_over(row.pk).state == "waiting"
        answer = answered(desk)
        assert answer.leaves_at == night, "an answer goes at any hour"


def answered(desk: Desk) -> OutgoingMessage:
    case = desk.fresh()
    seen = case.newest_message_id
    return send_reply(case, "It is here.", seen_message_id=seen, purpose="answer", by=desk.by, undo_seconds=0)


def test_a_review_is_asked_for_once_whoever_asks(two: Group) -> None:
    """The template alone makes it a request: also while the buyer waits, also after another agent's."""
    made_by_hand = two.shop
    made_by_hand.marketplace = "own"
    made_by_hand.save()
    parcel = two.cases[0].order.parcel_links.get().parcel  # type: ignore[union-attr]
    parcel.delivered_at = NOON_US - timedelta(days=6)
    parcel.save()
    text = "On your order page you can tell other buyers how it was. Every honest word counts."
    with clock.frozen_at(NOON_US):
        ask(two.cases[0], text, two.by)
        with pytest.raises(ContactRefused) as refusal:
            ask(two.cases[0], f"{text} Thank you.", two.by)
    assert refusal.value.code == "contact_never"
    with clock.frozen_at(NOON_US + timedelta(days=1)), pytest.raises(ContactRefused) as refusal:
        ask(two.cases[1], text, two.by)
    assert refusal.value.code == "contact_too_soon", "not delivered, and the same buyer was asked"


def ask(case: Case, text: str, by: Actor) -> OutgoingMessage:
    fresh = Case.objects.select_related("shop", "order", "buyer").get(pk=case.pk)
    seen = fresh.newest_message_id
    return send_reply(fresh, text, seen_message_id=seen, template="feedback_request", by=by)


def test_nothing_unasked_any_more_is_for_ever(two: Group) -> None:
    buyer = two.cases[0].buyer
    assert buyer is not None
    stopped = stop_unasked(buyer, two.shop, by=two.by)
    assert stop_unasked(buyer, two.shop, by=two.by).opted_out_at == stopped.opted_out_at
    erase_buyer(buyer, by=actor(user(two.shop.organisation, "own", "owner")))
    buyer.refresh_from_db()
    assert buyer.opted_out_at is not None
    assert verdict_on(Case.objects.get(pk=two.cases[1].pk), "unasked").rule == "opted_out"
