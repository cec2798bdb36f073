"""Handing a mail to a server: how far it came, and what the server's answer means."""

import base64
import smtplib
from dataclasses import dataclass
from typing import Any

from amends.connectors.mail.imap_faults import MailboxFault

GO_AHEAD, GO_ON, LOGGED_IN = 354, 334, 235
# What an outcome's answer begins with where a token stands in the password's place.
GRANT_OVER, NO_TOKEN, TOKEN_REFUSED = "grant_over", "no_token", "token_refused"
NO_XOAUTH2 = "The server offers no login by token (XOAUTH2)."


@dataclass(frozen=True, slots=True)
class Outcome:
    """sent | failed (refused for good) | later (nothing was taken yet) | unknown; what the server said."""

    state: str
    answer: str


class WatchedSMTP(smtplib.SMTP):
    """Remembers whether the server let the mail's text begin: from then on it may have it."""

    text_begun = False
    last_answer = ""

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.last_answer = said(code, words)
        if code == GO_AHEAD:
            self.text_begun = True
        return code, words

    def log_in_with_token(self, name: str, token: str) -> None:
        """SASL XOAUTH2. Raises smtplib's errors; SMTPAuthenticationError where the token is refused."""
        self.ehlo_or_helo_if_needed()
        if "XOAUTH2" not in self.esmtp_features.get("auth", "").upper().split():
            raise smtplib.SMTPNotSupportedError(NO_XOAUTH2)
        said = base64.b64encode(f"user={name}\1auth=Bearer {token}\1\1".encode()).decode()
        code, words = self.docmd("AUTH", f"XOAUTH2 {said}")
        if code == GO_ON:  # it tells why it refuses before it does; to that, nothing is said
            code, words = self.docmd("")
        if code != LOGGED_IN:
            words = words.replace(said.encode(), b"").replace(token.encode(), b"")
            raise smtplib.SMTPAuthenticationError(code if code >= 400 else 535, words)


class WatchedSMTPS(WatchedSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from the first octet."""


def refused(error: BaseException, *, text_begun: bool) -> Outcome:
    """What an error in the middle of a hand-over means. `text_begun`: the server may have the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(*max(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException) and type(error) is not smtplib.SMTPResponseException:
        return _by_code(error.smtp_code, error.smtp_error, text_begun=text_begun)
    if text_begun:
        return Outcome("unknown", _reason(error))
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome("later", _reason(error))
    return Outcome("failed", _reason(error))


def without_token(fault: MailboxFault) -> Outcome:
    """What it means that the provider gave no token: nobody was called, and nothing left."""
    if fault.code in ("refused", "no_encryption", "certificate"):
        return Outcome("failed", f"{GRANT_OVER}: {fault.words}"[:500])
    return Outcome("later", f"{NO_TOKEN}: {fault.words}"[:500])


def said(code: int, words: bytes | str) -> str:
    """`550 No such user`, on one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.replace(chr(0), '').split())}".strip()[:500]


def _by_code(code: int, words: Any, *, text_begun: bool = False) -> Outcome:
    answer = said(code, words)
    if 500 <= code < 600:
        return Outcome("failed", answer)
    if 400 <= code < 500:
        return Outcome("later", answer)
    return Outcome("unknown" if text_begun else "later", answer)


def _reason(error: BaseException) -> str:
    words = " ".join(str(error).replace("\0", "").split())
    return f"{type(error).__name__}: {words}"[:500] if words else type(error).__name__
