"""Shopify's order export: a row per line; the order's own columns are filled in its first row only."""

from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

from amends.connectors.base import LineFacts, OrderFacts, PaymentFacts, PersonFacts
from amends.connectors.exports.counting import NthCounter
from amends.connectors.exports.person import buyer_named
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind

_LONGEST_NAME = 100


class ShopifyOrders:
    """The record is the line: order name, SKU (or title), and the how-manieth such line of the file."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._lines = NthCounter()
        self._last_number: str | None = None

    def said(self, row: TypedRow) -> Said:
        own = row.text("order_number")
        placed_at = row.moment("placed_at")
        number = own or (self._last_number if placed_at is None else None)
        if number is None:
            raise row.missing("order_number")
        is_first_row = placed_at is not None or number != self._last_number
        self._last_number = number
        named = row.text("sku") or _short(row.text("title") or "-")
        line_key = f"{named}/{self._lines.nth(number + chr(0) + named)}"
        if row.count("quantity") is None:
            raise row.missing("quantity")
        order = self._order(row, number) if is_first_row else OrderFacts(number=number)
        return Said(
            key=f"{number}/{line_key}",
            subject=number,
            updated_at=None,
            facts=[order, self._line(row, number, line_key)],
        )

    def _order(self, row: TypedRow, number: str) -> OrderFacts:
        money, goods = row.text("financial_status"), row.text("fulfilment_status")
        cancelled_at, paid_at = row.moment("cancelled_at"), row.moment("paid_at")
        return OrderFacts(
            number=number,
            status=money or goods,
            state=self._state(money, goods, cancelled_at),
            currency=row.text("currency"),
            total=row.amount("total"),
            shipping=row.amount("shipping"),
            channel=row.text("source"),
            placed_at=row.moment("placed_at"),
            paid_at=paid_at,
            shipped_at=row.moment("shipped_at"),
            cancelled_at=cancelled_at,
            shipping_service=row.text("shipping_service"),
            refunded=row.amount("refunded"),
            person=_person(row),
            buyer=buyer_named(row.text("email"), row.text("billing_name") or row.text("shipping_name")),
            payments=_payments(row, paid_at),
        )

    def _state(self, money: str | None, goods: str | None, cancelled_at: datetime | None) -> str | None:
        if cancelled_at is not None:
            return "cancelled"
        shipped = self._kind.word("shipped", goods)
        return shipped or self._kind.state(money)

    def _line(self, row: TypedRow, number: str, line_key: str) -> LineFacts:
        price, quantity = row.amount("price"), row.count("quantity") or 0
        return LineFacts(
            order_number=number,
            key=line_key,
            sku=row.text("sku"),
            title=row.text("title"),
            quantity=quantity,
            status=row.text("line_status"),
            fulfilment="seller",
            item_amount=price * quantity if price is not None else None,
            item_discount=row.amount("item_discount"),
        )


def _short(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:60]}…{blake2b(name.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _person(row: TypedRow) -> PersonFacts | None:
    """The shipping address; the billing address where nothing is shipped."""
    side = "shipping" if row.text("shipping_name") or row.text("shipping_address_1") else "billing"
    street = [row.text(f"{side}_company"), row.text(f"{side}_address_1"), row.text(f"{side}_address_2")]
    if not (street[1] or street[2]):
        street.append(row.text(f"{side}_street"))
    person = PersonFacts(
        recipient=row.text(f"{side}_name"),
        email=row.text("email"),
        phone=row.text(f"{side}_phone") or row.text("phone"),
        address="\n".join(line for line in street if line) or None,
        city=row.text(f"{side}_city"),
        region=row.text(f"{side}_region_name") or row.text(f"{side}_region"),
        postal_code=row.text(f"{side}_postal_code"),
        country=row.text(f"{side}_country"),
        buyer_note=row.text("buyer_note"),
    )
    return person if person != PersonFacts() else None


def _payments(row: TypedRow, paid_at: datetime | None) -> list[PaymentFacts]:
    total = row.amount("total")
    if total is None or paid_at is None:
        return []
    owed = row.amount("owed") or Decimal(0)
    return [
        PaymentFacts(
            amount=total - owed if Decimal(0) < owed <= total else total,
            method=row.text("payment_method"),
            paid_at=paid_at,
            external_id=row.text("payment_number") or row.text("payment_reference"),
        )
    ]
