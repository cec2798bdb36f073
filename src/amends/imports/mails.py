"""Mails taken in, from mailboxes and from disk: each once, and none lost that cannot be."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from amends.accounts.models import Shop
from amends.connectors.base import MessageFacts, Record
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import NotAllowed
from amends.core.jobs import PASSING
from amends.imports.mail_records import ArrivedMail, mail_record, mail_source
from amends.imports.quarantine import Unread, quarantine
from amends.imports.records import take_records
from amends.imports.rules import Outcome
from amends.inbox.models import PlatformEvent

NOT_OF_THE_MAIL = (*PASSING, NotAllowed, MemoryError)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailsTaken:
    """What became of mails: each is created, a duplicate, or quarantined.

    `events`: notifications, bounces and automatic answers among the created; `attachments`: the files they
    brought.
    """

    created: int = 0
    duplicates: int = 0
    quarantined: int = 0
    events: int = 0
    attachments: int = 0

    def __add__(self, other: "MailsTaken") -> "MailsTaken":
        return MailsTaken(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def messages(self) -> int:
        """How many mails there were."""
        return self.created + self.duplicates + self.quarantined


@transaction.atomic
def take_mails(shop: Shop, mails: Sequence[ArrivedMail], *, by: Actor) -> MailsTaken:
    """Take mails in, in their order; all of it commits with the caller's transaction, or nothing.

    A mail that the reader, the intake or the database refuses is found by halving, and quarantined.
    """
    taken, unread = try_mails(shop, mails, by=by)
    return taken + put_aside(shop, unread, by=by)


def try_mails(shop: Shop, mails: Sequence[ArrivedMail], *, by: Actor) -> tuple[MailsTaken, list[Unread]]:
    """As `take_mails`, but those that could not be taken are told, and nothing is done about them."""
    if not mails:
        return MailsTaken(), []
    try:
        with transaction.atomic():
            return _take(shop, mails, by=by)
    except NOT_OF_THE_MAIL:
        raise
    except Exception as error:
        if len(mails) > 1:
            middle = len(mails) // 2
            first, unread = try_mails(shop, mails[:middle], by=by)
            second, further = try_mails(shop, mails[middle:], by=by)
            return first + second, unread + further
        log.exception("a mail could not be taken in")
        reason = str(error).partition("\n")[0]
        words = f"It cannot be stored: {type(error).__name__}: {reason}"
        return MailsTaken(), [Unread(mails[0].pieces(), "not_storable", words, mails[0])]


def put_aside(shop: Shop, unread: Iterable[Unread], *, by: Actor) -> MailsTaken:
    """Quarantine mails; those that lie there already are duplicates."""
    new = [quarantine(shop, each, by=by) for each in unread]
    return MailsTaken(duplicates=new.count(False), quarantined=new.count(True))


def hold_mails(shop: Shop) -> None:
    """Let nobody else take mails of the organisation, or anything of the seller account, until we commit."""
    lock_until_commit("mails", shop.organisation_id)
    lock_until_commit("seller_account", shop.seller_account_id)


def _take(shop: Shop, mails: Sequence[ArrivedMail], *, by: Actor) -> tuple[MailsTaken, list[Unread]]:
    hold_mails(shop)
    records: list[Record] = []
    unread: list[Unread] = []
    for line, mail in enumerate(mails, 1):
        read = mail_record(mail, line=line, shop=shop)
        if isinstance(read, Record):
            records.append(read)
        else:
            unread.append(Unread(mail.pieces(), read.reason, read.detail, mail))
    verdicts = take_records(shop, mail_source(shop), records, by=by) if records else []
    created = [
        facts
        for record, verdict in zip(records, verdicts, strict=True)
        if verdict.outcome is Outcome.CREATED
        for facts in record.facts
        if isinstance(facts, MessageFacts) and facts.same_as is None
    ]
    taken = MailsTaken(
        created=len(created),
        duplicates=len(records) - len(created),
        events=_events_among(shop, created),
        attachments=sum(len(facts.attachments) for facts in created),
    )
    return taken, unread


def _events_among(shop: Shop, created: Sequence[MessageFacts]) -> int:
    names = {facts.message_id for facts in created}
    if not names:
        return 0
    return PlatformEvent.objects.filter(message__shop=shop, message__external_id__any=names).count()
