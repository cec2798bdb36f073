"""What a mailbox is opened with: a password, or a provider's grant."""

from amends.accounts import mail_secrets
from amends.accounts.mail_secrets import GRANT, renewed
from amends.connectors.mail.oauth import Grant, newest_of
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import AskedMailbox

PURPOSE = "mailbox password"


def sealed_secret(secret: str | Grant) -> dict[str, str]:
    """The columns that hold it. Raises Refused."""
    return mail_secrets.sealed_secret(secret, purpose=PURPOSE)


def opened_secret(mailbox: Mailbox) -> tuple[str, Grant | None]:
    """The password, or "" and the grant. Raises NotOurSeal."""
    return mail_secrets.opened_secret(mailbox.sign_in, mailbox.sealed_password, purpose=PURPOSE)


def keep_renewed(asked: AskedMailbox) -> None:
    """Keep the grant as the provider has renewed it, unless somebody has set another one meanwhile."""
    newest = renewed(asked.account.grant)
    if newest is None:
        return
    mailbox = Mailbox.objects.select_for_update().filter(pk=asked.mailbox_id, sign_in=GRANT).first()
    if mailbox is None:
        return
    _, kept = opened_secret(mailbox)
    if kept is not None and kept != newest and newest_of(kept) == newest:
        mailbox.sealed_password = sealed_secret(newest)["sealed_password"]
        mailbox.save(update_fields=["sealed_password"])
