"""A person lets the desk into a mailbox, at its provider: authorization code with PKCE (RFC 6749, 7636)."""

import base64
import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from amends.connectors.mail.imap_faults import MailboxFault
from amends.connectors.mail.oauth import LONGEST_TOKEN, Grant, answer_of, remember

LONGEST_CODE = 4_000
_NAMES = ("email", "preferred_username", "upn")  # of the mailbox, in what the provider tells of a person
_GOOGLE = ("gmail.com", "googlemail.com")


@dataclass(frozen=True, slots=True)
class Program:
    """The seller's own program at the provider; the secret is "" where it has none."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the provider gave for a code: the lasting grant, and the addresses of whoever agreed."""

    grant: Grant
    addresses: frozenset[str]


def new_secret() -> str:
    """A secret that nobody guesses, as a state or a verifier: 43 signs that need no quoting."""
    return secrets.token_urlsafe(32)


def consent_address(
    consent_url: str,
    program: Program,
    *,
    scope: str,
    state: str,
    verifier: str,
    comes_back_to: str,
    login: str,
    more: Mapping[str, str],
) -> str:
    """Where the person agrees. The verifier itself stays here."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    asked = {
        **more,
        "response_type": "code",
        "client_id": program.client_id,
        "redirect_uri": comes_back_to,
        "scope": scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(hashed).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": login,
    }
    return f"{consent_url}?{urlencode(asked)}"


def redeemed(
    token_url: str,
    program: Program,
    *,
    code: str,
    verifier: str,
    comes_back_to: str,
    scope: str,
    needs: Collection[str],
) -> Agreed:
    """The lasting grant for a code.

    Raises MailboxFault: `not_lasting`, `not_granted` (something in `needs`), what asking for tokens raises.
    """
    if not 0 < len(code) <= LONGEST_CODE or not code.isprintable():
        raise MailboxFault("nonsense", "The code is none.")
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": comes_back_to,
        "client_id": program.client_id,
    }
    if program.client_secret:
        asked["client_secret"] = program.client_secret
    answer = answer_of(token_url, asked)
    granted = answer.get("scope")
    if isinstance(granted, str) and not {each.casefold() for each in needs} <= set(
        granted.casefold().split()
    ):
        raise MailboxFault("not_granted", f"Granted: {granted}")
    lasting = answer.get("refresh_token")
    if not isinstance(lasting, str) or not 0 < len(lasting) <= LONGEST_TOKEN or not lasting.isprintable():
        raise MailboxFault("not_lasting", "The provider gave a token for now only.")
    grant = Grant(token_url, program.client_id, program.client_secret, lasting, _lasting(scope))
    return Agreed(remember(answer, grant), _addresses(answer, program))


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether both name one mailbox; Google reads no dots."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    name, _, domain = address.strip().casefold().rpartition("@")
    return f"{name.replace('.', '')}@gmail.com" if domain in _GOOGLE else f"{name}@{domain}"


def _lasting(scope: str) -> str:
    """Of what was agreed to, that which tokens are bought for; "" where all of it goes without saying."""
    kept = [each for each in scope.split() if each not in ("openid", "email", "profile")]
    return " ".join(kept) if "offline_access" in kept else ""


def _addresses(answer: Mapping[str, Any], program: Program) -> frozenset[str]:
    """Whose token it is, by the provider's own word: it came from its token endpoint over TLS, so that its
    signature need not be looked at (OpenID Connect Core, 3.1.3.7)."""
    told = _claims(answer.get("id_token"))
    audience = told.get("aud")
    if program.client_id not in (audience if isinstance(audience, list) else [audience]):
        return frozenset()
    found = (told.get(name) for name in _NAMES)
    return frozenset(each for each in found if isinstance(each, str) and "@" in each and each.isprintable())


def _claims(id_token: object) -> Mapping[str, Any]:
    parts = id_token.split(".") if isinstance(id_token, str) else []
    if len(parts) != 3 or len(parts[1]) > LONGEST_TOKEN:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
