"""A mail as a record: read, and named so that every copy of it is the same one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from amends.accounts.models import SellerAccount, Shop
from amends.connectors.base import MessageFacts, Record, Reject
from amends.connectors.mail.proof import TYPED
from amends.connectors.mail.reading import content_key, read_message
from amends.platform_records.actions import Source

MAIL = "mail"
READER_FELL = "unreadable:"  # the reader's problem where a mail breaks it


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """A mail as octets, and where it arrived. `is_sent`: it lay among those that the shop has sent.

    `trusted`: whose word about the sender counts (an authserv-id), "" for nobody's. `arrived_at`: when, by
    the mailbox's word; what the mail's own head says of that goes before it. `is_typed`: into a form that
    anybody can fill in; `names_order`: the order number typed there.
    """

    octets: bytes
    place: str
    is_sent: bool = False
    trusted: str = ""
    arrived_at: datetime | None = None
    is_typed: bool = False
    names_order: str = ""

    def pieces(self) -> Iterator[bytes]:
        yield self.octets


def mail_record(mail: ArrivedMail, *, line: int, shop: Shop) -> Record | Reject:
    """What the mail says; a Reject where it breaks the reader."""
    facts = read_message(mail.octets, shop_zone=shop.time_zone, trusted=mail.trusted)
    fell = next((each for each in facts.problems if each.startswith(READER_FELL)), None)
    if fell is not None:
        fault = fell.removeprefix(READER_FELL)
        return Reject(
            line, "", "reader_fell", f"Mail {line} breaks the reader: {fault}.", "", pieces=mail.pieces
        )
    facts.arrived_at = facts.arrived_at or mail.arrived_at
    if mail.is_sent:
        facts.direction = "out"
    if mail.is_typed:
        as_typed(facts, mail.names_order)
    return record_of(facts, mail.octets, line)


def record_of(facts: MessageFacts, octets: bytes, line: int = 1) -> Record:
    """A mail that was read, as the import takes it in."""
    content = content_key(facts)
    return Record(
        line=line,
        key=f"{facts.message_id}/{content.hex()}",
        subject="",
        content_hash=content,
        updated_at=None,
        facts=[facts],
        values=[],
        octets=octets,
    )


def as_typed(facts: MessageFacts, number: str = "") -> None:
    """A person's words, whatever address was typed: no notice, no answer of ours, in no thread."""
    facts.sender_proof, facts.direction, facts.kind = TYPED, "in", None
    facts.names_order = number or None
    facts.original_name = facts.original_address = facts.in_reply_to = None
    facts.references, facts.thread = [], facts.message_id


def mail_source(shop: Shop, import_file_id: int | None = None) -> Source:
    """Where mails of the shop come from. A copy that another of the organisation's shops got is the same."""
    accounts = SellerAccount.objects.of(shop.organisation_id).values_list("pk", flat=True)
    return Source(
        organisation_id=shop.organisation_id,
        seller_account_id=shop.seller_account_id,
        kind=MAIL,
        import_file_id=import_file_id,
        header_id=None,
        known_in=frozenset(accounts),
    )
