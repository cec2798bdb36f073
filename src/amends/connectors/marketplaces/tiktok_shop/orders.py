"""TikTok Shop's order export: a row per line, with what is known of the order repeated in each."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from amends.connectors.base import LineFacts, OrderFacts, ParcelFacts, PaymentFacts
from amends.connectors.carriers.tracking_numbers import parcels_of
from amends.connectors.exports.amounts import currency_meant
from amends.connectors.exports.counting import NthCounter
from amends.connectors.exports.person import buyer_named, person_of
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class TiktokOrders:
    """The record is the line: order number, SKU id, and the how-manieth such line of the file."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._shop = shop
        self._lines = NthCounter()

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        named = row.text("sku_id") or row.text("sku") or "-"
        line_key = f"{named}/{self._lines.nth(number + chr(0) + named)}"
        if row.count("quantity") is None:
            raise row.missing("quantity")
        return Said(
            key=f"{number}/{line_key}",
            subject=number,
            updated_at=None,
            facts=[self._order(row, number), self._line(row, number, line_key)],
        )

    def _order(self, row: TypedRow, number: str) -> OrderFacts:
        status, substatus = row.text("status"), row.text("substatus")
        shipped_at = row.moment("shipped_at")
        paid_at = row.moment("paid_at")
        return OrderFacts(
            number=number,
            status=status or substatus,
            state=self._state(status, substatus),
            currency=currency_meant(row.text("total_unit"), self._shop.currency),
            total=row.amount("total"),
            shipping=row.amount("shipping"),
            channel=row.text("channel"),
            placed_at=row.moment("placed_at"),
            paid_at=paid_at,
            shipped_at=shipped_at,
            cancelled_at=row.moment("cancelled_at"),
            shipping_service=row.text("shipping_service"),
            seller_note=row.text("seller_note"),
            close_reason=row.text("cancel_reason"),
            refunded=row.amount("refunded"),
            person=person_of(row),
            buyer=buyer_named(row.text("buyer"), row.text("buyer_name")),
            payments=_payments(row, paid_at),
            parcels=_parcels(row, shipped_at),
        )

    def _state(self, status: str | None, substatus: str | None) -> str | None:
        of_part = self._kind.state(substatus)
        return of_part if of_part not in (None, "unknown") else self._kind.state(status)

    def _line(self, row: TypedRow, number: str, line_key: str) -> LineFacts:
        discounts = [row.amount("platform_discount"), row.amount("seller_discount")]
        told = [discount for discount in discounts if discount is not None]
        return LineFacts(
            order_number=number,
            key=line_key,
            external_id=row.text("sku_id"),
            sku=row.text("sku"),
            product_id=row.text("product_id"),
            title=row.text("title"),
            variant=row.text("variant"),
            quantity=row.count("quantity"),
            status=row.text("return_type"),
            fulfilment=self._kind.word("fulfilment", row.text("fulfilment")),
            item_amount=row.amount("item_amount"),
            item_discount=sum(told, Decimal(0)) if told else None,
        )


def _payments(row: TypedRow, paid_at: datetime | None) -> list[PaymentFacts]:
    total = row.amount("total")
    if total is None or paid_at is None:
        return []
    return [PaymentFacts(amount=total, method=row.text("payment_method"), paid_at=paid_at)]


def _parcels(row: TypedRow, shipped_at: datetime | None) -> list[ParcelFacts]:
    parcels = parcels_of(row.text("tracking_numbers"), row.text("carrier"), shipped_at)
    if len(parcels) == 1:
        parcels[0].delivered_at = row.moment("delivered_at")
    return parcels
