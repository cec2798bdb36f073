"""Amazon's two return reports: returns to the seller, and returns to Amazon's warehouses."""

from typing import TYPE_CHECKING

from amends.connectors.base import ReturnFacts
from amends.connectors.exports.counting import NthCounter
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class MfnReturns:
    """Returns of goods the seller shipped. The record is the RMA's line."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._returns = NthCounter()

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        rma, sku = row.text("amazon_rma"), row.text("sku") or row.text("asin") or ""
        requested_at = row.moment("requested_at")
        day = requested_at.date().isoformat() if requested_at else ""
        named = f"{rma}/{sku}" if rma else f"{number}/{sku}/{day}"
        key = f"{named}/{self._returns.nth(named)}" if rma is None else named
        return Said(
            key=key,
            subject=number,
            updated_at=None,
            facts=[
                ReturnFacts(
                    key=key,
                    source=self._kind.name,
                    order_number=number,
                    kind=self._kind.word("return_kinds", row.text("resolution")) or "return",
                    sku=row.text("sku"),
                    product_id=row.text("asin"),
                    title=row.text("title"),
                    quantity=row.count("quantity"),
                    status=row.text("status"),
                    reason=row.text("reason"),
                    resolution=row.text("resolution"),
                    fulfilment="seller",
                    requested_at=requested_at,
                    received_at=row.moment("received_at"),
                    currency=row.text("currency"),
                    order_amount=row.amount("order_amount"),
                    refund_amount=row.amount("refund_amount"),
                    label_cost=row.amount("label_cost"),
                    label_payer=row.text("label_payer"),
                    carrier=row.text("carrier"),
                    tracking_number=row.text("tracking_number"),
                    rma=rma or row.text("merchant_rma"),
                    in_policy=row.flag("in_policy"),
                    claim_opened=row.flag("claim_opened"),
                )
            ],
        )


class FbaReturns:
    """Returns of goods Amazon shipped: known once they are back in its warehouse. The record is the piece."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind
        self._returns = NthCounter()

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        received_at = row.needed_moment("received_at")
        plate = row.text("license_plate")
        piece = row.text("sku") or row.text("fnsku") or ""
        named = plate or f"{number}/{piece}/{received_at.date().isoformat()}"
        key = plate or f"{named}/{self._returns.nth(named)}"
        return Said(
            key=key,
            subject=number,
            updated_at=None,
            facts=[
                ReturnFacts(
                    key=key,
                    source=self._kind.name,
                    order_number=number,
                    kind="return",
                    sku=row.text("sku"),
                    product_id=row.text("asin"),
                    title=row.text("title"),
                    quantity=row.count("quantity"),
                    status=row.text("status"),
                    reason=row.text("reason"),
                    comment=row.text("comment"),
                    disposition=row.text("disposition"),
                    fulfilment="marketplace",
                    received_at=received_at,
                )
            ],
        )
