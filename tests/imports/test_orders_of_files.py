"""Whichever file comes first, the end is the same."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from django.db import connection, transaction

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.imports.models import ImportFile
from amends.orders.models import Order
from tests.imports.counting import counts
from tests.imports.everything import everything
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import (
    EVENT,
    FEEDBACK,
    MESSAGE,
    MFN_RETURN,
    TAOBAO_ITEM,
    TAOBAO_ORDER,
    TAOBAO_REFUND,
    document,
    mail,
    maildir,
    mbox,
    written,
)

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]


def cases_of() -> list[str]:
    """What has become of the messages, as far as it hangs on what was said, not on what was known when."""
    found = []
    for case in Case.objects.prefetch_related("clocks", "case_messages__message").select_related("order"):
        said = sorted(link.message.external_id for link in case.case_messages.all())
        running = [each for each in case.clocks.all() if each.state in ("running", "paused")]
        clocks = sorted((each.kind, each.side, each.due_at.isoformat()) for each in running)
        times = (case.opened_at, case.unanswered_since, case.last_message_at)
        number = case.order.number if case.order is not None else ""
        found.append(str((said, number, case.state, case.at_stake.normalize(), *map(str, times), clocks)))
    return sorted(found)


class Undone(Exception):
    """Takes everything back."""


def orders_of(files: list[Path]) -> list[tuple[Path, ...]]:
    """All orders of a few; of more, each comes before and after each other, first and last."""
    if len(files) <= 3:
        return list(permutations(files))
    turned = [tuple(files[at:] + files[:at]) for at in range(len(files))]
    return turned + [order[::-1] for order in turned]


def end_states(take: Take, shop: Shop, files: list[Path]) -> None:
    """Every order of coming in ends alike, and a second pass finds nothing new."""
    ends = {}
    for order in orders_of(files):
        try:
            with transaction.atomic():
                for path in order:
                    done = take(path, shop)
                    assert (done.state, done.rejected) == ("done", 0), path.name
                with connection.cursor() as cursor:
                    state = everything(cursor)
                    ends_in = everything(cursor, cases=False) | {"cases": cases_of()}
                documents = [document(each) for each in Order.objects.order_by("number")]
                for path in reversed(order):
                    again = take(path, shop)
                    assert counts(again) == (again.rows, 0, 0, again.rows, 0), path.name
                with connection.cursor() as cursor:
                    assert everything(cursor) == state
                ends[tuple(path.name for path in order)] = (documents, ends_in)
                raise Undone
        except Undone:
            pass
    first = next(iter(ends))
    for order, (documents, state) in ends.items():
        assert documents == ends[first][0], (first, order)
        for table, rows in state.items():
            assert rows == ends[first][1][table], (table, first, order)


def test_amazon(take: Take, shop: Shop, tmp_path: Path) -> None:
    older = {"last_updated_date": "2026-11-15T18:00:00Z", "order_status": "Unshipped", "item_price": "40.00"}
    told_once = {"ship_service_level": "Expedited", "asin": "B0TEST0007", "ship_state": "NV"}
    newer = amazon_row(asin="", ship_state="")
    delivered = {"status": "delivered", "happened_at": "2026-11-19T10:00:00Z"}
    files = [
        amazon_orders(
            tmp_path / "older",
            amazon_row(**older, **told_once),
            amazon_row(sku="B", ship_city="Reno", **older, **told_once),
        ),
        amazon_orders(tmp_path / "newer", newer, amazon_row(sku="A", item_price="10.01", ship_state="")),
        written(tmp_path / "returns", MFN_RETURN, delimiter="\t"),
        written(tmp_path / "feedback", FEEDBACK),
        written(tmp_path / "events", EVENT, {}, delivered),
    ]
    end_states(take, shop, files)
    for path in files[1::-1]:
        take(path)
    order = Order.objects.get()
    assert (order.shipping_service, order.person.region, order.person.city) == ("Expedited", "NV", "Evanston")
    assert order.lines.get(sku="PL-22").product_id == "B0TEST0007"


def test_an_order_that_was_cancelled_and_told_no_price_any_more(
    take: Take, shop: Shop, tmp_path: Path
) -> None:
    early = {"last_updated_date": "2026-11-15T18:00:00Z", "order_status": "Unshipped"}
    late = {
        "order_status": "Cancelled",
        "item_price": "",
        "item_tax": "",
        "shipping_price": "",
        "quantity": "0",
    }
    files = [
        amazon_orders(tmp_path / "early", amazon_row(**early)),
        amazon_orders(tmp_path / "late", amazon_row(ship_promotion_discount="", **late)),
    ]
    end_states(take, shop, files)


def test_taobao(take: Take, taobao: Shop, tmp_path: Path) -> None:
    other = {"子订单编号": "2200000000000010", "价格": "49.01", "商家编码": "A"}
    files = [
        written(tmp_path / "orders", TAOBAO_ORDER),
        written(tmp_path / "items", TAOBAO_ITEM),
        written(tmp_path / "more items", TAOBAO_ITEM, other, TAOBAO_ITEM | {"子订单编号": "22000000000013"}),
        written(tmp_path / "refunds", TAOBAO_REFUND),
    ]
    end_states(take, taobao, files)


def test_parcels(take: Take, taobao: Shop, tmp_path: Path) -> None:
    def event(name: str, at: str, status: str) -> Path:
        number = {"order_number": TAOBAO_ORDER["订单编号"], "tracking_number": "YT1234567890123"}
        return written(tmp_path / name, EVENT, number | {"happened_at": at, "status": status, "carrier": ""})

    files = [
        written(tmp_path / "orders", TAOBAO_ORDER),
        event("picked up", "2026-11-12T02:00:00Z", "picked up"),
        event("delivered", "2026-11-14T02:00:00Z", "delivered"),
        event("returning", "2026-11-15T02:00:00Z", "returning"),
        event("unknown", "2026-11-16T02:00:00Z", "gone fishing"),
    ]
    end_states(take, taobao, files)


def test_messages(take: Take, shop: Shop, tmp_path: Path) -> None:
    answer = {"message_id": "m2", "direction": "out", "in_reply_to": "m1", "sent_at": "2026-11-20T10:00:00Z"}
    files = [
        amazon_orders(tmp_path / "orders", amazon_row()),
        written(tmp_path / "question", MESSAGE),
        written(tmp_path / "answer", MESSAGE, answer),
        written(
            tmp_path / "later", MESSAGE, {"message_id": "m3", "sent_at": "2026-11-21T10:00:00Z", "buyer": ""}
        ),
    ]
    end_states(take, shop, files)


def test_mails(take: Take, shop: Shop, tmp_path: Path) -> None:
    files = [
        mbox(tmp_path / "first", mail("one")),
        mbox(tmp_path / "second", mail("two", answers="one", references=("one",))),
        maildir(tmp_path / "third", mail("three", answers="two", references=("one", "two"), text="Again")),
    ]
    end_states(take, shop, files)
