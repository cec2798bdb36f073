"""Providers that want a token instead of a password, as a pack tells of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.connectors.mail.oauth import Grant
from amends.core.errors import Refused
from amends.core.packs import load_pack

USUAL_TENANT = "common"
_TENANT = re.compile(r"[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Reached:
    """A provider's server: `security` is tls or starttls (none: on this machine)."""

    host: str
    port: int
    security: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """`consent_url` and `token_url` may name a `{tenant}`: whose directory the mailbox is in.

    `scope` is asked for where only mails are fetched, `sending` where they are only handed in, `consent`
    where a person agrees on screen (then `needs` must have been granted). `program_page`: where a seller
    gets the id and the secret of a program of their own.
    """

    code: str
    name: str
    consent_url: str
    token_url: str
    scope: str
    sending: str
    consent: str
    needs: tuple[str, ...]
    program_page: str
    hosts: tuple[str, ...]
    imap: Reached
    smtp: Reached
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_tenant(self) -> bool:
        """Whether it matters in which directory the mailbox is."""
        return "{tenant}" in self.consent_url


def sign_ins() -> dict[str, SignIn]:
    """Every provider by its code, in the order of the pack."""
    rows = load_pack("mail_sign_in").body["providers"]
    return {row["code"]: _sign_in(row) for row in rows}


def sign_in_at(host: str) -> SignIn | None:
    """The provider whose mailboxes are reached at this server, if it is one of these."""
    return next((each for each in sign_ins().values() if host.strip().casefold() in each.hosts), None)


def of_tenant(address: str, tenant: str) -> str:
    """The address with the directory in it. Raises Refused."""
    if not _TENANT.fullmatch(tenant or USUAL_TENANT):
        raise Refused("mail_tenant_bad", f"{tenant!r} is no directory.", mend="Write contoso.example.")
    return address.replace("{tenant}", tenant or USUAL_TENANT)


def grant_of(
    code: str,
    *,
    client_id: str,
    client_secret: str,
    refresh_token: str,
    tenant: str = "",
    is_for_sending: bool = False,
) -> Grant:
    """The grant of the provider `code`, or of one whose token endpoint `code` is. Raises Refused."""
    found = sign_ins().get(code)
    if found is None and "://" not in code:
        known = ", ".join(sign_ins())
        raise Refused(
            "mail_provider_unknown",
            f"There is no provider {code!r}.",
            mend=f"One of: {known}, or https://… of another.",
        )
    scope = "" if found is None else found.sending if is_for_sending else found.scope
    return Grant(
        token_url=of_tenant(found.token_url if found is not None else code, tenant),
        client_id=client_id.strip(),
        client_secret=client_secret.strip(),
        refresh_token=refresh_token.strip(),
        scope=scope,
    )


def _sign_in(row: Mapping[str, object]) -> SignIn:
    told = {name: value for name, value in row.items() if name != "source"}
    for way in ("imap", "smtp"):
        told[way] = Reached(**row[way])  # type: ignore[arg-type]
    for name in ("needs", "hosts"):
        told[name] = tuple(row[name])  # type: ignore[arg-type]
    return SignIn(**told)  # type: ignore[arg-type]
