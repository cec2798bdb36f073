"""What a message to a buyer is for, and why it may not be sent yet, in the reader's language."""

from django.utils.translation import gettext as _

from amends.inbox.contact_rules import NEVER, Verdict, contact_words
from amends.web import shown
from amends.web.language import pack_language


def purpose_name(code: str) -> str:
    """What a purpose is called; one that is not known by its code."""
    return contact_words().get((code, pack_language()), code)


def contact_said(verdict: Verdict, zone: str) -> str:
    """Why the buyer must not be written to now, and from when they may; empty where they may."""
    if verdict.is_allowed:
        return ""
    opted_out = _("The buyer wants nothing that they did not ask for.")
    why = contact_words().get((verdict.rule, pack_language()), opted_out)
    if verdict.kind == NEVER:
        return why
    if verdict.from_at is None:
        return _("%(why)s When that begins is not known yet.") % {"why": why}
    return _("%(why)s Allowed from %(at)s.") % {"why": why, "at": shown.moment(verdict.from_at, zone)}
