"""A mail that its server did not give is asked for once more, when a person says so."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from amends.accounts.permission import require
from amends.connectors.mail.imap_faults import MailboxFault
from amends.connectors.mail.mailbox import LARGEST_MAIL
from amends.connectors.mail.reading import read_message
from amends.connectors.tables.cells import storable
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.core.sealing import NotOurSeal
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.imports.quarantine import LONGEST_WORDS, LOOKED_AT
from amends.imports.retrying import retry_mail
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import asked_mailbox
from amends.mailboxes.spooling import SpooledMail, spooled
from amends.platform_records.contents import forget_contents, keep_content, read_content

NOT_FETCHED = "not_fetched"
FETCHED = "The mail was fetched after all."
PLACE = re.compile(r"(?s)(.*), (.*?), (\d{1,10})\nUIDVALIDITY (\d{1,10})\n")


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a mail lies: the mailbox, its folder, the mail's number, and the folder's way of numbering."""

    mailbox: Mailbox
    folder: str
    uid: int
    uid_validity: int


def fetch_mail_again(mail_id: int, *, by: Actor) -> QuarantinedMail:
    """Ask the server for a mail that stands in the quarantine as not fetched, and take it in.

    Its state tells whether it went in; one over 50 MB is kept, and stays. Not to be called inside a
    transaction. Raises NotFound, NotAllowed, Refused (mail_was_fetched, mail_lies_nowhere, mail_moved_on,
    mailbox_does_not_answer).
    """
    from amends.connectors.mail.imap import ImapSession

    lying = _lying(_waiting(mail_id, by=by))
    try:
        with ImapSession(asked_mailbox(lying.mailbox).account) as session:
            if session.examine(lying.folder).uid_validity != lying.uid_validity:
                raise Refused(
                    "mail_moved_on",
                    "The server has numbered its mails anew.",
                    mend="It comes in by itself with the others. Dismiss this one.",
                )
            with spooled(session, lying.uid) as found:
                if not found.size:
                    raise Refused("mail_lies_nowhere", "The server has it no more.", mend="Dismiss it.")
                _keep(mail_id, found, by=by)
    except NotOurSeal as error:
        raise Refused("mailbox_does_not_answer", error.message, mend="Type the password again.") from error
    except MailboxFault as fault:
        raise Refused(
            "mailbox_does_not_answer",
            f"The mailbox did not give it: {(fault.words or 'it does not answer').rstrip('.')}.",
            mend="See how the mailbox is doing.",
        ) from fault
    return retry_mail(mail_id, by=by)


def _waiting(mail_id: int, *, by: Actor) -> QuarantinedMail:
    rows = QuarantinedMail.objects.of(by.organisation_id).select_related("shop", "content")
    mail = rows.filter(pk=mail_id).first()
    if mail is None:
        raise NotFound("quarantined_mail_unknown", f"There is no quarantined mail {mail_id}.")
    require(by, "import_file", mail.shop)
    if mail.state == "taken" or mail.reason != NOT_FETCHED or mail.content is None:
        raise Refused("mail_was_fetched", "This mail was fetched already.", mend="Reload the page.")
    return mail


def _lying(mail: QuarantinedMail) -> Lying:
    kept = b"".join(read_content(mail.content)) if mail.content is not None else b""
    found = PLACE.fullmatch(kept.decode("utf-8", "replace"))
    rows = Mailbox.objects.filter(shop=mail.shop, address=found[1] if found else "")
    mailbox = rows.order_by("pk").first()
    if found is None or mailbox is None:
        raise Refused(
            "mail_lies_nowhere",
            "Its mailbox is not there any more.",
            mend="Add it again, or dismiss this mail.",
        )
    return Lying(mailbox, found[2], int(found[3]), int(found[4]))


@transaction.atomic
def _keep(mail_id: int, found: SpooledMail, *, by: Actor) -> None:
    """Put what was fetched in the place of what told where it lay."""
    mail = QuarantinedMail.objects.select_related("shop").select_for_update(of=("self",)).get(pk=mail_id)
    if mail.reason != NOT_FETCHED:
        raise Refused("mail_was_fetched", "This mail was fetched already.", mend="Reload the page.")
    digest = _digest(found.pieces())
    same = QuarantinedMail.objects.of(by.organisation_id).filter(sha256=digest).exclude(pk=mail.pk)
    if same.exists():
        raise Refused("mail_was_fetched", "It lies in the quarantine already.", mend="Dismiss this one.")
    before = mail.content_id
    content = keep_content(by.organisation_id, found.pieces(), media_type="message/rfc822")
    mail.content, mail.size, mail.sha256 = content, content.size, bytes(content.sha256)
    mail.reason = "too_large" if content.size > LARGEST_MAIL else "not_tried"
    mail.save(update_fields=["content", "size", "sha256", "reason"])
    forget_contents([before] if before is not None else [])
    head = read_message(next(found.pieces(), b"")[:LOOKED_AT], shop_zone=mail.shop.time_zone)
    sender, subject = storable(head.sender_address or ""), storable(head.subject or "")
    rows = QuarantinedMailPerson.objects.filter(mail=mail)
    rows.update(sender=sender[:LONGEST_WORDS], subject=subject[:LONGEST_WORDS], words=FETCHED)


def _digest(pieces: Iterator[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
