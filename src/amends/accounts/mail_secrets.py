"""What a mail server is opened with, sealed with the desk's key: a password, or a provider's grant."""

import json
from dataclasses import asdict

from django.conf import settings

from amends.accounts.mail_servers import checked_password
from amends.connectors.mail.oauth import LONGEST_TOKEN, Grant, is_safe, newest_of
from amends.core.errors import Refused
from amends.core.sealing import seal, unseal

PASSWORD, GRANT = "password", "oauth"


def sealed_secret(secret: str | Grant, *, purpose: str) -> dict[str, str]:
    """The columns that hold it. Raises Refused."""
    if isinstance(secret, str):
        return {"sign_in": PASSWORD, "sealed_password": _sealed(checked_password(secret), purpose)}
    return {"sign_in": GRANT, "sealed_password": _sealed(json.dumps(asdict(_checked(secret))), purpose)}


def opened_secret(sign_in: str, sealed: str, *, purpose: str) -> tuple[str, Grant | None]:
    """The password, or "" and the grant. Raises NotOurSeal."""
    opened = unseal(sealed, key=settings.SECRET_KEY, purpose=purpose)
    return ("", Grant(**json.loads(opened))) if sign_in == GRANT else (opened, None)


def renewed(grant: Grant | None) -> Grant | None:
    """The grant as the provider has renewed it since; None where it has not."""
    newest = newest_of(grant) if grant is not None else None
    return newest if newest != grant else None


def _checked(grant: Grant) -> Grant:
    if not is_safe(grant.token_url):
        raise Refused("mail_token_url_bad", "Tokens are asked for over https.", mend="Write https://…")
    for name, text in (("client id", grant.client_id), ("refresh token", grant.refresh_token)):
        if not text or len(text) > LONGEST_TOKEN or not text.isprintable():
            raise Refused("mail_grant_bad", f"The {name} is missing or odd.", mend=f"Give the {name}.")
    if not grant.client_secret.isprintable() or not grant.scope.isprintable():
        raise Refused("mail_grant_bad", "Secret or scope hold control characters.", mend="Copy them again.")
    return grant


def _sealed(text: str, purpose: str) -> str:
    return seal(text, key=settings.SECRET_KEY, purpose=purpose)
