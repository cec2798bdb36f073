"""What leads read on the desk while a mailbox brings no mails."""

from dataclasses import dataclass

from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import failing_in
from amends.web.access import Reader
from amends.web.mailbox_words import Trouble, trouble_of


@dataclass(frozen=True, slots=True)
class Alarm:
    """The mailbox failing longest, what stands in its way, and how many others fail too."""

    mailbox: Mailbox
    trouble: Trouble
    others: int


def mailbox_alarm(reader: Reader | None) -> Alarm | None:
    """For whoever could mend it, with one query; None for anybody else, and while all answer."""
    shops = reader.shops("change_shop") if reader is not None else {}
    failing = failing_in(reader.organisation_id, list(shops)) if reader is not None and shops else []
    if not failing:
        return None
    mailbox = failing[0].mailbox
    is_token = mailbox.sign_in == "oauth"
    trouble = trouble_of(mailbox.error_code, mailbox.error, host=mailbox.host, is_token=is_token)
    return Alarm(mailbox, trouble, len(failing) - 1)
