"""Amazon's all-orders report: a row is an order line and repeats what is known of the order."""

from decimal import Decimal
from typing import TYPE_CHECKING

from amends.connectors.base import BuyerFacts, LineFacts, OrderFacts
from amends.connectors.exports.counting import NthCounter
from amends.connectors.exports.person import person_of
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class AllOrders:
    """The record is the line: order number, SKU, and the how-manieth such line of the file it is.

    The report states no total. Every amount is for the whole line, and so is every discount.
    """

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._lines = NthCounter()

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        sku = row.text("sku")
        named = sku or row.text("asin") or "-"
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
        channel = row.text("sales_channel")
        buyer_name = row.text("buyer_name")
        return OrderFacts(
            number=number,
            status=status,
            state=self._kind.state(status),
            currency=row.text("currency"),
            country=self._kind.word("channel_country", channel),
            channel=channel,
            placed_at=row.moment("placed_at"),
            shipping_service=row.text("shipping_service"),
            person=person_of(row, invoice_tax_id="buyer_tax_id"),
            buyer=BuyerFacts(shown_name=buyer_name) if buyer_name else None,
        )

    def _line(self, row: TypedRow, number: str, line_key: str) -> LineFacts:
        wrap_amount = row.amount("wrap_amount")
        return LineFacts(
            order_number=number,
            key=line_key,
            sku=row.text("sku"),
            product_id=row.text("asin"),
            title=row.text("title"),
            quantity=row.count("quantity"),
            status=row.text("line_status"),
            fulfilment=self._kind.word("fulfilment", row.text("fulfilment")),
            item_amount=row.amount("item_amount"),
            item_tax=row.amount("item_tax"),
            shipping_amount=row.amount("shipping_amount"),
            shipping_tax=row.amount("shipping_tax"),
            wrap_amount=wrap_amount,
            wrap_tax=row.amount("wrap_tax"),
            item_discount=row.amount("item_discount"),
            shipping_discount=row.amount("shipping_discount"),
            promotions=_listed(row.text("promotions")),
            is_gift=True if wrap_amount is not None and wrap_amount > Decimal(0) else None,
        )


def _listed(names: str | None) -> list[str] | None:
    return [name.strip() for name in names.split(",") if name.strip()] if names else None
