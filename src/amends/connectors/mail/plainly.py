"""A mail that the reader gives up, as far as its octets are text: who, when, and the rest as one text."""

from collections.abc import Callable
from typing import TypeVar

from amends.connectors.base import MessageFacts
from amends.connectors.mail import envelope
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.head import Head, read_head
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.proof import UNPROVEN
from amends.connectors.mail.reading import content_key

LONGEST = 200_000  # octets shown as text
HEAD = 64 * 1024
TAKEN_UNREAD = "taken_unread"  # a person took it in as it is

NOBODY: tuple[str | None, str | None] = (None, None)

Found = TypeVar("Found")


def read_plainly(octets: bytes, *, shop_zone: str) -> MessageFacts:
    """What can be told without understanding the mail; nothing is unpacked, its sender is unproven.

    `octets`: its beginning, or all of it. Never raises.
    """
    problems = Problems()
    head, body = _or(lambda: read_head(octets, 0, min(len(octets), HEAD), problems), (Head(), 0))
    name, address = _or(lambda: envelope.read_person(head, envelope.SENDERS, problems), NOBODY)
    _, recipient = _or(lambda: envelope.read_person(head, envelope.RECIPIENTS, problems), NOBODY)
    references: list[str] = _or(lambda: envelope.read_ids(head, "references", problems), [])
    parents: list[str] = _or(lambda: envelope.read_ids(head, "in-reply-to", problems), [])
    own: list[str] = _or(lambda: envelope.read_ids(head, "message-id", problems), [])
    facts = MessageFacts(
        message_id=own[0] if own else "",
        thread="",
        channel="email",
        direction="in",
        sent_at=_or(lambda: envelope.read_date(head, shop_zone, problems), None),
        in_reply_to=parents[0] if parents else None,
        references=references,
        sender_name=name,
        sender_address=address,
        recipient=recipient,
        subject=_or(lambda: envelope.read_subject(head, problems), None),
        text=plain_text(octets[body:] if head.fields else octets),
        sender_proof=UNPROVEN,
    )
    facts.problems = [TAKEN_UNREAD]
    facts.message_id = facts.message_id or f"content-{content_key(facts).hex()}@amends.invalid"
    facts.thread = (facts.references or [facts.in_reply_to or facts.message_id])[0]
    return facts


def plain_text(octets: bytes) -> str:
    """The octets as text that can be shown and stored, at most so much of it."""
    piece = octets[:LONGEST]
    text = _or(lambda: decode(piece, None, Problems()), piece.decode("latin-1"))
    kept = (sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text.replace("\r\n", "\n"))
    return "".join(kept)


def head_and_text(octets: bytes) -> tuple[str, str]:
    """The header lines as they came, and what follows them, both as text to be looked at."""
    _, body = _or(lambda: read_head(octets, 0, min(len(octets), HEAD), Problems()), (Head(), 0))
    return plain_text(octets[:body]).rstrip("\n"), plain_text(octets[body:])


def _or(read: Callable[[], Found], otherwise: Found) -> Found:
    try:
        return read()
    except Exception:  # whatever it is that the reader fell over may stand anywhere
        return otherwise
