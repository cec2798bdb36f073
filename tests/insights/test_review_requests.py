"""Whom the marketplace may be made to ask for a review: nobody too early, too late, twice, or in trouble."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.accounts.models import Shop
from amends.buyers.actions import stop_unasked
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.inbox.contacts import verdict_on
from amends.inbox.models import Conversation, OutgoingMessage, ReviewRequest
from amends.inbox.review_requesting import review_not_offered, review_requested
from amends.insights.review_requests import proposals, standing_of_order
from amends.orders.models import Order
from amends.returns.models import Return
from amends.reviews.models import Feedback
from tests import people
from tests.insights.review_orders import NOW, delivered, parcel
from tests.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def amazon(db: None) -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def agent(amazon: Shop) -> Actor:
    return people.actor(people.user(amazon.organisation, "ana", "agent"))


def proposed(*shops: Shop) -> list[str]:
    return [one.order.number for one in proposals(shops)]


def case_of(order: Order, state: str = "open") -> Case:
    return Case.objects.create(
        organisation=order.organisation,
        shop=order.shop,
        order=order,
        buyer=order.buyer,
        order_number=order.number,
        state=state,
        opened_at=NOW,
        last_message_at=NOW,
        queue_key=NOW,
    )


def test_from_the_fifth_day_after_delivery_to_the_thirtieth(amazon: Shop) -> None:
    for days in (4.9, 5, 12, 30, 30.1):
        delivered(amazon, f"d{days}", days=days)
    delivered(amazon, "way", days=None)
    halves = delivered(amazon, "halves", days=12)
    parcel(halves, None)
    assert proposed(amazon) == ["d30", "d12", "d5"]


def test_only_where_the_marketplace_has_a_button(amazon: Shop) -> None:
    ebay = people.shop(amazon.organisation, "EB", marketplace="ebay")
    order = delivered(ebay, "e", days=9)
    assert proposed(amazon, ebay) == []
    assert standing_of_order(order) is None


def troubles(order: Order, trouble: str) -> None:
    if trouble == "open_case":
        case_of(order)
    elif trouble == "cancelled":
        Order.objects.filter(pk=order.pk).update(state="cancelled")
    elif trouble == "refunded":
        Order.objects.filter(pk=order.pk).update(refunded="3.50")
    elif trouble == "returning":
        Return.objects.create(
            organisation=order.organisation, seller_account=order.seller_account, shop=order.shop,
            source="x", key="r", order_number=order.number, order=order, created_at=NOW,
        )  # fmt: skip
    else:
        Feedback.objects.create(
            organisation=order.organisation, seller_account=order.seller_account, shop=order.shop,
            key="f", order_number=order.number, order=order, rating=5, created_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("trouble", ["open_case", "cancelled", "refunded", "returning", "rated"])
def test_nobody_is_asked_while_something_is_in_the_way(amazon: Shop, trouble: str) -> None:
    order = delivered(amazon, "one", days=9)
    assert proposed(amazon) == ["one"]
    troubles(order, trouble)
    assert proposed(amazon) == []
    standing = standing_of_order(Order.objects.select_related("shop", "buyer").get(pk=order.pk))
    assert standing is not None
    assert (standing.hindrance, standing.is_proposed) == (trouble, False)


def test_a_case_that_is_over_is_in_nobodys_way(amazon: Shop) -> None:
    case_of(delivered(amazon, "one", days=9), state="closed")
    assert proposed(amazon) == ["one"]


def test_who_wants_nothing_unasked_is_not_asked(amazon: Shop, agent: Actor) -> None:
    order = delivered(amazon, "one", days=9)
    case_of(order, state="closed")
    assert order.buyer is not None
    stop_unasked(order.buyer, amazon, by=agent)
    assert proposed(amazon) == []


def test_an_unasked_message_of_ours_was_the_one_there_is(amazon: Shop) -> None:
    order = delivered(amazon, "one", days=9)
    case = case_of(order, state="closed")
    conversation = Conversation.objects.create(
        organisation=order.organisation, shop=order.shop, channel="email", thread="t",
        last_message_at=NOW, created_at=NOW,
    )  # fmt: skip
    OutgoingMessage.objects.create(
        organisation=order.organisation, case=case, conversation=conversation, idempotency_key="k",
        channel="email", purpose="unasked", state="sent", text="Hello", written_at=NOW, leaves_at=NOW,
        handed_over_at=NOW - timedelta(days=3),
    )  # fmt: skip
    assert proposed(amazon) == []
    standing = standing_of_order(order)
    assert standing is not None
    assert standing.verdict.rule == "amz.review.request"


def test_once_per_order_and_counted_as_a_contact(amazon: Shop, agent: Actor) -> None:
    order = delivered(amazon, "one", days=9)
    other = delivered(amazon, "two", days=9, buyer=order.buyer)
    case = case_of(order, state="closed")
    assert verdict_on(case, "review_request").is_allowed
    first = review_requested(order, by=agent)
    assert review_requested(order, by=agent) == first
    with pytest.raises(Refused):
        review_not_offered(order, by=agent)
    assert proposed(amazon) == [], "nor the same buyer's other order within a month"
    assert verdict_on(case, "review_request").kind == "never"
    assert verdict_on(case, "unasked").rule == "amz.comm.once"
    standing = standing_of_order(other)
    assert standing is not None
    assert standing.verdict.rule == "contact.review.month"
    told = Event.objects.filter(subject_type="order", subject_id=order.pk).values_list("verb", flat=True)
    assert list(told.order_by("pk")) == ["review_requested"]


def test_a_button_that_was_not_there_counts_for_nothing_and_may_turn_up(amazon: Shop, agent: Actor) -> None:
    order = delivered(amazon, "one", days=9)
    case = case_of(order, state="closed")
    review_not_offered(order, by=agent)
    review_not_offered(order, by=agent)
    assert proposed(amazon) == []
    assert verdict_on(case, "review_request").is_allowed
    review_requested(order, by=agent)
    assert ReviewRequest.objects.get().state == "asked"


def test_who_may_say_so_and_where(amazon: Shop, agent: Actor) -> None:
    order = delivered(amazon, "one", days=9)
    finance = people.actor(people.user(amazon.organisation, "fin", "finance"))
    stranger = people.actor(people.user(people.organisation("Elsewhere"), "eve", "owner"))
    for by in (finance, stranger):
        with pytest.raises(NotAllowed):
            review_requested(order, by=by)
    ebay = people.shop(amazon.organisation, "EB", marketplace="ebay")
    with pytest.raises(Refused):
        review_requested(delivered(ebay, "e", days=9), by=agent)


def test_as_many_queries_for_many_as_for_one(amazon: Shop) -> None:
    delivered(amazon, "first", days=9)
    with CaptureQueriesContext(connection) as for_one:
        proposed(amazon)
    for number in range(20):
        delivered(amazon, f"o{number}", days=9)
    with CaptureQueriesContext(connection) as for_many:
        assert len(proposed(amazon)) == 21
    assert len(for_many) == len(for_one)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_so_at_once(amazon: Shop, agent: Actor) -> None:
    order = delivered(amazon, "one", days=9)
    race(lambda: review_requested(order, by=agent), lambda: review_requested(order, by=agent))
    assert ReviewRequest.objects.count() == 1
    assert Event.objects.filter(verb="review_requested").count() == 1
