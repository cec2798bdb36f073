"""What an order comes to when its lines, its payment and its state come in pieces."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amends.accounts.models import Shop
from amends.core.money import smallest_unit
from amends.imports import actions
from amends.imports.models import ImportFile
from amends.orders.models import Order, OrderLine, Payment
from amends.orders.rules import total_of
from tests.imports.counting import counts
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import TAOBAO_ITEM, TAOBAO_ORDER, written

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]
LATER = {"last_updated_date": "2026-11-18T08:00:00Z"}


def parts() -> Decimal:
    return sum((part for part in OrderLine.objects.values_list("allocated", flat=True) if part), Decimal(0))


amounts = st.decimals("0", "999.99", places=2).map(str)
lines = st.lists(
    st.tuples(st.sampled_from("abc"), amounts, amounts, st.one_of(st.just(""), amounts)),
    min_size=1,
    max_size=9,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(lines, st.integers(1, 4), st.integers(0, 8))
@example([("a", "0.01", "0", "")] * 3, 1, 1)
def test_lines_in_several_batches_and_files_come_to_the_same(
    take: Take, shop: Shop, tmp_path: Path, found: list[Any], size: int, cut: int
) -> None:
    Payment.objects.all().delete()
    OrderLine.objects.all().delete()
    Order.objects.all().delete()
    number = f"112-0000000-{ImportFile.objects.count():07d}"
    rows = [
        amazon_row(
            amazon_order_id=number,
            sku=f"{sku}{place}",
            item_price=price,
            item_tax="",
            shipping_price=freight,
            ship_promotion_discount=discount,
        )
        for place, (sku, price, freight, discount) in enumerate(found)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "ROWS_AT_ONCE", size)
        for name, part in (("b", rows[cut:]), ("a", rows[:cut])):
            if part:
                take(amazon_orders(tmp_path / name, *part))
    order = Order.objects.get()
    expected = sum(Decimal(row["item-price"]) + Decimal(row["shipping-price"]) for row in rows)
    expected -= sum(Decimal(row["ship-promotion-discount"] or 0) for row in rows)
    assert order.total == expected == total_of(list(OrderLine.objects.values()))
    captured = list(Payment.objects.values_list("captured", flat=True))
    assert captured == ([expected] if expected > 0 else [])
    if OrderLine.objects.exclude(allocated=None).exists():
        freight = sum(
            max(Decimal(0), Decimal(row["shipping-price"]) - Decimal(row["ship-promotion-discount"] or 0))
            for row in rows
        )
        assert parts() == expected - freight


def test_a_payment_follows_the_order_until_the_platform_states_it(
    take: Take, taobao: Shop, tmp_path: Path
) -> None:
    shipped = {"买家实际支付金额": "", "订单付款时间": ""}
    take(written(tmp_path / "a", TAOBAO_ORDER, shipped), taobao)
    payment = Payment.objects.get()
    assert (payment.basis, payment.captured) == ("derived", Decimal("103.50"))
    take(
        written(tmp_path / "b", TAOBAO_ORDER, {"买家实际支付金额": "100.00", "支付单号": "2026111122"}),
        taobao,
    )
    payment = Payment.objects.get()
    assert (payment.basis, payment.captured, payment.external_id) == ("stated", 100, "2026111122")
    assert payment.paid_at is not None
    take(written(tmp_path / "items", TAOBAO_ITEM, {"买家实际支付金额": "95.50"}), taobao)
    assert Payment.objects.get().captured == 100


def test_a_derived_payment_goes_with_the_order_that_was_cancelled_before_it_was_charged(
    take: Take, tmp_path: Path
) -> None:
    take(amazon_orders(tmp_path / "a", amazon_row(order_status="Unshipped")))
    assert Payment.objects.get().basis == "derived"
    take(amazon_orders(tmp_path / "b", amazon_row(order_status="Cancelled", **LATER)))
    assert not Payment.objects.exists()
    assert Order.objects.get().state == "cancelled"


def test_what_was_promised_back_keeps_a_derived_payment(take: Take, tmp_path: Path) -> None:
    take(amazon_orders(tmp_path / "a", amazon_row(order_status="Unshipped")))
    Payment.objects.update(committed=Decimal("1.00"))
    take(amazon_orders(tmp_path / "b", amazon_row(order_status="Cancelled", **LATER)))
    assert Payment.objects.get().committed == 1


def test_a_stated_payment_stays_when_the_order_is_closed(take: Take, taobao: Shop, tmp_path: Path) -> None:
    take(written(tmp_path / "a", TAOBAO_ORDER), taobao)
    take(written(tmp_path / "b", TAOBAO_ORDER, {"订单状态": "交易关闭"}), taobao)
    assert Payment.objects.get().captured == Decimal("103.50")


@pytest.mark.parametrize(("currency", "price"), [("JPY", "1001"), ("USD", "10.01"), ("KWD", "1.001")])
def test_parts_are_whole_units_of_the_currency(take: Take, tmp_path: Path, currency: str, price: str) -> None:
    rows = [
        amazon_row(sku=sku, currency=currency, item_price=price, item_tax="", shipping_price="")
        | {"ship-promotion-discount": "", "item-promotion-discount": "1" if sku == "A" else ""}
        for sku in "ABC"
    ]
    assert counts(take(amazon_orders(tmp_path / "x", *rows))) == (3, 3, 0, 0, 0)
    order = Order.objects.get()
    assert order.total == 3 * Decimal(price) - 1 == parts()
    unit = smallest_unit(currency)
    assert all(line.allocated is not None and line.allocated % unit == 0 for line in order.lines.all())


def test_an_unknown_currency_is_kept_as_it_is_or_given_back(take: Take, tmp_path: Path) -> None:
    done = take(amazon_orders(tmp_path / "x", amazon_row(currency="ZZZ")))
    assert (done.state, done.created + done.rejected) == ("done", 1)


def test_a_total_below_zero_pays_nothing(take: Take, tmp_path: Path) -> None:
    row = amazon_row(item_price="1.00", item_tax="", shipping_price="", ship_promotion_discount="5.00")
    assert counts(take(amazon_orders(tmp_path / "x", row))) == (1, 1, 0, 0, 0)
    assert Order.objects.get().total == Decimal("-4.00")
    assert not Payment.objects.exists()


def test_the_last_row_of_a_file_wins_where_there_is_no_time(take: Take, taobao: Shop, tmp_path: Path) -> None:
    path = written(tmp_path / "x", TAOBAO_ORDER, {}, {"订单状态": "交易成功"}, {"订单状态": "交易关闭"}, {})
    assert counts(take(path, taobao)) == (4, 1, 2, 1, 0)
    assert Order.objects.get().status == "交易关闭"
    assert counts(take(path, taobao)) == (4, 0, 0, 4, 0)


def test_the_newest_row_of_a_file_wins_wherever_it_stands(take: Take, tmp_path: Path) -> None:
    numbers = ("16", "18", "17")
    rows = [
        amazon_row(last_updated_date=f"2026-11-{day}T08:00:00Z", order_status=status)
        for day, status in zip(numbers, ("Unshipped", "Shipped", "Pending"), strict=True)
    ]
    for place, row in enumerate(rows):
        take(amazon_orders(tmp_path / str(place), row))
    assert Order.objects.get().status == "Shipped"
