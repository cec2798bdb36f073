"""Taobao's and Tmall's order export (订单报表): a row is an order; its lines are in the 宝贝 export."""

from decimal import Decimal
from typing import TYPE_CHECKING

from amends.connectors.base import OrderFacts, ParcelFacts, PaymentFacts, PersonFacts
from amends.connectors.carriers.tracking_numbers import parcels_of
from amends.connectors.exports.person import buyer_named, person_of
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow
from amends.connectors.exports.values import is_placeholder
from amends.connectors.marketplaces.taobao.asked_carrier import asked_carrier

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class TaobaoOrders:
    """The record is the order. 总金额 is its total, what the buyer really paid is the payment."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        return Said(key=number, subject=number, updated_at=None, facts=[self._order(row, number)])

    def _order(self, row: TypedRow, number: str) -> OrderFacts:
        status = row.text("status")
        person = _person(row)
        shipped_at, completed_at = row.moment("shipped_at"), row.moment("completed_at")
        return OrderFacts(
            number=number,
            status=status,
            state=self._kind.state(status),
            currency="CNY",
            total=row.amount("total"),
            shipping=row.amount("shipping"),
            placed_at=row.moment("placed_at"),
            paid_at=row.moment("paid_at"),
            shipped_at=shipped_at,
            completed_at=completed_at,
            asked_carrier=asked_carrier(person.buyer_note if person else None, self._kind.words["carriers"]),
            shipping_service=row.text("shipping_service"),
            seller_note=_unguarded(row.text("seller_note")),
            close_reason=_close_reason(row),
            invoice_wished=True if person and person.invoice_title else None,
            refunded=row.amount("refunded"),
            person=person,
            buyer=buyer_named(row.text("buyer")),
            payments=_payments(row),
            parcels=self._parcels(row),
        )

    def _parcels(self, row: TypedRow) -> list[ParcelFacts]:
        return parcels_of(row.text("tracking_numbers"), row.text("carriers"), row.moment("shipped_at"))


def _person(row: TypedRow) -> PersonFacts | None:
    person = person_of(row)
    if person is None:
        return None
    person.address = row.text("changed_address") or person.address
    person.phone = row.text("mobile") or row.text("phone")
    if person.invoice_title is not None and is_placeholder(person.invoice_title):
        person.invoice_title = None
    return person


def _unguarded(note: str | None) -> str | None:
    """The export puts the apostrophe of its numbers before notes too, and alone where there is none."""
    return note.removeprefix("'").strip() or None if note else None


def _close_reason(row: TypedRow) -> str | None:
    reason = row.text("close_reason")
    return None if reason is None or reason == "订单未关闭" or is_placeholder(reason) else reason


def _payments(row: TypedRow) -> list[PaymentFacts]:
    paid = row.amount("paid")
    if paid is None or paid <= Decimal(0):
        return []
    return [
        PaymentFacts(
            amount=paid,
            method=row.text("payment_method"),
            paid_at=row.moment("paid_at"),
            external_id=row.text("payment_number"),
        )
    ]
