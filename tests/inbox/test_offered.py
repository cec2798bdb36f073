from datetime import timedelta

import pytest

from amends.cases.actions import CaseConflict
from amends.cases.models import Case, CaseChange, Clock
from amends.core import clock
from amends.inbox.actions import link_orders
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.models import Conversation
from amends.inbox.offered import decline_order, join_order, undo_offered
from amends.orders.models import Order
from tests.inbox.rearranging import MONDAY, NUMBER, Talk, case_of, differing, everything, talk

pytestmark = pytest.mark.django_db
STRANGER = "stranger@mail.example"


@pytest.fixture(autouse=True)
def at_night() -> object:
    with clock.frozen_at(MONDAY + timedelta(hours=12)):
        yield


@pytest.fixture
def offered() -> Talk:
    """A stranger names the order of somebody who is known by their address."""
    made = talk()
    made.order(email="known@mail.example")
    made.write("s1", f"where is order {NUMBER}?", sender_address=STRANGER)
    assert case_of("s1").offered_order is not None
    refresh_all_clocks(made.shop)
    return made


def test_the_case_gets_the_order_and_its_clocks(offered: Talk) -> None:
    order = Order.objects.get()
    join_order(case_of("s1"), by=offered.by)
    case = case_of("s1")
    assert (case.order_id, case.order_number, case.offered_order_id) == (order.pk, NUMBER, None)
    assert Conversation.objects.get().order_id == order.pk


def test_an_order_that_is_worked_on_takes_the_case_in(offered: Talk) -> None:
    offered.write("k1", "my parcel", sender_address="known@mail.example", order_number=NUMBER)
    at_work = case_of("k1")
    refresh_all_clocks(offered.shop)
    stranger, before = case_of("s1"), everything()
    change = join_order(stranger, by=offered.by)
    assert case_of("s1").pk == at_work.pk
    offered.write("s2", "and?", hours=5, sender_address=STRANGER)
    assert case_of("s2").pk == at_work.pk
    undo_offered(change, by=offered.by)
    assert case_of("s2").pk == stranger.pk
    assert case_of("s2").offered_order_id == at_work.order_id
    assert Case.objects.get(pk=at_work.pk).state == "open"
    assert before["Case"][0]["id"] in {at_work.pk, stranger.pk}


@pytest.mark.parametrize("at_work", [False, True])
def test_undone_it_is_as_before(offered: Talk, at_work: bool) -> None:
    if at_work:
        offered.write("k1", "my parcel", sender_address="known@mail.example", order_number=NUMBER)
    refresh_all_clocks(offered.shop)
    before = everything()
    undo_offered(join_order(case_of("s1"), by=offered.by), by=offered.by)
    assert differing(before) == []


def test_declined_it_is_not_offered_again(offered: Talk) -> None:
    decline_order(case_of("s1"), by=offered.by)
    assert case_of("s1").offered_order is None
    offered.write("s2", f"I said {NUMBER}", hours=2, sender_address=STRANGER)
    link_orders(offered.shop, {NUMBER: Order.objects.get().pk})
    assert case_of("s2").offered_order is None
    assert case_of("s2").order is None


def test_declining_is_undone(offered: Talk) -> None:
    before = everything()
    undo_offered(decline_order(case_of("s1"), by=offered.by), by=offered.by)
    assert differing(before) == []


def test_twice_is_refused(offered: Talk) -> None:
    case = case_of("s1")
    join_order(case, by=offered.by)
    with pytest.raises(CaseConflict) as refused:
        join_order(case, by=offered.by)
    assert refused.value.code == "order_not_offered"
    assert CaseChange.objects.count() == 1
    assert Clock.objects.filter(case=case, state="running").exists()
