"""Amazon's seller feedback report. The buyer's e-mail address in it is never kept."""

from typing import TYPE_CHECKING

from amends.connectors.base import FeedbackFacts
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class SellerFeedback:
    """The record is the order's feedback: a buyer can give one per order, and change it."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        number = row.needed("order_number")
        rating = row.count("rating")
        if rating is None:
            raise row.missing("rating")
        facts = FeedbackFacts(
            key=number,
            order_number=number,
            rating=rating,
            comment=row.text("comment"),
            response=row.text("response"),
            given_at=row.moment("given_at"),
        )
        return Said(key=number, subject=number, updated_at=None, facts=[facts])
