"""Imports at the same moment: nothing twice, nothing lost, nobody waits for ever."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from amends.accounts.models import Shop
from amends.buyers.models import Buyer, BuyerPerson
from amends.core.actor import Actor
from amends.erasure.actions import erase_buyer
from amends.imports import actions
from amends.imports.actions import import_path, receive_upload, run_waiting_import
from amends.imports.models import ImportFile
from amends.orders.models import Order, OrderLine, OrderPerson
from amends.platform_records.models import Content
from tests import people
from tests.imports.counting import counts
from tests.imports.everything import everything
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import TAOBAO_ORDER, mail, mbox, written
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(actions, "MAILS_AT_ONCE", 3)
    monkeypatch.setattr(actions, "ORPHAN_ENDS_WITHIN_S", 0.1)


def take(path: Path, shop: Shop) -> ImportFile:
    return import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))


def took(results: list[Any]) -> list[ImportFile]:
    for each in results:
        assert isinstance(each, ImportFile), repr(each)
        assert each.state == "done"
    return results


def state() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return everything(cursor)


def orders(path: Path, numbers: range, **more: str) -> Path:
    return amazon_orders(path, *(amazon_row(amazon_order_id=f"112-0000000-{n:07d}", **more) for n in numbers))


def test_the_same_file_by_three_commands(shop: Shop, tmp_path: Path) -> None:
    path = orders(tmp_path / "x", range(40))
    done = took(race(*[lambda: take(path, shop)] * 3))
    assert [each.rows for each in done] == [40, 40, 40]
    assert sum(each.created for each in done) == 40
    assert sum(each.unchanged for each in done) == 80
    assert (Order.objects.count(), OrderLine.objects.count()) == (40, 40)
    assert counts(take(path, shop)) == (40, 0, 0, 40, 0)


def test_the_same_cut_off_file_by_three_commands(shop: Shop, tmp_path: Path) -> None:
    path = orders(tmp_path / "x", range(40))
    first = take(path, shop)
    ImportFile.objects.filter(pk=first.pk).update(state="running", consumed=15, rows=15, created=15)
    done = took(race(*[lambda: take(path, shop)] * 3))
    assert {each.rows for each in done} == {40}
    assert not ImportFile.objects.exclude(state="done").exists()
    assert Order.objects.count() == 40


def test_different_files_of_the_same_orders(shop: Shop, tmp_path: Path) -> None:
    older = orders(
        tmp_path / "a", range(30), last_updated_date="2026-11-15T18:00:00Z", order_status="Unshipped"
    )
    newer = orders(tmp_path / "b", range(29, -1, -1), item_price="40.00")
    took(race(lambda: take(older, shop), lambda: take(newer, shop), lambda: take(older, shop)))
    assert Order.objects.filter(status="Shipped").count() == 30
    assert set(OrderLine.objects.values_list("item_amount", flat=True)) == {40}


def test_the_same_buyers_in_two_shops(shop: Shop, taobao: Shop, tmp_path: Path) -> None:
    tmall = people.shop(shop.organisation, "TM", marketplace="taobao", country="CN")

    def sold(name: str, numbers: range) -> Path:
        sales = [{"订单编号": f"22000000{n:08d}", "买家会员名": f"茶客{n % 7}号"} for n in numbers]
        return written(tmp_path / name, TAOBAO_ORDER, *sales)

    up, down = sold("up", range(30)), sold("down", range(29, -1, -1))
    took(race(lambda: take(up, taobao), lambda: take(down, tmall)))
    assert (Buyer.objects.count(), BuyerPerson.objects.count()) == (7, 7)
    assert Order.objects.count() == 60
    assert not Order.objects.filter(buyer=None).exists()


def test_mails_with_the_same_attachment_beside_orders_of_the_same_buyers(
    shop: Shop, taobao: Shop, tmp_path: Path
) -> None:
    mails = [mail(f"m{n}", text="Hello") for n in range(12)]
    box, other = mbox(tmp_path / "box", *mails), mbox(tmp_path / "other", *reversed(mails))
    sold = written(tmp_path / "sold", TAOBAO_ORDER, *({"订单编号": f"22000000{n:08d}"} for n in range(20)))
    took(race(lambda: take(box, shop), lambda: take(other, taobao), lambda: take(sold, taobao)))
    assert Content.objects.count() == 12


def test_the_same_upload_twice_at_once(shop: Shop, tmp_path: Path) -> None:
    octets = orders(tmp_path / "x", range(20)).read_bytes()
    by = Actor(shop.organisation_id, None, "web")

    def upload_and_work() -> ImportFile:
        waiting = receive_upload(shop, "x", [octets], by=by)
        run_waiting_import(ImportFile.objects.select_related("shop", "content").get(pk=waiting.pk), by=by)
        return ImportFile.objects.get(pk=waiting.pk)

    for _ in range(5):
        done = took(race(*[upload_and_work] * 3))
        assert {each.rows for each in done} == {20}
    assert Order.objects.count() == 20
    assert not Content.objects.exists()


def test_one_job_taken_by_two_workers(shop: Shop, tmp_path: Path) -> None:
    by = Actor(shop.organisation_id, None, "web")
    waiting = receive_upload(shop, "x", [orders(tmp_path / "x", range(40)).read_bytes()], by=by)

    def work() -> str:
        run_waiting_import(ImportFile.objects.select_related("shop", "content").get(pk=waiting.pk), by=by)
        return "done"

    results = race(work, work)
    assert "done" in results
    assert {getattr(each, "code", each) for each in results} <= {"done", "import_taken_over"}
    waiting.refresh_from_db()
    assert (waiting.state, counts(waiting)) == ("done", (40, 40, 0, 0, 0))


def test_a_buyer_erased_while_their_orders_come_in(taobao: Shop, tmp_path: Path) -> None:
    owner = people.user(taobao.organisation, "owner", "owner")
    sales = [{"订单编号": f"22000000{n:08d}"} for n in range(20)]
    first = written(tmp_path / "first", TAOBAO_ORDER, *sales)
    changed = written(
        tmp_path / "changed", TAOBAO_ORDER, *({"订单状态": "交易成功"} | sale for sale in sales)
    )
    take(first, taobao)
    buyer = Buyer.objects.get()
    results = race(lambda: take(changed, taobao), lambda: erase_buyer(buyer, by=people.actor(owner)))
    took(results[:1])
    assert not isinstance(results[1], Exception), results[1]
    assert not OrderPerson.objects.exists()
    assert "王小茶" not in str(state())
