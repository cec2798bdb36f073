from collections.abc import Callable
from pathlib import Path

import pytest

from amends.accounts.models import Shop, User
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.imports.actions import import_path, receive_upload, run_waiting_import
from amends.imports.deciding import discard_import, go_on_import
from amends.imports.models import ImportFile
from amends.orders.models import Order
from amends.platform_records.models import Content
from tests import people
from tests.imports.exports import amazon_orders, amazon_row, table


@pytest.fixture
def owner(db: None) -> User:
    return people.user(people.organisation(), "zhao", "owner")


@pytest.fixture
def us(owner: User) -> Shop:
    return people.shop(owner.organisation, "US")


@pytest.fixture
def other(owner: User) -> Shop:
    return people.shop(owner.organisation, "US2")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    rows = [amazon_row(amazon_order_id=f"112-8841907-55306{n:02}") for n in range(6)]
    return amazon_orders(tmp_path / "orders.txt", *rows)


def by(owner: User) -> Actor:
    return people.actor(owner)


def take(path: Path, shop: Shop, agree: Callable[[ImportFile], bool] = lambda _: True) -> ImportFile:
    return import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"), agree=agree)


def upload(path: Path, shop: Shop, owner: User, *, asks: bool = True) -> ImportFile:
    waiting = receive_upload(shop, "orders.txt", [path.read_bytes()], by=by(owner), asks=asks)
    run_waiting_import(waiting, by=by(owner))
    waiting.refresh_from_db()
    return waiting


def test_orders_known_in_another_shop_are_doubted_and_taken(us: Shop, other: Shop, report: Path) -> None:
    assert take(report, us).doubts == []
    done = take(report, other)
    assert (done.state, done.created) == ("done", 6)
    assert done.doubts == [{"code": "known_elsewhere", "shop": us.pk, "count": 6, "of": 6}]
    assert take(report, us).doubts == [], "what is known here as well raises none"


def test_who_does_not_agree_takes_nothing(us: Shop, other: Shop, report: Path) -> None:
    take(report, us)
    done = take(report, other, agree=lambda _: False)
    assert (done.state, done.error_code, done.rows) == ("refused", "import_discarded", 0)


def test_an_upload_asks_first_and_goes_where_it_is_told(
    owner: User, us: Shop, other: Shop, report: Path
) -> None:
    take(report, us)
    asking = upload(report, other, owner)
    assert (asking.state, asking.rows) == ("asking", 0)
    assert not Order.objects.filter(shop=other).exists()
    go_on_import(asking, by=by(owner), into=us)
    asking.refresh_from_db()
    run_waiting_import(asking, by=by(owner))
    asking.refresh_from_db()
    assert (asking.state, asking.shop, asking.unchanged) == ("done", us, 6)
    assert Event.objects.filter(verb="import_decided").count() == 1
    with pytest.raises(Refused):
        go_on_import(asking, by=by(owner))


def test_an_upload_goes_in_all_the_same(owner: User, us: Shop, other: Shop, report: Path) -> None:
    take(report, us)
    asking = go_on_import(upload(report, other, owner), by=by(owner))
    run_waiting_import(asking, by=by(owner))
    asking.refresh_from_db()
    assert (asking.state, asking.created) == ("done", 6)
    assert asking.doubts


def test_a_discarded_upload_leaves_nothing(owner: User, us: Shop, other: Shop, report: Path) -> None:
    take(report, us)
    asking = upload(report, other, owner)
    with pytest.raises(NotAllowed):
        discard_import(asking, by=people.actor(people.user(owner.organisation, "tom", "technical_agent")))
    discard_import(asking, by=by(owner))
    asking.refresh_from_db()
    assert (asking.state, asking.error_code, asking.content) == ("refused", "import_discarded", None)
    assert not Content.objects.exists()


def test_the_form_of_the_order_numbers(owner: User, us: Shop, tmp_path: Path) -> None:
    ebay = people.shop(owner.organisation, "EB", marketplace="ebay")
    columns = ("order_number", "placed_at", "quantity", "price")
    rows = [
        {"order_number": f"112-0000001-000000{n}", "placed_at": "2026-11-01", "quantity": "1", "price": "3"}
        for n in range(4)
    ]
    done = take(table(tmp_path / "x.csv", columns, rows), ebay)
    assert done.doubts == [{"code": "number_form", "shop": us.pk, "count": 4, "of": 4}]
    others = [row | {"order_number": row["order_number"].replace("112", "113")} for row in rows]
    assert take(table(tmp_path / "y.csv", columns, others), us).doubts == []


def test_another_country(owner: User, us: Shop, report: Path) -> None:
    germany = people.shop(owner.organisation, "DE", country="DE")
    doubts = take(report, germany).doubts
    assert doubts == [{"code": "other_country", "shop": us.pk, "country": "US", "count": 6, "of": 6}]
