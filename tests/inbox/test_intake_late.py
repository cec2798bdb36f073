"""What comes late, early, or with a date that cannot be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.connectors.base import BuyerFacts, OrderFacts
from amends.inbox import saving
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.models import CaseMessage, Conversation, Message
from amends.inbox.shop_changes import change_shop
from amends.inbox.tasks import refresh_clocks_of_shop
from amends.orders.actions import record_orders
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, NUMBER, by, case_of, link, order, write

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


def answer_clock() -> Clock:
    return Clock.objects.get(kind="answer", side="platform", state__in=("running", "paused"))


def test_the_order_comes_later(shop: Shop) -> None:
    write(shop, "m1", order_number=NUMBER)
    waiting = Case.objects.get()
    assert (waiting.order_id, waiting.order_number, waiting.at_stake) == (None, NUMBER, 0)
    order_id = order(shop)
    link(shop, order_id)
    case = Case.objects.get()
    assert (case.order_id, case.at_stake) == (order_id, Decimal("41.98"))
    assert case.queue_key < waiting.queue_key


def test_the_order_never_comes(shop: Shop) -> None:
    write(shop, "m1", order_number=NUMBER)
    link(shop, order(shop, "113-0000000-0000001"), "113-0000000-0000001")
    case = Case.objects.get()
    assert (case.state, case.order_id, case.offered_order_id) == ("open", None, None)
    assert answer_clock().due_at == MONDAY + DAY


def test_the_only_order_of_the_buyer_comes_later(shop: Shop) -> None:
    write(shop, "m1", buyer=BuyerFacts("tony", "tony"))
    facts = OrderFacts(number=NUMBER, state="shipped", buyer=BuyerFacts("tony", "tony"))
    order_id = record_orders(shop, [facts], [], by=by(shop)).ids[NUMBER]
    link(shop, order_id)
    assert Case.objects.get().order_id == order_id


def test_the_thread_tells_its_order_later(shop: Shop) -> None:
    order_id = order(shop)
    write(shop, "m1", thread="t")
    write(shop, "m2", thread="t", order_number=NUMBER, sent_at=MONDAY + HOUR)
    assert Case.objects.get().order_id == order_id


def test_an_order_with_a_case_at_work_is_offered_to_the_second_one(shop: Shop) -> None:
    write(shop, "m1", f"Order {NUMBER}: it arrived broken", sender_address="claire@example.org")
    order_id = order(shop, email="claire@example.org")
    write(shop, "n1", order_number=NUMBER, sent_at=MONDAY + HOUR)
    link(shop, order_id)
    first, second = case_of("m1"), case_of("n1")
    assert (second.order_id, first.order_id, first.offered_order_id) == (order_id, None, order_id)


def test_a_solved_case_beside_one_at_work_is_not_taken_up_again(shop: Shop) -> None:
    order_id = order(shop)
    write(shop, "m1", order_number=NUMBER)
    Case.objects.update(state="closed", solved_at=MONDAY, closed_at=MONDAY + DAY)
    write(shop, "n1", order_number=NUMBER, sent_at=MONDAY + 2 * DAY)
    Case.objects.filter(pk=case_of("m1").pk).update(state="solved", closed_at=None)
    write(shop, "m2", thread="m1", sent_at=MONDAY + 3 * DAY)
    assert case_of("m2") == case_of("n1")
    assert Case.objects.get(order_id=order_id, state="open") == case_of("n1")


def test_the_answer_comes_in_before_the_question(shop: Shop) -> None:
    write(shop, "a1", thread="t", direction="out", sent_at=MONDAY + 2 * HOUR)
    assert not Case.objects.exists()
    write(shop, "m1", thread="t", received_at=MONDAY + DAY)
    case = Case.objects.get()
    assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
    assert Clock.objects.get(kind="answer", side="platform").met_at == MONDAY + 2 * HOUR
    assert CaseMessage.objects.filter(case=case).count() == 2


def test_an_answer_told_late_answers_what_was_there(shop: Shop) -> None:
    write(shop, "m1", thread="t")
    write(shop, "m2", thread="t", sent_at=MONDAY + 5 * HOUR)
    write(shop, "a1", thread="t", direction="out", sent_at=MONDAY + HOUR, received_at=MONDAY + DAY)
    case = Case.objects.get()
    assert (case.state, case.unanswered_since) == ("open", MONDAY + 5 * HOUR)
    assert answer_clock().due_at == MONDAY + 29 * HOUR


def test_a_question_told_after_its_answer_waits_for_nothing(shop: Shop) -> None:
    write(shop, "m1", thread="t")
    write(shop, "a1", thread="t", direction="out", sent_at=MONDAY + 5 * HOUR)
    write(shop, "m2", thread="t", sent_at=MONDAY + HOUR, received_at=MONDAY + DAY)
    case = Case.objects.get()
    assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
    assert CaseMessage.objects.filter(case=case).count() == 3


@pytest.mark.parametrize(
    "sent_at",
    [
        MONDAY + timedelta(days=4000),
        datetime(2100, 12, 31, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        None,
    ],
)
def test_a_date_that_cannot_be(shop: Shop, sent_at: datetime | None) -> None:
    write(shop, "m1", sent_at=sent_at, received_at=MONDAY)
    case = Case.objects.get()
    assert (case.opened_at, case.unanswered_since, case.last_message_at) == (MONDAY, MONDAY, MONDAY)
    assert answer_clock().due_at == MONDAY + DAY
    assert Message.objects.get().sent_at == sent_at
    assert Conversation.objects.get().last_message_at == MONDAY


def test_an_answer_from_the_future_answers_what_comes_before_it_came(shop: Shop) -> None:
    write(shop, "m1", thread="t")
    sent_at = MONDAY + timedelta(days=4000)
    write(shop, "a1", thread="t", direction="out", sent_at=sent_at, received_at=MONDAY + HOUR)
    write(shop, "m2", thread="t", sent_at=MONDAY + 2 * HOUR)
    assert Case.objects.get().unanswered_since == MONDAY + 2 * HOUR


def particulars(shop: Shop, **changes: str) -> dict[str, Any]:
    names = ("name", "country", "time_zone", "currency", "language", "return_address")
    return {name: getattr(shop, name) for name in names} | changes


def test_a_shop_that_changes_its_zone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = people.user(shop.organisation, "lead", "lead", "owner")
    write(shop, "m1")
    write(shop, "n1")
    Case.objects.filter(pk=case_of("n1").pk).update(state="closed")
    own = Clock.objects.get(case=case_of("m1"), kind="answer", side="own")
    told: list[int] = []
    monkeypatch.setattr(saving, "announce", told.extend)
    asked: list[int] = []
    monkeypatch.setattr(refresh_clocks_of_shop, "defer", lambda shop_id: asked.append(shop_id))
    change_shop(shop, by=people.actor(lead), **particulars(shop, time_zone="Asia/Shanghai"))
    assert asked == [shop.pk]
    refresh_clocks_of_shop(shop.pk)
    moved = Clock.objects.get(pk=own.pk)
    assert moved.due_at != own.due_at
    assert Case.objects.get(pk=case_of("m1").pk).next_due_at == min(
        Clock.objects.filter(case=case_of("m1"), actor="seller").values_list("due_at", flat=True)
    )
    assert told == [case_of("m1").pk]
    refresh_all_clocks(Shop.objects.get())
    assert told == [case_of("m1").pk]


def test_a_shop_that_changes_its_name_only(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = people.user(shop.organisation, "lead", "lead", "owner")
    asked: list[int] = []
    monkeypatch.setattr(refresh_clocks_of_shop, "defer", lambda shop_id: asked.append(shop_id))
    change_shop(shop, by=people.actor(lead), **particulars(shop, name="Lamps"))
    assert Shop.objects.get().name == "Lamps"
    assert asked == []
