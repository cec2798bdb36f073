"""A quarantined mail taken in as plain text, because a person wants it: nothing in it is unpacked."""

from django.db import transaction

from amends.connectors.base import Record
from amends.connectors.mail.mailbox import LARGEST_MAIL
from amends.connectors.mail.plainly import LONGEST, read_plainly
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.imports.mail_records import as_typed, mail_source, record_of
from amends.imports.mails import hold_mails
from amends.imports.models import QuarantinedMail
from amends.imports.quarantine import tell
from amends.imports.records import take_records
from amends.imports.retrying import hold_mail
from amends.platform_records.contents import forget_contents, read_content

START = LONGEST + 64 * 1024  # octets looked at


@transaction.atomic
def take_mail_anyway(mail_id: int, *, by: Actor) -> QuarantinedMail:
    """Take the mail in as the text it is. Its octets are kept with the message, or, beyond 50 MB, here.

    Raises NotFound, NotAllowed, Refused (quarantine_decided, quarantine_empty).
    """
    mail = hold_mail(mail_id, by=by)
    if mail.state == "taken":
        raise Refused("quarantine_decided", "This mail was taken in already.", mend="Reload the page.")
    if mail.reason == "not_fetched":
        raise Refused("quarantine_empty", "Nothing of this mail was ever given.", mend="Fetch it again.")
    hold_mails(mail.shop)
    fits = mail.size <= LARGEST_MAIL
    octets = _octets(mail, LARGEST_MAIL if fits else START)
    record = _record(mail, octets)
    take_records(mail.shop, mail_source(mail.shop), [record], by=by)
    content_id = mail.content_id
    if fits:
        mail.content = None
    mail.state, mail.decided_at = "taken", clock.now()
    mail.save()
    if fits and content_id is not None:
        forget_contents([content_id])
    tell("quarantined_mail_taken_anyway", mail, by=by)
    return mail


def _octets(mail: QuarantinedMail, most: int) -> bytes:
    assert mail.content is not None
    found = bytearray()
    for piece in read_content(mail.content):
        found += piece
        if len(found) >= most:
            break
    return bytes(found[:most])


def _record(mail: QuarantinedMail, octets: bytes) -> Record:
    facts = read_plainly(octets[:START], shop_zone=mail.shop.time_zone)
    if mail.is_sent:
        facts.direction = "out"
    if mail.is_typed:
        as_typed(facts)
    return record_of(facts, octets)
