"""What became of a mail handed to a server, in the reader's language, with what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.connectors.mail.submission import GRANT_OVER, NO_TOKEN, TOKEN_REFUSED, Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, what to do, and the server's own words."""

    is_good: bool
    sentence: Promise
    mend: Promise | str
    exact: str


_REFUSED: tuple[tuple[str, Promise, Promise], ...] = (
    (
        GRANT_OVER,
        _("The provider does not let the desk in any more."),
        _("Sign in anew on the mailbox's page, under Settings → Mailboxes."),
    ),
    (
        TOKEN_REFUSED,
        _("The server does not accept the provider's token."),
        _("Sign in anew on the mailbox's page. Authenticated SMTP must be switched on at the provider."),
    ),
    (
        NO_TOKEN,
        _("The provider gives no token just now."),
        _("Nothing to do: it is tried again by itself. Nothing has left."),
    ),
    (
        "AMENDS_SECRET_KEY",
        _("The kept password cannot be opened."),
        _("The desk's secret key has changed: type the password again."),
    ),
    ("530", _("The server wants a login."), _("Type login and password.")),
    (
        "535",
        _("The server does not accept login and password."),
        _("Many providers want an app password instead of the usual one."),
    ),
    ("534", _("The server does not accept login and password."), _("It wants an app password.")),
    (
        "STARTTLS",
        _("The server does not speak STARTTLS at this port."),
        _("Try TLS with port 465."),
    ),
    (
        "SSL",
        _("No encrypted connection came about."),
        _("Port 465 goes with TLS, 587 with STARTTLS; or the server's certificate is not good."),
    ),
    (
        "gaierror",
        _("There is no server of this name."),
        _("Look for a slip in the server's name."),
    ),
    (
        "ConnectionRefusedError",
        _("Nobody answers at this port."),
        _("Look at port and encryption."),
    ),
    (
        "TimeoutError",
        _("The server did not answer in time."),
        _("Look at port and encryption; a firewall may be in between."),
    ),
    (
        "SMTPServerDisconnected",
        _("The server closed the line."),
        _("Port 465 goes with TLS, 587 with STARTTLS."),
    ),
)


def said_of(outcome: Outcome) -> Said:
    """The outcome as a person reads it."""
    if outcome.state == "sent":
        return Said(
            True,
            _("The server has taken the mail."),
            _("Look into your mailbox, and into the spam folder."),
            outcome.answer,
        )
    for sign, sentence, mend in _REFUSED:
        if outcome.answer.startswith(sign) or (not sign.isdecimal() and sign in outcome.answer):
            return Said(False, sentence, mend, outcome.answer)
    return Said(
        False,
        _("The server did not take the mail."),
        _("Its answer says why: often the sender's address is not one of this login."),
        outcome.answer,
    )
