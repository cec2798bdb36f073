"""Logging in with a token instead of a password (RFC 6749, 6): a lasting grant buys tokens for an hour."""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from amends.connectors.mail.imap_faults import MailboxFault, on_one_line, told_apart

PATIENCE_S = 20.0
LARGEST_ANSWER = 64 * 1024
BEFORE_IT_ENDS_S = 120.0
USUALLY_LASTS_S = 3600.0
LONGEST_TOKEN = 16_000
SECRETS = {"refresh_token", "client_secret", "code", "code_verifier"}
FOR_GOOD = {"invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_scope"}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the seller has from the provider: `token_url` is asked, with id and secret of their own program
    there ("" where it has none) and the token that lasts."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str = ""


@dataclass(slots=True)
class _Bought:
    token: str
    until: float  # by the monotonic clock
    grant: Grant


_bought: dict[Grant, _Bought] = {}
_renewed: dict[Grant, Grant] = {}
_lock = threading.Lock()


def token_for(grant: Grant) -> str:
    """A token that is good now, bought anew where none is left. Raises MailboxFault."""
    newest = newest_of(grant)
    with _lock:
        known = _bought.get(newest)
    if known is not None and time.monotonic() < known.until:
        return known.token
    bought = _buy(newest)
    with _lock:
        if bought.grant != newest:
            _renewed[newest] = bought.grant
        _bought.pop(newest, None)
        _bought[bought.grant] = bought
    return bought.token


def remember(answer: Mapping[str, Any], grant: Grant) -> Grant:
    """Keep the token that the provider has just given, for as long as it lasts; the grant as it is now.

    Raises MailboxFault where there is none in the answer.
    """
    bought = _read(answer, grant)
    with _lock:
        _bought[bought.grant] = bought
    return bought.grant


def forget_token(grant: Grant) -> None:
    """The server does not take the token: the next one is bought anew."""
    newest = newest_of(grant)
    with _lock:
        _bought.pop(newest, None)


def newest_of(grant: Grant) -> Grant:
    """The grant as the provider has renewed it since; itself where it has not."""
    with _lock:
        while grant in _renewed:
            grant = _renewed[grant]
    return grant


def is_safe(token_url: str) -> bool:
    """Whether secrets may be sent there: over https, or to this machine."""
    try:
        parts = urlsplit(token_url)
        port = parts.port
    except ValueError:
        return False
    odd = not token_url.isascii() or not token_url.isprintable() or " " in token_url or port == 0
    if odd or not parts.hostname or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _buy(grant: Grant) -> _Bought:
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token,
        "client_id": grant.client_id,
    }
    more = {"client_secret": grant.client_secret, "scope": grant.scope}
    asked |= {name: value for name, value in more.items() if value}
    return _read(answer_of(grant.token_url, asked), grant)


def answer_of(token_url: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the provider answers, a token in it. Raises MailboxFault, whose words hold nothing secret."""
    status, body = _post(token_url, urlencode(asked).encode())
    answer = _document(body)
    if status == 200 and isinstance(answer.get("access_token"), str):
        return answer
    error, words = str(answer.get("error", "")), answer.get("error_description", "")
    said = f"HTTP {status} {error} {words}"
    for name in SECRETS & asked.keys():
        said = said.replace(asked[name], "…")
    if error in FOR_GOOD or status == 401:
        raise MailboxFault("refused", on_one_line(said))
    raise MailboxFault("busy" if status == 429 or status >= 500 else "nonsense", on_one_line(said))


def _read(answer: Mapping[str, Any], grant: Grant) -> _Bought:
    token, lasts, renewed = (answer.get(name) for name in ("access_token", "expires_in", "refresh_token"))
    usable = (
        isinstance(token, str) and 0 < len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable()
    )
    if not usable:
        raise MailboxFault("nonsense", "The provider's token is none.")
    try:
        seconds = float(lasts) if lasts is not None else USUALLY_LASTS_S
    except (TypeError, ValueError):
        seconds = USUALLY_LASTS_S
    if isinstance(renewed, str) and 0 < len(renewed) <= LONGEST_TOKEN and renewed != grant.refresh_token:
        grant = replace(grant, refresh_token=renewed)
    until = time.monotonic() + min(max(seconds - BEFORE_IT_ENDS_S, 0.0), 24 * USUALLY_LASTS_S)
    return _Bought(str(token), until, grant)


def _document(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _post(token_url: str, body: bytes) -> tuple[int, bytes]:
    """Status and answer, within PATIENCE_S however it drips; nobody is led elsewhere. Raises MailboxFault."""
    if not is_safe(token_url):
        raise MailboxFault("no_encryption", "Tokens are not asked for in the clear.")
    parts = urlsplit(token_url)
    host, path = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=PATIENCE_S, context=context
        )
    else:
        line = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE_S)
    watchdog = threading.Timer(PATIENCE_S, _cut, [line])
    watchdog.daemon = True
    try:
        with told_apart(connecting=True):
            line.connect()
            watchdog.start()
            head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            line.request("POST", path, body, {**head, "Connection": "close"})
            answer = line.getresponse()
            said = answer.read(LARGEST_ANSWER)
            if answer.length:
                raise MailboxFault("nonsense", "The provider's answer is cut off, or does not end.")
            return answer.status, said
    finally:
        watchdog.cancel()
        line.close()


def _cut(line: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)
