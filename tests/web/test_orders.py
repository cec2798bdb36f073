from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.core import clock
from amends.orders.models import Order
from amends.orders.queries import Place, order_counts, page_of_orders
from amends.web.orders import ship_clock
from tests import people
from tests.web import rows
from tests.web.single_rows import NOON, order_of

MOST_QUERIES = 15


def page(client: Client, address: str = "/orders") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_number_shop_state_buyer_goods_and_total(at_desk: Client) -> None:
    text = page(at_desk)
    for shown in (
        "2918400011223344556",
        "TB-灯笼家居",
        "小鹿乱撞2020",
        "王小鹿",
        "便携式即热饭盒",
        "CN¥128.00",
    ):
        assert shown in text


def test_the_list_needs_few_queries(at_desk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page(at_desk)


@pytest.mark.parametrize("words", ["113-2000001-5550001", "774900112233", "小鹿乱撞2020", "nobody at all"])
def test_finding_needs_few_queries(at_desk: Client, django_assert_max_num_queries: Any, words: str) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        at_desk.get("/orders", {"q": words})


def test_by_state_and_shop(at_desk: Client) -> None:
    text = page(at_desk, "/orders?state=paid&shop=LANTERN-US")
    assert "113-2000007-5550007" in text
    assert "2918400011223344556" not in text
    assert "113-2000001-5550001" not in text
    assert "No order fits" in page(at_desk, "/orders?state=part_shipped")
    assert "113-2000001-5550001" in page(at_desk, "/orders?state=no-such-state")


def test_pages_go_through_all_orders_once_and_back(desk: rows.Desk) -> None:
    shops = [desk.amazon.pk, desk.taobao.pk]
    at_once = (
        order_of(desk.taobao, "1", NOON - timedelta(hours=10)),
        order_of(desk.amazon, "2", NOON - timedelta(hours=10)),
    )
    expected = list(Order.objects.order_by("-sorted_at", "-id").values_list("id", flat=True))
    assert {order.pk for order in at_once} < set(expected)
    seen: list[int] = []
    place = None
    while True:
        found = page_of_orders(shops, beyond=place, size=4)
        assert found.newer == bool(seen)
        seen += found.ids
        if not found.older:
            break
        last = Order.objects.get(pk=found.ids[-1])
        place = Place(last.sorted_at, last.pk)
    assert seen == expected
    here = Order.objects.get(pk=expected[8])
    back = page_of_orders(shops, beyond=Place(here.sorted_at, here.pk, newer=True), size=4)
    assert (back.ids, back.newer, back.older) == (expected[4:8], True, True)
    first = page_of_orders(shops, beyond=Place(here.sorted_at, here.pk, newer=True), size=20)
    assert (first.ids, first.newer) == (expected[:8], False)


def test_counts_stop_at_a_thousand(desk: rows.Desk) -> None:
    Order.objects.bulk_create(
        Order(
            organisation=desk.organisation,
            seller_account=desk.amazon.seller_account,
            shop=desk.amazon,
            number=f"many-{n}",
            currency="USD",
            state="delivered",
            sorted_at=NOON,
            created_at=NOON,
        )
        for n in range(1100)
    )
    counts = order_counts([desk.amazon.pk, desk.taobao.pk])
    assert counts["delivered"] == 1000
    assert counts["paid"] == 2
    assert order_counts([]) == {}


def test_many_are_told_as_999_plus(at_desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.web.orders.order_counts", lambda shops: {"paid": 1000, "shipped": 999})
    text = page(at_desk)
    assert "<span>999+</span>" in text
    assert "<span>999</span>" in text


def test_only_visible_shops(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    text = page(client)
    assert "2918400011223344556" in text
    assert "113-2000001" not in text
    assert "LANTERN-US" not in text
    assert "Nothing found" in page(client, "/orders?q=113-2000001-5550001")


def test_an_address_tampered_with_begins_at_the_newest(at_desk: Client) -> None:
    for place in ("x", "2026-01-01_1", "_", f"{NOON.isoformat()}_99999999999999999999", "9" * 5000):
        assert "113-2000001-5550001" in page(at_desk, f"/orders?before={place}")


def test_an_empty_desk_says_what_to_do(client: Client, db: None) -> None:
    client.force_login(people.user(people.organisation(), "new", "owner"))
    assert "No orders yet" in page(client)


@pytest.mark.parametrize(
    ("left", "tone", "span"),
    [
        (timedelta(hours=-2, minutes=-5), "late", "2 h 05 min"),
        (timedelta(minutes=40), "soon", "40 min"),
        (timedelta(days=3, hours=4), "calm", "3 d 4 h"),
    ],
)
def test_the_time_left_to_ship(left: timedelta, tone: str, span: str) -> None:
    with clock.frozen_at(NOON):
        assert ship_clock(Order(state="paid", ship_by=NOON + left)) == {"tone": tone, "span": span}


def test_no_clock_once_shipped() -> None:
    assert ship_clock(Order(state="shipped", ship_by=NOON)) is None
    assert ship_clock(Order(state="paid")) is None
