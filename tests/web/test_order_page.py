from typing import Any

import pytest
from django.test import Client

from amends.buyers.models import BuyerPerson
from amends.history.models import Event
from amends.orders.models import OrderPerson
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson
from amends.web.words import order_page_address
from tests import people
from tests.web import rows
from tests.web.single_rows import NOON, line_of

PLANTERS, LUNCH_BOX = "112-8841907-5530612", "2918400011223344556"


@pytest.fixture
def planters(desk: rows.Desk, at_desk: Client) -> str:
    return at_desk.get(f"/orders/{desk.orders[PLANTERS].pk}").content.decode()


def test_everything_of_the_order_is_there(planters: str) -> None:
    for shown in (
        "Ceramic planter", "$43.98", "$41.98", "−$4.99", "gift", "Shipped by the marketplace",
        "CreditCard", "774900112233", "Damage reported", "Denver", "DqL7X2RRMA", "$20.99",
        "Arrived in pieces &amp; soil everywhere", "2 of 5", "Box was crushed.", "3 messages",
        "Mary Okafor", "2210 Ridge Avenue", "60201", "+1 847-555-0133", "1 order", "2 versions",
        "platform&#x27;s status", "Pending", "open at Amazon",
    ):  # fmt: skip
        assert shown in planters, shown


def test_text_from_outside_is_text(planters: str) -> None:
    assert "&lt;b&gt;not&lt;/b&gt;" in planters
    assert "<b>not</b>" not in planters


def test_the_page_needs_few_queries(
    desk: rows.Desk, at_desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in (PLANTERS, LUNCH_BOX):
        with django_assert_max_num_queries(20):  # five of them where the marketplace has a button
            at_desk.get(f"/orders/{desk.orders[number].pk}")


def test_times_are_in_the_shops_zone_with_the_zone_on_hover(desk: rows.Desk, at_desk: Client) -> None:
    text = at_desk.get(f"/orders/{desk.orders[LUNCH_BOX].pk}").content.decode()
    assert 'datetime="2026-11-19T20:00:00Z" title="2026-11-20 04:00:00 Asia/Shanghai (UTC+08:00)"' in text


def test_the_route_is_drawn_and_told(planters: str) -> None:
    route = planters[planters.index('class="route') :]
    assert 'aria-label="Route: Reno, 16 Nov; Denver, 17 Nov; Chicago, 18 Nov; Evanston, 19 Nov"' in route
    assert route.count("<circle") >= 4


def test_the_records_word_for_word_with_the_difference(desk: rows.Desk, at_desk: Client) -> None:
    address = f"/orders/{desk.orders[PLANTERS].pk}/records"
    whole = at_desk.get(address).content.decode()
    part = at_desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    newest, older = part.split("Before that")
    assert "ship-city" in newest
    assert "Evanston" in newest
    assert "Pending" in older
    assert "ship-city" not in older, "only what differs"


def test_an_erased_buyer_leaves_the_order_readable(desk: rows.Desk, at_desk: Client) -> None:
    order = desk.orders[PLANTERS]
    OrderPerson.objects.filter(order=order).delete()
    BuyerPerson.objects.filter(buyer=order.buyer).delete()
    PlatformRecordPerson.objects.all().delete()
    assert order.buyer is not None
    order.buyer.erased_at = NOON
    order.buyer.save(update_fields=["erased_at"])
    text = at_desk.get(f"/orders/{order.pk}").content.decode()
    assert "have been erased" in text
    assert "Mary" not in text
    assert at_desk.get(f"/orders/{order.pk}/records").status_code == 200
    assert at_desk.get(f"/buyers/{order.buyer_id}").status_code == 200


def test_a_reader_without_messages_sees_no_conversation(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "wu", "warehouse"))
    text = client.get(f"/orders/{desk.orders[PLANTERS].pk}").content.decode()
    assert "Ceramic planter" in text
    assert "3 messages" not in text


def test_an_order_that_is_not_there(at_desk: Client) -> None:
    answer = at_desk.get("/orders/999999")
    assert answer.status_code == 404
    assert "There is no such order" in answer.content.decode()


def test_a_hundred_lines_and_more(desk: rows.Desk, at_desk: Client) -> None:
    order = desk.orders["113-2000001-5550001"]
    for n in range(101):
        line_of(order, f"K{n}", f"Line {n:03}", 1, "1.00")
    text = at_desk.get(f"/orders/{order.pk}").content.decode()
    assert "The first 100 lines are shown" in text
    assert "Line 098" in text
    assert "Line 100" not in text


def test_long_and_hostile_texts_stay_texts(desk: rows.Desk, at_desk: Client) -> None:
    order = desk.orders[PLANTERS]
    PlatformRecord.objects.filter(subject=order.number).update(
        values=["<script>alert(1)</script>", "\u202eevil", "🪴" * 1000, "字" * 200_000]
    )
    text = at_desk.get(f"/orders/{order.pk}/records").content.decode()
    assert "<script>alert" not in text
    assert "字" * 200_000 in text


def test_history_with_an_unknown_verb_is_not_lost(desk: rows.Desk, at_desk: Client) -> None:
    order = desk.orders[PLANTERS]
    Event.objects.create(
        organisation_id=order.organisation_id, at=NOON, actor="worker", verb="order_praised",
        subject_type="order", subject_id=order.pk, detail={"changes": "odd", "lines": [1]},
    )  # fmt: skip
    assert "order_praised" in at_desk.get(f"/orders/{order.pk}").content.decode()


def test_the_buyer_page(desk: rows.Desk, at_desk: Client) -> None:
    buyer = desk.orders[PLANTERS].buyer
    assert buyer is not None
    text = at_desk.get(f"/buyers/{buyer.pk}").content.decode()
    for shown in ("M. Okafor", "21 Dec 2024", PLANTERS, "CR-DAMAGED_BY_CARRIER", "E-mail"):
        assert shown in text


def test_where_the_marketplace_shows_the_order() -> None:
    assert (
        order_page_address("amazon", "US", "1/2") == "https://sellercentral.amazon.com/orders-v3/order/1%2F2"
    )
    assert order_page_address("amazon", "XX", "1") == ""
    assert order_page_address("own", "US", "1") == ""
