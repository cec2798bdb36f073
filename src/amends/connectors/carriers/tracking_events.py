"""Tracking events from the documented CSV: what happened to parcels of any carrier."""

from hashlib import blake2b
from typing import TYPE_CHECKING

from amends.connectors.base import TrackingFacts
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class TrackingEvents:
    """The record is the event. It has no number of its own: its content names it."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        tracking_number = row.needed("tracking_number")
        happened_at = row.needed_moment("happened_at")
        told = (row.text("status"), row.text("code"), row.text("text"), row.text("location"))
        content = "\x1f".join((happened_at.isoformat(), *(text or "" for text in told)))
        key = blake2b(content.encode("utf-8", "replace"), digest_size=12).hexdigest()
        status, code, text, location = told
        number = row.text("order_number")
        state = self._kind.state(status)
        facts = TrackingFacts(
            key=key,
            tracking_number=tracking_number,
            carrier=row.text("carrier"),
            happened_at=happened_at,
            status=None if state == "unknown" else state,
            code=code,
            text=text or (status if state == "unknown" else None),
            location=location,
            order_number=number,
        )
        return Said(key=f"{tracking_number}/{key}", subject=number or "", updated_at=None, facts=[facts])
