"""What holds of every order, whatever the seed."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.marketplaces.rules import fits_order_number, is_masked
from amends.demo.days import placed_times
from amends.demo.issues import ISSUES
from amends.demo.orders import orders_of
from amends.demo.shops import DEMO_SHOPS, demo_shop, orders_of_shops
from amends.demo.story import SPAN, Story
from amends.demo.talks import talk_of

each_shop = pytest.mark.parametrize("shop", DEMO_SHOPS, ids=lambda shop: shop.code)


@each_shop
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_nothing_happens_before_its_time_or_after_today(shop, seed):
    story = Story(seed)
    for order in orders_of(shop, 60, story):
        moments = [order.placed_at, order.paid_at, order.shipped_at]
        told = [moment for moment in moments if moment is not None]
        assert told == sorted(told)
        assert order.updated_at <= story.now
        if order.parcel is not None:
            events = [event.at for event in order.parcel.events]
            assert events == sorted(events)
            assert max(events) <= story.now
        talk = talk_of(order, story)
        assert all(order.placed_at <= message.at <= story.now for message in talk)
        assert [message.at for message in talk] == sorted(message.at for message in talk)


@each_shop
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_buyers_write_fits_their_order(shop, seed):
    for order in orders_of(shop, 120, Story(seed)):
        if order.need is None:
            continue
        assert order.need.stage in order.need.issue.stages
        if "missing_item" in order.need.types:
            assert order.lines[0].quantity > 1
        if "wrong_carrier" in order.need.types and order.parcel is not None:
            assert order.asked is not None
            assert order.asked.names != order.parcel.carrier.names
        if order.need.stage in ("stuck", "lost", "completed", "label") and order.stops:
            assert order.parcel is not None
            assert order.parcel.delivered_at is None
        if order.need.issue.type == "leaking":
            assert order.lines[0].product.leaks


@each_shop
def test_numbers_are_unique_and_in_the_marketplaces_form(shop):
    orders = list(orders_of(shop, 3000, Story(1)))
    assert len({order.number for order in orders}) == 3000
    assert fits_order_number(shop.marketplace, orders[0].number) is not False
    parcels = [order.parcel.number for order in orders if order.parcel]
    assert len(set(parcels)) == len(parcels)
    assert all(is_masked("tmall", order.buyer.nick) == (shop.code == "tmall") for order in orders)


@each_shop
def test_sixty_days_with_a_peak(shop):
    story = Story(1)
    zone = ZoneInfo(shop.time_zone)
    times = list(placed_times(shop, 6000, story))
    assert all(one <= other for one, other in pairwise(times))
    days = Counter(moment.astimezone(zone).date() for moment in times)
    assert len(days) == SPAN
    usual = days[story.peak - timedelta(days=20)]
    assert abs(days[story.peak] / usual - shop.peak) < 0.3 * shop.peak


def test_double_eleven_is_ten_times_a_usual_day():
    assert demo_shop("tmall").factor(0) == 10


def test_one_order_in_five_is_a_case_and_the_frequent_types_lead():
    story = Story(1)
    needs = [
        order.need
        for shop in DEMO_SHOPS
        for order in orders_of(shop, orders_of_shops(6000)[shop.code], story)
    ]
    told = Counter(name for need in needs if need for name in need.types)
    assert 0.16 < sum(need is not None for need in needs) / len(needs) < 0.24
    frequent = {"delayed", "damaged", "missing_item", "wrong_carrier", "no_reason_return", "how_to_use"}
    assert {name for name, _ in told.most_common(6)} == frequent
    assert set(told) | {"pre_sale"} == set(ISSUES)


def test_the_depot_in_hohhot_overflows():
    story = Story(1)
    held = [
        event
        for order in orders_of(demo_shop("tmall"), 1500, story)
        if order.parcel is not None
        for event in order.parcel.events
        if event.place == "呼和浩特转运中心"
    ]
    assert len(held) > 20
    assert all(event.status == "exception" for event in held)
