"""What buyers paid: stated by the platform, or derived from the order's total where it states nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from amends.accounts.models import Shop
from amends.connectors.base import OrderFacts
from amends.core.bulk import record_rows
from amends.orders.merging import Columns
from amends.orders.models import Payment

PaymentKey = tuple[int, str]  # order id, payment key


def record_payments(
    shop: Shop, orders: Sequence[OrderFacts], derived: Mapping[str, Columns], ids: Mapping[str, int]
) -> None:
    """Record the payments of these orders.

    A derived one gives way as soon as the platform states one, and goes when the order turns out not to be
    paid, unless something has been promised back of it already.
    """
    said: dict[PaymentKey, dict[str, Any]] = {}
    for facts in orders:
        for payment in facts.payments:
            columns = {
                "captured": payment.amount,
                "currency": facts.currency,
                "method": payment.method,
                "external_id": payment.external_id,
                "paid_at": payment.paid_at,
                "basis": "stated",
            }
            said.setdefault((ids[facts.number], payment.key), {}).update(
                {name: value for name, value in columns.items() if value is not None}
            )
    known = Payment.objects.filter(order_id__any=list(ids.values()))
    bases = list(known.values_list("order_id", "basis"))
    stated = {order_id for order_id, _ in said} | {order_id for order_id, basis in bases if basis == "stated"}
    for number, columns in derived.items():
        if ids[number] not in stated:
            said[ids[number], "main"] = columns
    unpaid = {order_id for order_id, basis in bases if basis == "derived"} - {
        order_id for order_id, _ in said
    }
    if unpaid:
        known.filter(order_id__any=unpaid, basis="derived", committed=0).delete()
    record_rows(
        Payment,
        said,
        key=("order_id", "key"),
        among=known,
        starting={"organisation_id": shop.organisation_id, "currency": shop.currency},
    )
