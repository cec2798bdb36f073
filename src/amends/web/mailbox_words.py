"""How a mailbox is doing and what stands in its way, in the reader's language, with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.mailboxes.providers import password_hint, provider_at
from amends.mailboxes.queries import MailboxShown
from amends.mailboxes.rules import Health
from amends.web.language import pack_language

HEALTH: Mapping[Health, Promise] = {
    Health.OFF: pgettext_lazy("mailbox", "Off"),
    Health.NEW: pgettext_lazy("mailbox", "Not asked yet"),
    Health.GOOD: pgettext_lazy("mailbox", "Answers"),
    Health.INTERRUPTED: pgettext_lazy("mailbox", "Interrupted"),
    Health.FAILING: pgettext_lazy("mailbox", "Failing"),
}
TONE: Mapping[Health, str] = {
    Health.OFF: "faded",
    Health.NEW: "faded",
    Health.GOOD: "good",
    Health.INTERRUPTED: "soon",
    Health.FAILING: "refused",
}
_FAULTS: Mapping[str, tuple[Promise, Promise]] = {
    "unreachable": (
        _("No server answers there."),
        _("Look at server, port and encryption; a firewall may be in between."),
    ),
    "certificate": (
        _("The server's certificate is not good for its name."),
        _("Write the server's name as the provider gives it. Port 993 goes with TLS, 143 with STARTTLS."),
    ),
    "no_encryption": (
        _("The server offers no encryption; nothing was sent to it."),
        _("Choose TLS and port 993, if the provider has that."),
    ),
    "refused": (
        _("The server does not accept login and password."),
        _("Type the password again. IMAP must be switched on at the provider."),
    ),
    "busy": (
        _("The provider asks to come back later."),
        _("Nothing to do: it is asked again by itself, less often."),
    ),
    "folder_missing": (
        _("A folder is not there any more."),
        _("Choose the folders anew."),
    ),
    "dropped": (
        _("The connection broke off."),
        _("Nothing to do: it goes on by itself where it stopped."),
    ),
    "nonsense": (
        _("The server answers what no mail server may."),
        _("Look at server and port: is it really an IMAP server?"),
    ),
    "key": (
        _("The kept password cannot be opened."),
        _("The desk's secret key has changed: type the password again."),
    ),
}

_NO_SUCH_NAME = ("Name or service not known", "No address associated with", "nodename nor servname")
_TOKEN_REFUSED = (
    _("The provider does not let the desk in any more."),
    _("Sign in anew on the mailbox's page. IMAP must be switched on at the provider."),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, what to do, and the server's own words."""

    sentence: str
    mend: str
    exact: str


def trouble_of(code: str, exact: str, *, host: str = "", is_token: bool = False) -> Trouble:
    """The fault as a person reads it; a refused password with what this provider wants instead."""
    if code == "refused" and is_token:
        return Trouble(str(_TOKEN_REFUSED[0]), str(_TOKEN_REFUSED[1]), exact)
    sentence, mend = _FAULTS.get(code, (code, ""))
    if code == "unreachable" and host:
        return Trouble(_unreachable(host, exact), str(mend), exact)
    provider = provider_at(host) if code == "refused" else None
    wanted = password_hint(provider.password, pack_language()) if provider is not None else ""
    is_usual = provider is None or provider.password == "own"
    return Trouble(str(sentence), str(mend) if is_usual else wanted, exact)


def _unreachable(host: str, exact: str) -> str:
    if "refused" in exact:
        return str(_("%(host)s is there and refuses the connection.") % {"host": host})
    if exact.startswith(_NO_SUCH_NAME):
        return str(_("There is no server called %(host)s.") % {"host": host})
    return str(_("No server answers at %(host)s.") % {"host": host})


def health_line(each: MailboxShown) -> dict[str, object]:
    """What the list says of a mailbox: its state in a word, and what stands in its way."""
    mailbox = each.mailbox
    trouble = None
    if mailbox.failing_since is not None and each.health is not Health.OFF:
        is_token = mailbox.sign_in == "oauth"
        trouble = trouble_of(mailbox.error_code, mailbox.error, host=mailbox.host, is_token=is_token)
    return {"word": HEALTH[each.health], "tone": TONE[each.health], "trouble": trouble}
