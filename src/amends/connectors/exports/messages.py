"""Messages from the documented CSV: conversations that were held elsewhere."""

from hashlib import blake2b
from typing import TYPE_CHECKING

from amends.connectors.base import MessageFacts
from amends.connectors.exports.badvalue import BadField, quoted
from amends.connectors.exports.person import buyer_named
from amends.connectors.exports.typed_rows import Said, ShopContext, TypedRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


class Messages:
    """The record is the message: by its own id, else by what was said in which conversation and when."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None:
        self._kind = kind

    def said(self, row: TypedRow) -> Said:
        written = row.needed("direction")
        direction = self._kind.word("directions", written)
        if direction is None:
            raise BadField("direction", "direction_unknown", f"{quoted(written)} is neither in nor out.")
        sent_at = row.needed_moment("sent_at")
        number, buyer, text = row.text("order_number"), row.text("buyer"), row.text("text")
        thread = row.text("conversation_id") or _thread_of(number, buyer)
        if thread is None:
            raise row.missing("conversation_id")
        told = (thread, direction, sent_at.isoformat(), row.text("subject") or "", text or "")
        message_id = row.text("message_id") or _named_by(told)
        facts = MessageFacts(
            message_id=message_id,
            thread=thread,
            channel=self._kind.word("channels", row.text("channel")) or "platform",
            direction=direction,
            sent_at=sent_at,
            order_number=number,
            in_reply_to=row.text("in_reply_to"),
            sender_name=buyer if direction == "in" else None,
            buyer=buyer_named(buyer),
            subject=row.text("subject"),
            text=text,
            language=row.text("language"),
        )
        return Said(key=message_id, subject=number or "", updated_at=None, facts=[facts])


def _thread_of(number: str | None, buyer: str | None) -> str | None:
    if number:
        return f"order:{number}"
    return f"buyer:{_named_by((buyer,))}" if buyer else None


def _named_by(told: tuple[str, ...]) -> str:
    return blake2b("\x1f".join(told).encode("utf-8", "replace"), digest_size=16).hexdigest()
