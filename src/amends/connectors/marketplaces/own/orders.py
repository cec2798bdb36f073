"""Orders from the documented table: a row per line; the order's columns repeated in each, or in its first."""

from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

from amends.connectors.base import LineFacts, OrderFacts, ParcelFacts, PaymentFacts
from amends.connectors.carriers.tracking_numbers import parcels_of
from amends.connectors.exports.amounts import currency_meant
from amends.connectors.exports.counting import NthCounter
from amends.connectors.exports.person import buyer_named, person_of
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind

_REACHED = (
    ("cancelled_at", "cancelled"),
    ("completed_at", "completed"),
    ("delivered_at", "delivered"),
    ("shipped_at", "shipped"),
    ("paid_at", "paid"),
)
_LONGEST_NAME = 100


class OwnOrders:
    """The record is the line: by its own id, else by SKU (or title) and the how-manieth such line it is.

    What a row leaves empty it does not say, so the rows after an order's first may name the number alone.
    """

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._shop = shop
        self._lines = NthCounter()

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        line_key = row.text("line_id")
        if line_key is None:
            named = row.text("sku") or _short(row.text("title") or "-")
            line_key = f"{named}/{self._lines.nth(number + chr(0) + named)}"
        if row.count("quantity") is None:
            raise row.missing("quantity")
        return Said(
            key=f"{number}/{line_key}",
            subject=number,
            updated_at=row.moment("updated_at"),
            facts=[self._order(row, number), self._line(row, number, line_key)],
        )

    def _order(self, row: TypedRow, number: str) -> OrderFacts:
        status = row.text("status")
        paid_at, shipped_at = row.moment("paid_at"), row.moment("shipped_at")
        return OrderFacts(
            number=number,
            status=status,
            state=self._kind.state(status) or _state_reached(row),
            currency=self._currency(row),
            total=row.amount("total"),
            shipping=row.amount("shipping"),
            placed_at=row.moment("placed_at"),
            paid_at=paid_at,
            shipped_at=shipped_at,
            completed_at=row.moment("completed_at"),
            cancelled_at=row.moment("cancelled_at"),
            ship_by=row.moment("ship_by"),
            deliver_from=row.moment("deliver_from"),
            deliver_until=row.moment("deliver_until"),
            asked_carrier=row.text("asked_carrier"),
            shipping_service=row.text("shipping_service"),
            seller_note=row.text("seller_note"),
            close_reason=row.text("close_reason"),
            invoice_wished=True if row.text("invoice_title") else None,
            refunded=row.amount("refunded"),
            person=person_of(row),
            buyer=buyer_named(row.text("buyer"), row.text("buyer_name")),
            payments=_payments(row, paid_at),
            parcels=_parcels(row, shipped_at),
        )

    def _currency(self, row: TypedRow) -> str | None:
        """As the row says; the shop's own only in a row that speaks for the order and names none."""
        said = row.text("currency") or currency_meant(row.text("price_unit"), self._shop.currency)
        return said or (self._shop.currency if row.moment("placed_at") else None)

    def _line(self, row: TypedRow, number: str, line_key: str) -> LineFacts:
        price, quantity = row.amount("price"), row.count("quantity") or 0
        return LineFacts(
            order_number=number,
            key=line_key,
            external_id=row.text("line_id"),
            sku=row.text("sku"),
            product_id=row.text("product_id"),
            title=row.text("title"),
            variant=row.text("variant"),
            quantity=quantity,
            status=row.text("line_status"),
            fulfilment="seller",
            item_amount=price * quantity if price is not None else None,
            item_tax=row.amount("tax"),
            item_discount=row.amount("discount"),
            refunded=row.amount("line_refunded"),
        )


def _state_reached(row: TypedRow) -> str | None:
    return next((state for field, state in _REACHED if row.moment(field) is not None), None)


def _short(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:60]}…{blake2b(name.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _payments(row: TypedRow, paid_at: datetime | None) -> list[PaymentFacts]:
    total = row.amount("total")
    if total is None or total <= Decimal(0) or paid_at is None:
        return []
    return [
        PaymentFacts(
            amount=total,
            method=row.text("payment_method"),
            paid_at=paid_at,
            external_id=row.text("payment_number"),
        )
    ]


def _parcels(row: TypedRow, shipped_at: datetime | None) -> list[ParcelFacts]:
    parcels = parcels_of(row.text("tracking_numbers"), row.text("carriers"), shipped_at)
    if len(parcels) == 1:
        parcels[0].delivered_at = row.moment("delivered_at")
    return parcels
