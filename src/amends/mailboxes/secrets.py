"""What a mailbox is opened with: a password, or a provider's grant; sealed with the installation's key."""

import json
from dataclasses import asdict

from django.conf import settings

from amends.accounts.mail_servers import checked_password
from amends.connectors.mail.oauth import LONGEST_TOKEN, Grant, is_safe, newest_of
from amends.core.errors import Refused
from amends.core.sealing import seal, unseal
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import AskedMailbox

PURPOSE = "mailbox password"
PASSWORD, GRANT = "password", "oauth"


def sealed_secret(secret: str | Grant) -> dict[str, str]:
    """The columns that hold it. Raises Refused."""
    if isinstance(secret, str):
        return {"sign_in": PASSWORD, "sealed_password": _sealed(checked_password(secret))}
    return {"sign_in": GRANT, "sealed_password": _sealed(json.dumps(asdict(_checked(secret))))}


def opened_secret(mailbox: Mailbox) -> tuple[str, Grant | None]:
    """The password, or "" and the grant. Raises NotOurSeal."""
    opened = unseal(mailbox.sealed_password, key=settings.SECRET_KEY, purpose=PURPOSE)
    return ("", Grant(**json.loads(opened))) if mailbox.sign_in == GRANT else (opened, None)


def keep_renewed(asked: AskedMailbox) -> None:
    """Keep the grant as the provider has renewed it, unless somebody has set another one meanwhile."""
    grant = asked.account.grant
    newest = newest_of(grant) if grant is not None else None
    if grant is None or newest is None or newest == grant:
        return
    mailbox = Mailbox.objects.select_for_update().filter(pk=asked.mailbox_id, sign_in=GRANT).first()
    if mailbox is None:
        return
    _, kept = opened_secret(mailbox)
    if kept is not None and kept != newest and newest_of(kept) == newest:
        mailbox.sealed_password = sealed_secret(newest)["sealed_password"]
        mailbox.save(update_fields=["sealed_password"])


def _checked(grant: Grant) -> Grant:
    if not is_safe(grant.token_url):
        raise Refused("mail_token_url_bad", "Tokens are asked for over https.", mend="Write https://…")
    for name, text in (("client id", grant.client_id), ("refresh token", grant.refresh_token)):
        if not text or len(text) > LONGEST_TOKEN or not text.isprintable():
            raise Refused("mail_grant_bad", f"The {name} is missing or odd.", mend=f"Give the {name}.")
    if not grant.client_secret.isprintable() or not grant.scope.isprintable():
        raise Refused("mail_grant_bad", "Secret or scope hold control characters.", mend="Copy them again.")
    return grant


def _sealed(text: str) -> str:
    return seal(text, key=settings.SECRET_KEY, purpose=PURPOSE)
