"""Chats that people paste: whose they are, and to which case they go."""

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.inbox.chats import WhoIsTheBuyer, paste_chat
from amends.inbox.models import Message
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, NUMBER, case_of, order, write

pytestmark = pytest.mark.django_db
RECORD = "tb123 (2026-11-16 10:00:00):\n什么时候发货\n小店:小美 (2026-11-16 10:01:30):\n今天"


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "TB1")


@pytest.fixture
def by(shop: Shop) -> Actor:
    return people.actor(people.user(shop.organisation, "ana", "agent"))


def test_a_chat_comes_to_the_orders_case(shop: Shop, by: Actor) -> None:
    order_id = order(shop)
    pasted = paste_chat(shop, RECORD, order_number=NUMBER, by=by)
    assert (pasted.created, pasted.duplicates) == (2, 0)
    case = Case.objects.get()
    assert (case.order_id, case.state) == (order_id, "waiting_buyer")
    assert [m.direction for m in Message.objects.order_by("sent_at")] == ["in", "out"]


def test_pasted_again_nothing_is_doubled(shop: Shop, by: Actor) -> None:
    paste_chat(shop, RECORD, by=by)
    again = paste_chat(shop, f"{RECORD}\ntb123 (2026-11-16 12:00:00):\n谢谢", by=by)
    assert (again.created, again.duplicates) == (1, 2)
    assert Message.objects.count() == 3
    assert Event.objects.filter(verb="chat_pasted").count() == 2


def test_a_chat_pasted_into_a_case_stays_there(shop: Shop, by: Actor) -> None:
    write(shop, "m1")
    case = case_of("m1")
    with clock.frozen_at(MONDAY + 24 * HOUR):
        paste_chat(shop, RECORD, case=case, by=by)
    assert set(case.case_messages.values_list("message__conversation__channel", flat=True)) == {
        "email",
        "chat",
    }
    assert Case.objects.count() == 1


def test_a_person_says_who_the_buyer_is(shop: Shop, by: Actor) -> None:
    record = RECORD.replace("小店:小美", "小美")
    with pytest.raises(WhoIsTheBuyer) as refused:
        paste_chat(shop, record, by=by)
    assert set(refused.value.nicks) == {"tb123", "小美"}
    paste_chat(shop, record, buyer="tb123", by=by)
    assert Message.objects.filter(direction="in").count() == 1
    paste_chat(shop, record.replace("今天", "明天"), by=by)  # the buyer is known by now
    assert Message.objects.filter(direction="out").count() == 2


def test_what_is_no_chat_is_refused(shop: Shop, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        paste_chat(shop, "hello there", by=by)
    assert refused.value.code == "chat_unreadable"


def test_who_may_not_work_on_cases_may_not_paste(shop: Shop) -> None:
    packer = people.actor(people.user(shop.organisation, "wu", "warehouse"))
    with pytest.raises(NotAllowed):
        paste_chat(shop, RECORD, by=packer)
