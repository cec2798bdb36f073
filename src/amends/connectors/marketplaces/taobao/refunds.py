"""Taobao's and Tmall's refund export (退款管理)."""

from typing import TYPE_CHECKING

from amends.connectors.base import ReturnFacts
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class TaobaoRefunds:
    """The record is the refund, by its number."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        refund_number, number = row.needed("refund_number"), row.needed("order_number")
        facts = ReturnFacts(
            key=refund_number,
            source=self._kind.name,
            order_number=number,
            kind=self._return_kind(row),
            sku=row.text("seller_code"),
            product_id=row.text("product_id"),
            title=row.text("title"),
            status=row.text("status"),
            reason=row.text("reason"),
            comment=row.text("comment"),
            resolution=row.text("service_type"),
            fulfilment="seller",
            requested_at=row.moment("requested_at"),
            finished_at=row.moment("finished_at"),
            currency="CNY",
            order_amount=row.amount("paid"),
            refund_amount=row.amount("refund_amount"),
            carrier=row.text("return_carrier"),
            tracking_number=row.text("return_tracking_number"),
            claim_opened=self._claim_opened(row.text("intervention")),
            liable=row.text("liable"),
        )
        return Said(key=refund_number, subject=number, updated_at=None, facts=[facts])

    def _return_kind(self, row: TypedRow) -> str | None:
        told = self._kind.word("return_kinds", row.text("service_type"))
        return told or self._kind.word("goods_back", row.text("goods_back"))

    def _claim_opened(self, intervention: str | None) -> bool | None:
        told = self._kind.word("intervention", intervention)
        return None if told is None else told == "yes"
