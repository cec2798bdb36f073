"""Batches: their size does not matter, and a row that the database refuses harms no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from amends.accounts.models import Shop
from amends.imports import actions
from amends.imports.models import ImportFile, ImportReject
from amends.orders.models import Order, OrderLine, OrderPerson
from tests.imports.counting import counts
from tests.imports.everything import everything
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import EVENT, TAOBAO_ITEM, TAOBAO_ORDER, mail, mbox, written

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]
MOST = "90000000000000"
ABSURD = {"item-price": MOST, "item-tax": MOST}  # each fits, their sum does not


def state() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return everything(cursor)


class Undone(Exception):
    """Takes everything back."""


def test_the_size_of_a_batch_changes_nothing(
    take: Take, shop: Shop, taobao: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        amazon_row(order_status="Unshipped", last_updated_date="2026-11-15T18:00:00Z", ship_city="Reno"),
        amazon_row(sku="B", item_price="1.01"),
        amazon_row(amazon_order_id="112-0000000-0000001", quantity="many"),
        amazon_row(item_price="39.00"),
        amazon_row(amazon_order_id="112-0000000-0000001") | ABSURD,
        amazon_row(amazon_order_id="112-0000000-0000001", item_price="7"),
    ]
    files = [
        (amazon_orders(tmp_path / "orders", *rows), shop),
        (written(tmp_path / "events", EVENT, {}, {"status": "delivered"}, {"status": "returning"}), shop),
        (mbox(tmp_path / "mails", mail("two", answers="one", references=("one",)), mail("one")), shop),
        (written(tmp_path / "items", TAOBAO_ITEM, {}, {"子订单编号": "2200000000000012"}), taobao),
        (written(tmp_path / "taobao", TAOBAO_ORDER, {}, {"订单状态": "交易成功"}), taobao),
    ]
    ends: list[Any] = []
    for size in (4000, 1, 2, 3):
        monkeypatch.setattr(actions, "ROWS_AT_ONCE", size)
        monkeypatch.setattr(actions, "MAILS_AT_ONCE", size)
        try:
            with transaction.atomic():
                outcomes = [counts(take(path, into)) for path, into in files]
                ends.append((outcomes, state()))
                raise Undone
        except Undone:
            pass
    assert ends[0][0][0] == (6, 4, 0, 0, 2)
    for end in ends[1:]:
        assert end == ends[0]


def test_what_the_database_refuses_is_given_back_and_its_neighbours_go_in(take: Take, tmp_path: Path) -> None:
    rows = [amazon_row(amazon_order_id=f"112-0000000-000000{n}") for n in range(7)]
    rows[4] |= ABSURD
    done = take(amazon_orders(tmp_path / "x", *rows))
    assert counts(done) == (7, 6, 0, 0, 1)
    assert sorted(Order.objects.values_list("number", flat=True)) == [
        f"112-0000000-000000{n}" for n in (0, 1, 2, 3, 5, 6)
    ]
    reject = ImportReject.objects.get()
    assert (reject.line, reject.reason) == (6, "not_storable")
    assert ABSURD["item-tax"] in reject.raw
    assert "\n" not in reject.detail


def test_amounts_that_are_too_much_only_together_reject_the_line_too_many(take: Take, tmp_path: Path) -> None:
    done = take(
        amazon_orders(tmp_path / "x", amazon_row(item_price=MOST), amazon_row(sku="B", item_price=MOST))
    )
    assert counts(done) == (2, 1, 0, 0, 1)
    assert OrderLine.objects.get().sku == "PL-22"


def test_an_update_that_the_database_refuses_leaves_what_was(take: Take, tmp_path: Path) -> None:
    take(amazon_orders(tmp_path / "a", amazon_row()))
    before = state()
    bad = amazon_row(last_updated_date="2026-11-20T08:00:00Z") | ABSURD
    assert counts(take(amazon_orders(tmp_path / "b", bad))) == (1, 0, 0, 0, 1)
    after = state()
    assert after == before


@pytest.mark.parametrize(
    "nasty", ["\x00", "a\x00b", "\ud800", "\\N", "\\.", "\\", "{}", '"', "\x85", "𝔘🏮", "‮evil"]
)
def test_nasty_text_goes_in_or_is_given_back(take: Take, tmp_path: Path, nasty: str) -> None:
    path = tmp_path / "x"
    amazon_orders(path, amazon_row(ship_city="NASTY", product_name="NASTY"))
    text = path.read_text(encoding="utf-8").replace("NASTY", f"x{nasty}x")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    done = take(path)
    assert (done.state, done.rows, done.created + done.rejected) == ("done", 1, 1)
    if done.created and nasty.isprintable():
        assert OrderPerson.objects.get().city == f"x{nasty}x"


@pytest.mark.parametrize("number", [10, 1000])
def test_an_order_of_many_lines(take: Take, tmp_path: Path, number: int) -> None:
    rows = [amazon_row(sku=f"S{n}", item_price="0.33", item_tax="") for n in range(number)]
    assert counts(take(amazon_orders(tmp_path / "x", *rows))) == (number, number, 0, 0, 0)
    order = Order.objects.get()
    assert order.total == number * OrderLine.objects.all()[0].item_amount
    assert order.lines.count() == number


def test_a_file_name_that_is_no_text(take: Take, tmp_path: Path) -> None:
    path = amazon_orders(tmp_path / "bad\udcff name\n.txt", amazon_row())
    assert counts(take(path)) == (1, 1, 0, 0, 0)
    assert "�" in ImportFile.objects.get().name


@pytest.mark.parametrize("nasty", ["\ud800", "\x1f", '"', "\\N", "‮evil"])
def test_a_nasty_column_name(take: Take, tmp_path: Path, nasty: str) -> None:
    path = amazon_orders(tmp_path / "x", amazon_row())
    head, row, _ = path.read_text(encoding="utf-8").split("\n")
    text = f"{head.rstrip()}\tx{nasty}x\r\n{row.rstrip()}\tvalue\r\n"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    done = take(path)
    assert (done.state, Order.objects.count()) == ("done", 1), done.error
