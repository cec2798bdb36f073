"""Where well-known providers are reached, by the domain of an address; and the password they want."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from amends.core.packs import load_pack


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of mailboxes. `password`: a code of PASSWORDS; `page`: where that is made, "" where unknown.

    `authserv`: the authserv-id that its server writes into mails, "" where that is not known.
    """

    code: str
    name: str
    domains: tuple[str, ...]
    host: str
    port: int
    security: str
    password: str
    page: str = ""
    authserv: str = ""


def provider_of(address: str) -> Provider | None:
    """Who hosts the address, as far as its domain tells."""
    return _by_domain().get(address.strip().casefold().rpartition("@")[2])


def providers() -> Mapping[str, Provider]:
    """Every provider by its code, in the order of the pack."""
    return _by_code()


def provider_at(host: str) -> Provider | None:
    """Who is reached at this server: of several, the one that hosts the domains of others."""
    found = [each for each in _by_code().values() if each.host == host.strip().casefold()]
    return min(found, key=lambda each: len(each.domains), default=None)


def password_hint(code: str, locale: str) -> str:
    """Which password programs need there, in the language (en, zh-Hans, fr)."""
    rows = load_pack("mail_providers").body["passwords"]
    return next((str(row[locale]) for row in rows if row["code"] == code), "")


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Provider]:
    rows = load_pack("mail_providers").body["providers"]
    known = [{name: row[name] for name in row if name != "source"} for row in rows]
    return {row["code"]: Provider(**{**row, "domains": tuple(row["domains"])}) for row in known}


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Provider]:
    return {domain: each for each in _by_code().values() for domain in each.domains}
