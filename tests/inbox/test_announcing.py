"""Whatever changes a case tells the open screens, and nothing else does."""

from datetime import timedelta

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.inbox import saving
from amends.inbox.intake import refresh_clocks
from amends.orders.models import Order
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, NUMBER, link, order, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases announced so far."""
    heard: list[int] = []
    monkeypatch.setattr(saving, "announce", heard.extend)
    return heard


def test_a_new_case(shop: Shop, told: list[int]) -> None:
    write(shop, "m1")
    assert told == [Case.objects.get().pk]


def test_the_order_of_a_thread_comes(shop: Shop, told: list[int]) -> None:
    write(shop, "m1", order_number=NUMBER)
    write(shop, "n1")
    told.clear()
    link(shop, order(shop))
    assert told == [Case.objects.get(order_number=NUMBER).pk]


def test_the_order_named_in_the_words_comes(shop: Shop, told: list[int]) -> None:
    write(shop, "m1", f"Order {NUMBER}: it arrived broken", sender_address="claire@example.org")
    told.clear()
    link(shop, order(shop, email="claire@example.org"))
    assert told == [Case.objects.get().pk]


def test_the_named_order_is_offered(shop: Shop, told: list[int]) -> None:
    write(shop, "m1", f"Order {NUMBER}: refund me", sender_address="mallory@example.org")
    told.clear()
    link(shop, order(shop, email="claire@example.org"))
    assert told == [Case.objects.get().pk]


def test_clocks_that_follow_their_order(shop: Shop, told: list[int]) -> None:
    order(shop)
    write(shop, "m1", order_number=NUMBER)
    running = Clock.objects.filter(state__in=("running", "paused")).count()
    told.clear()
    Order.objects.update(deliver_until=MONDAY + timedelta(days=5))
    refresh_clocks(shop, [NUMBER])
    assert Clock.objects.filter(state__in=("running", "paused")).count() > running
    assert told == [Case.objects.get().pk]


def test_nothing_new_of_an_order(shop: Shop, told: list[int]) -> None:
    order(shop)
    write(shop, "m1", order_number=NUMBER)
    told.clear()
    with clock.frozen_at(MONDAY + HOUR):
        refresh_clocks(shop, [NUMBER, "113-0000000-0000000"])
    assert told == []
