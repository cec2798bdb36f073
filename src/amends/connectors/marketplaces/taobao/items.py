"""Taobao's and Tmall's 宝贝 export: a row is a sub-order, an order line with a number of its own."""

from typing import TYPE_CHECKING

from amends.connectors.base import LineFacts, OrderFacts
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class TaobaoItems:
    """The record is the sub-order. The state of the order itself is in the order export."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        sub_number, number = row.needed("line_number"), row.needed("order_number")
        price, quantity = row.amount("price"), row.count("quantity")
        line = LineFacts(
            order_number=number,
            key=sub_number,
            external_id=sub_number,
            sku=row.text("seller_code") or row.text("outer_code"),
            product_id=row.text("product_id"),
            title=row.text("title"),
            variant=row.text("variant"),
            quantity=quantity,
            status=row.text("status"),
            fulfilment="seller",
            item_amount=price * (1 if quantity is None else quantity) if price is not None else None,
            paid_amount=row.amount("paid"),
            refunded=row.amount("refunded"),
        )
        order = OrderFacts(
            number=number, currency="CNY", placed_at=row.moment("placed_at"), paid_at=row.moment("paid_at")
        )
        return Said(key=sub_number, subject=number, updated_at=None, facts=[order, line])
