"""Providers that want a token instead of a password, as a pack tells of them."""

import re
from dataclasses import dataclass

from amends.connectors.mail.oauth import Grant
from amends.core.errors import Refused
from amends.core.packs import load_pack

USUAL_TENANT = "common"
_TENANT = re.compile(r"[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True, slots=True)
class SignIn:
    """`token_url` may name a `{tenant}`: whose directory the mailbox is in."""

    code: str
    name: str
    token_url: str
    scope: str
    hosts: tuple[str, ...]


def sign_ins() -> dict[str, SignIn]:
    """Every provider by its code, in the order of the pack."""
    rows = load_pack("mail_sign_in").body["providers"]
    return {
        row["code"]: SignIn(row["code"], row["name"], row["token_url"], row["scope"], tuple(row["hosts"]))
        for row in rows
    }


def sign_in_at(host: str) -> SignIn | None:
    """The provider whose mailboxes are reached at this server, if it is one of these."""
    return next((each for each in sign_ins().values() if host.strip().casefold() in each.hosts), None)


def grant_of(code: str, *, client_id: str, client_secret: str, refresh_token: str, tenant: str = "") -> Grant:
    """The grant of the provider `code`, or of one whose token endpoint `code` is. Raises Refused."""
    found = sign_ins().get(code)
    if found is None and "://" not in code:
        known = ", ".join(sign_ins())
        raise Refused("mail_provider_unknown", f"{code}?", mend=f"One of: {known}, or https://… of another.")
    if not _TENANT.fullmatch(tenant or USUAL_TENANT):
        raise Refused("mail_tenant_bad", f"{tenant!r} is no directory.", mend="Write contoso.example.")
    token_url = found.token_url if found is not None else code
    return Grant(
        token_url=token_url.replace("{tenant}", tenant or USUAL_TENANT),
        client_id=client_id.strip(),
        client_secret=client_secret.strip(),
        refresh_token=refresh_token.strip(),
        scope=found.scope if found is not None else "",
    )
