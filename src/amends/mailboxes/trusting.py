"""Whose word about senders a mailbox could trust, by the mails that came in from it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import BinaryField, F, Func, Value

from amends.connectors.mail.head import Head, read_head
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.proof import authserv_of
from amends.connectors.mail.senders import owner
from amends.inbox.models import Conversation, Message
from amends.mailboxes.models import Mailbox
from amends.platform_records.models import ContentChunk

NEWEST = 30  # conversations looked at
LOOKED_AT = 64 * 1024  # octets of each mail
LEAST_MAILS, LEAST_SENDERS = 3, 2
LEAST_SHARE = 0.8  # a server writes into every mail it receives; what only some carry came with the mail
ARRIVED_AT = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The authserv-id on top of `mails` of the `looked_at` newest mails to the mailbox."""

    authserv: str
    mails: int
    looked_at: int


def suggested_trust(mailbox: Mailbox) -> Suggestion | None:
    """The server whose results stand on top of nearly every mail; None where no server's do.

    Several mails of several senders must carry it: one sender could have written it into all of theirs.
    """
    named = [(authserv_of(head), sender) for head, sender in _heads(mailbox)]
    counts = Counter(name for name, _ in named if name)
    if not counts:
        return None
    best, mails = counts.most_common(1)[0]
    senders = {sender for name, sender in named if name == best}
    if mails < LEAST_MAILS or len(senders) < LEAST_SENDERS or mails < LEAST_SHARE * len(named):
        return None
    return Suggestion(best, mails, len(named))


def _heads(mailbox: Mailbox) -> list[tuple[Head, str]]:
    """The heads of the newest mails to the mailbox's address, each with its sender's domain."""
    talks = Conversation.objects.of(mailbox.organisation_id).filter(shop_id=mailbox.shop_id, channel="email")
    newest = list(talks.order_by("-last_message_at", "-id").values_list("pk", flat=True)[:NEWEST])
    mails = Message.objects.filter(conversation_id__in=newest, direction="in", content__isnull=False)
    said = mails.order_by("-id").values_list("content_id", "body__sender_address")
    senders: dict[int, str] = {pk: sender for pk, sender in said[:NEWEST] if pk is not None}
    chunks = ContentChunk.objects.filter(content_id__in=list(senders), position=0).order_by("content_id")
    first = Func(F("octets"), Value(1), Value(LOOKED_AT), function="substring", output_field=BinaryField())
    starts = chunks.annotate(start=first).values_list("content_id", "start")
    found = []
    for content_id, start in starts:
        octets = bytes(start)
        head, _ = read_head(octets, 0, len(octets), Problems())
        if _came_to(head, mailbox.address):
            found.append((head, ".".join(owner(senders[content_id] or ""))))
    return found


def _came_to(head: Head, address: str) -> bool:
    wanted = address.encode()
    return any(wanted in value.lower() for name, value in head.fields if name in ARRIVED_AT)
