from decimal import Decimal

import pytest

from amends.core.actor import Actor
from amends.history.models import Event
from amends.imports.actions import import_path
from amends.imports.models import ImportReject
from amends.insights.order_document import order_document
from amends.models import Order, OrderPerson, PlatformRecord, PlatformRecordPerson
from tests import people
from tests.imports.exports import amazon_orders, amazon_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def take(shop):
    def import_one(path, into=shop):
        return import_path(path, into, by=Actor(into.organisation_id, None, "cli"))

    return import_one


def counts(done):
    return (done.rows, done.created, done.updated, done.unchanged, done.rejected)


def test_an_order_goes_in_whole(take, tmp_path, shop):
    done = take(amazon_orders(tmp_path / "x", amazon_row(), amazon_row(sku="PL-30", item_price="10.00")))
    assert (done.state, done.kind, done.encoding) == ("done", "amazon.all_orders", "utf-8")
    assert counts(done) == (2, 2, 0, 0, 0)
    order = Order.objects.get(number="112-8841907-5530612")
    document = order_document(order)
    assert document["status"] == "Shipped"
    assert document["total"] == {"amount": "58.70", "currency": "USD"}
    assert [line["sku"] for line in document["lines"]] == ["PL-22", "PL-30"]
    assert document["payments"][0]["amount"] == {"amount": "58.70", "currency": "USD"}
    assert document["payments"][0]["basis"] == "derived"
    assert document["buyer"]["address"]["city"] == "Evanston"


def test_allocated_parts_sum_to_what_was_paid_for_the_goods(take, tmp_path):
    take(amazon_orders(tmp_path / "x", amazon_row(shipping_price="6.00"), amazon_row(sku="PL-30")))
    order = Order.objects.get()
    goods = order.total - Decimal("1.00")
    assert sum(line.allocated for line in order.lines.all()) == goods


def test_the_same_again_changes_nothing(take, tmp_path):
    path = amazon_orders(tmp_path / "x", amazon_row(), amazon_row())
    take(path)
    before = list(Order.objects.order_by("pk").values()) + list(
        Event.objects.filter(verb="order_changed").order_by("pk").values()
    )
    assert counts(take(path)) == (2, 0, 0, 2, 0)
    assert (
        list(Order.objects.order_by("pk").values())
        + list(Event.objects.filter(verb="order_changed").order_by("pk").values())
        == before
    )


def test_a_newer_file_updates_and_history_tells_the_difference(take, tmp_path):
    take(
        amazon_orders(
            tmp_path / "a", amazon_row(order_status="Pending", last_updated_date="2026-11-15T18:00:00Z")
        )
    )
    done = take(amazon_orders(tmp_path / "b", amazon_row(item_price="40.00")))
    assert counts(done) == (1, 0, 1, 0, 0)
    event = Event.objects.get(verb="order_changed")
    assert event.detail["changes"]["status"] == ["Pending", "Shipped"]
    assert event.detail["lines"]["PL-22/1"]["item_amount"] == ["41.9800", "40.00"]


def test_an_older_file_that_comes_later_changes_nothing(take, tmp_path):
    newer = amazon_orders(tmp_path / "a", amazon_row())
    older = amazon_orders(
        tmp_path / "b", amazon_row(order_status="Pending", last_updated_date="2026-11-15T18:00:00Z")
    )
    take(newer)
    assert counts(take(older)) == (1, 0, 0, 1, 0)
    assert Order.objects.get().status == "Shipped"
    assert PlatformRecord.objects.count() == 2
    assert counts(take(newer)) == (1, 0, 0, 1, 0)


def test_an_older_file_adds_its_own_lines_but_leaves_the_order(take, tmp_path):
    take(amazon_orders(tmp_path / "a", amazon_row()))
    older = amazon_row(sku="PL-30", order_status="Pending", last_updated_date="2026-11-15T18:00:00Z")
    assert counts(take(amazon_orders(tmp_path / "b", older))) == (1, 1, 0, 0, 0)
    order = Order.objects.get()
    assert order.status == "Shipped"
    assert order.lines.count() == 2


def test_a_bad_row_is_given_back_and_the_rest_goes_in(take, tmp_path):
    done = take(amazon_orders(tmp_path / "x", amazon_row(), amazon_row(quantity="many"), amazon_row(sku="Z")))
    assert counts(done) == (3, 2, 0, 0, 1)
    reject = ImportReject.objects.get()
    assert (reject.line, reject.column) == (3, "quantity")
    assert "many" in reject.raw


def test_personal_columns_are_kept_apart(take, tmp_path):
    take(amazon_orders(tmp_path / "x", amazon_row()))
    kept = PlatformRecord.objects.get()
    assert "Evanston" not in kept.values
    assert "Evanston" in PlatformRecordPerson.objects.get().values
    assert OrderPerson.objects.get().city == "Evanston"


@pytest.mark.parametrize(
    ("encoding", "delimiter", "told"),
    [
        ("utf-8-sig", ",", "utf-8-sig"),
        ("utf-16", "\t", "utf-16"),
        ("windows-1252", ";", "windows-1252"),
        ("gb18030", "\t", "gb18030"),
    ],
)
def test_the_same_content_in_another_encoding_is_unchanged(take, tmp_path, encoding, delimiter, told):
    title = "陶瓷花盆,大号" if encoding == "gb18030" else "Poterie céramique à fleurs"
    row = amazon_row(product_name=title.replace(",", "，"))
    take(amazon_orders(tmp_path / "a", row))
    done = take(amazon_orders(tmp_path / "b", row, encoding=encoding, delimiter=delimiter))
    assert done.encoding == told
    assert counts(done) == (1, 0, 0, 1, 0)


def test_the_wrong_marketplaces_shop_is_refused(take, tmp_path, shop):
    other = people.shop(shop.organisation, "EB", marketplace="ebay")
    done = take(amazon_orders(tmp_path / "x", amazon_row()), other)
    assert (done.state, done.error_code) == ("refused", "wrong_marketplace")
    assert Order.objects.count() == 0
