"""An order as one document: what the commands and the API answer with."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from amends.core.clock import rfc3339
from amends.core.money import Money
from amends.orders.models import Order, OrderLine, Payment
from amends.parcels.models import Parcel
from amends.returns.models import Return

LINE_AMOUNTS = (
    "item_amount", "item_tax", "shipping_amount", "shipping_tax", "wrap_amount", "wrap_tax",
    "item_discount", "shipping_discount", "paid_amount", "allocated", "refunded",
)  # fmt: skip
ORDER_TIMES = (
    "placed_at", "paid_at", "shipped_at", "completed_at", "cancelled_at",
    "ship_by", "deliver_from", "deliver_until",
)  # fmt: skip
RETURN_AMOUNTS = ("order_amount", "refund_amount", "label_cost")


def order_document(order: Order) -> dict[str, Any]:
    """The order with its lines, payments, parcels, returns and buyer, as JSON-ready values.

    `status` is the platform's own word, `state` ours. Money is {amount, currency}, times RFC 3339 in UTC.
    """
    person = getattr(order, "person", None)
    return {
        "number": order.number,
        "shop": order.shop.code,
        "marketplace": order.shop.marketplace,
        "status": order.status,
        "state": order.state,
        "country": order.country,
        "channel": order.channel,
        "currency": order.currency,
        "total": money(order.total, order.currency),
        "total_basis": order.total_basis,
        "shipping": money(order.shipping, order.currency),
        "refunded": money(order.refunded, order.currency),
        **{name: rfc3339(getattr(order, name)) for name in ORDER_TIMES},
        "asked_carrier": order.asked_carrier,
        "shipping_service": order.shipping_service,
        "invoice_wished": order.invoice_wished,
        "seller_note": order.seller_note,
        "buyer_note": person.buyer_note if person else "",
        "buyer": _buyer(order),
        "lines": [_line(line, order.currency) for line in order.lines.order_by("id")],
        "payments": [_payment(payment) for payment in order.payments.order_by("id")],
        "parcels": [_parcel(parcel) for parcel in _parcels(order)],
        "returns": [_return(each, order.currency) for each in order.returns.order_by("id")],
    }


def order_row(order: Order) -> dict[str, Any]:
    """The order as a line of a list, with what its buyer is called."""
    person = getattr(order, "person", None)
    identity = getattr(order.buyer, "person", None) if order.buyer else None
    return {
        "number": order.number,
        "shop": order.shop.code,
        "state": order.state,
        "status": order.status,
        "currency": order.currency,
        "total": money(order.total, order.currency),
        **{name: rfc3339(getattr(order, name)) for name in ("placed_at", "ship_by", "shipped_at")},
        "buyer": identity.identity if identity else None,
        "recipient": person.recipient if person else "",
    }


def money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else Money(amount, currency).as_json()


def _buyer(order: Order) -> dict[str, Any] | None:
    person = getattr(order, "person", None)
    identity = getattr(order.buyer, "person", None) if order.buyer else None
    if person is None and order.buyer is None:
        return None
    return {
        "id": order.buyer_id,
        "identity": identity.identity if identity else None,
        "name": person.buyer_shown_name if person else "",
        "recipient": person.recipient if person else "",
        "email": person.email if person else "",
        "phone": person.phone if person else "",
        "address": {
            "street": person.address if person else "",
            "city": person.city if person else "",
            "region": person.region if person else "",
            "postal_code": person.postal_code if person else "",
            "country": person.country if person else "",
        },
        "invoice_title": person.invoice_title if person else "",
    }


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "key": line.key,
        "id": line.external_id or None,
        "sku": line.sku,
        "product_id": line.product_id,
        "title": line.title,
        "variant": line.variant,
        "quantity": line.quantity,
        "status": line.status,
        "fulfilment": line.fulfilment,
        "is_gift": line.is_gift,
        "promotions": line.promotions,
        **{name: money(getattr(line, name), currency) for name in LINE_AMOUNTS},
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "amount": money(payment.captured, payment.currency),
        "method": payment.method,
        "basis": payment.basis,
        "id": payment.external_id or None,
        "paid_at": rfc3339(payment.paid_at),
        "committed": money(payment.committed, payment.currency),
    }


def _parcels(order: Order) -> Iterable[Parcel]:
    found = Parcel.objects.filter(links__order=order)
    return found.prefetch_related("events").order_by("id")


def _parcel(parcel: Parcel) -> dict[str, Any]:
    events = sorted(parcel.events.all(), key=lambda event: (event.happened_at, event.pk))
    return {
        "tracking_number": parcel.tracking_number,
        "carrier": parcel.carrier,
        "state": parcel.state,
        "shipped_at": rfc3339(parcel.shipped_at),
        "delivered_at": rfc3339(parcel.delivered_at),
        "events": [
            {
                "at": rfc3339(event.happened_at),
                "status": event.status,
                "code": event.code,
                "text": event.text,
                "location": event.location,
            }
            for event in events
        ],
    }


def _return(returned: Return, currency: str) -> dict[str, Any]:
    currency = returned.currency or currency
    return {
        "id": returned.key,
        "source": returned.source,
        "kind": returned.kind,
        "status": returned.status,
        "reason": returned.reason,
        "resolution": returned.resolution,
        "disposition": returned.disposition,
        "sku": returned.sku,
        "title": returned.title,
        "quantity": returned.quantity,
        "fulfilment": returned.fulfilment,
        "requested_at": rfc3339(returned.requested_at),
        "received_at": rfc3339(returned.received_at),
        "finished_at": rfc3339(returned.finished_at),
        **{name: money(getattr(returned, name), currency) for name in RETURN_AMOUNTS},
        "label_payer": returned.label_payer,
        "carrier": returned.carrier,
        "tracking_number": returned.tracking_number,
        "rma": returned.rma,
        "in_policy": returned.in_policy,
        "claim_opened": returned.claim_opened,
    }
