"""Mails that could not be taken in: kept as they came, shown, tried again, and taken or dismissed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from django.db import transaction

from amends import connectors
from amends.accounts.models import Shop
from amends.connectors.mail.reading import read_message
from amends.connectors.tables.cells import storable
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.imports.mail_records import ArrivedMail
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.platform_records.contents import keep_content

MOST_KEPT = 512 * 1024 * 1024  # octets of one mail
LOOKED_AT = 64 * 1024
LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that could not be taken: its octets in pieces, a stable reason, the words for a person.

    `mail`: where it arrived; its octets are not looked at.
    """

    pieces: Iterable[bytes]
    reason: str
    words: str
    mail: ArrivedMail


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Another one after each upgrade that changes how mails are read."""
    digest = hashlib.blake2b(digest_size=8)
    for source in sorted((Path(connectors.__file__).parent / "mail").glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


@transaction.atomic
def quarantine(shop: Shop, unread: Unread, *, by: Actor) -> bool:
    """Keep the mail, piece by piece; False where it lies there already, waiting or decided."""
    start, pieces = _start_of(unread.pieces)
    content = keep_content(shop.organisation_id, pieces, media_type="message/rfc822")
    defaults = {
        "shop": shop,
        "content": content,
        "size": content.size,
        "reason": unread.reason,
        "reader": reader_version(),
        "is_sent": unread.mail.is_sent,
        "is_typed": unread.mail.is_typed,
        "trusted": unread.mail.trusted,
        "quarantined_at": clock.now(),
    }
    kept, is_new = QuarantinedMail.objects.get_or_create(
        organisation_id=shop.organisation_id, sha256=bytes(content.sha256), defaults=defaults
    )
    if not is_new:
        return False
    head = read_message(start, shop_zone=shop.time_zone)
    QuarantinedMailPerson.objects.create(
        mail=kept,
        organisation_id=shop.organisation_id,
        sender=storable(head.sender_address or "")[:LONGEST_WORDS],
        subject=storable(head.subject or "")[:LONGEST_WORDS],
        place=storable(unread.mail.place)[:LONGEST_WORDS],
        words=storable(unread.words)[:LONGEST_WORDS],
    )
    tell("mail_quarantined", kept, by=by)
    return True


def tell(verb: str, mail: QuarantinedMail, *, by: Actor) -> None:
    """Record what happened to a quarantined mail."""
    detail = {"reason": mail.reason, "size": mail.size}
    record(actor=by, verb=verb, subject_type="quarantined_mail", subject_id=mail.pk, detail=detail)


def _start_of(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first octets, to tell who wrote; and all pieces from the first on, as many as are kept."""
    rest = iter(pieces)
    first = next(rest, b"")
    return first[:LOOKED_AT], _bounded(chain((first,), rest))


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    left = MOST_KEPT
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return
