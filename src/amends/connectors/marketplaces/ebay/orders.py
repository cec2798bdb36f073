"""eBay's order report: a row per line; an order of several lines has a row of its own above them."""

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


class EbayOrders:
    """The record is the line, or the order where the row stands for all of it.

    Only an order's first row speaks for the order: the line rows below leave the buyer and most order
    columns empty, and a total in them would be their share.
    """

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._shop = shop
        self._lines = NthCounter()
        self._last_number: str | None = None
        self._told_by_own_row: str | None = None  # the order whose lines follow

    def said(self, row: TypedRow) -> Said:
        number = row.text("order_number") or (self._last_number if self._told_by_own_row else None)
        if number is None:
            raise row.missing("order_number")
        is_new, self._last_number = number != self._last_number, number
        if self._told_by_own_row != number:
            self._told_by_own_row = None
        if row.text("item_number") is None:
            self._told_by_own_row = number
            return Said(key=number, subject=number, updated_at=None, facts=[self._order(row, number)])
        line = self._line(row, number)
        if row.count("quantity") is None:
            raise row.missing("quantity")
        order = self._order(row, number) if is_new else self._part(row, number)
        return Said(key=f"{number}/{line.key}", subject=number, updated_at=None, facts=[order, line])

    def _part(self, row: TypedRow, number: str) -> OrderFacts:
        """What a line row adds to the order told in a row above."""
        return OrderFacts(number=number, parcels=_parcels(row))

    def _order(self, row: TypedRow, number: str) -> OrderFacts:
        paid_at, shipped_at = row.moment("paid_at"), row.moment("shipped_at")
        return OrderFacts(
            number=number,
            state="shipped" if shipped_at else "paid" if paid_at else "awaiting_payment",
            currency=currency_meant(row.text("total_unit") or row.text("price_unit"), self._shop.currency),
            total=row.amount("total"),
            shipping=row.amount("shipping_amount"),
            placed_at=row.moment("placed_at"),
            paid_at=paid_at,
            shipped_at=shipped_at,
            ship_by=row.moment("ship_by"),
            deliver_from=row.moment("deliver_from"),
            deliver_until=row.moment("deliver_until"),
            shipping_service=row.text("shipping_service"),
            seller_note=row.text("seller_note"),
            person=person_of(row, invoice_tax_id="buyer_tax_id"),
            buyer=buyer_named(row.text("buyer"), row.text("buyer_name")),
            payments=_payments(row, paid_at),
            parcels=_parcels(row),
        )

    def _line(self, row: TypedRow, number: str) -> LineFacts:
        item_number = row.needed("item_number")
        transaction = row.text("transaction")
        ordinal = None if transaction else self._lines.nth(f"{number}\0{item_number}")
        price, quantity = row.amount("price"), row.count("quantity") or 0
        return LineFacts(
            order_number=number,
            key=f"{item_number}/{transaction or ordinal}",
            external_id=transaction,
            sku=row.text("sku"),
            product_id=item_number,
            title=row.text("title"),
            variant=row.text("variant"),
            quantity=quantity,
            fulfilment="seller",
            item_amount=price * quantity if price is not None else None,
            item_tax=_tax(row),
            shipping_amount=row.amount("shipping_amount"),
        )


def _tax(row: TypedRow) -> Decimal | None:
    taxes = [row.amount("seller_tax")]
    if row.flag("ebay_tax_included"):
        taxes.append(row.amount("ebay_tax"))
    told = [tax for tax in taxes if tax is not None]
    return sum(told, Decimal(0)) if told else None


def _payments(row: TypedRow, paid_at: datetime | None) -> list[PaymentFacts]:
    total = row.amount("total")
    if total is None or paid_at is None:
        return []
    return [
        PaymentFacts(
            amount=total,
            method=row.text("payment_method"),
            paid_at=paid_at,
            external_id=row.text("payment_number"),
        )
    ]


def _parcels(row: TypedRow) -> list[ParcelFacts]:
    """The report names no carrier; its shipping service ("USPS Ground Advantage") stands for it."""
    return parcels_of(row.text("tracking_numbers"), row.text("shipping_service"), row.moment("shipped_at"))
