"""Why a mail lies in quarantine, in the reader's language, with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATE: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("quarantine", "Waiting"),
    "dismissed": pgettext_lazy("quarantine", "Put away"),
    "taken": pgettext_lazy("quarantine", "Taken in"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """The reason in a few words, and what to do about it."""

    short: Promise | str
    mend: Promise | str


_REASONS: Mapping[str, Why] = {
    "no_mail": Why(
        _("Nothing in it looks like a mail"),
        _("If it is none, put it away. If a buyer wrote it, take it in as plain text."),
    ),
    "too_large": Why(
        _("Larger than 50 MB"),
        _("Look at what it is about. Taken in as plain text, its files are not unpacked."),
    ),
    "reader_fell": Why(
        _("The reader stumbles over it"),
        _("It is tried again after each upgrade. If it is urgent, take it in as plain text."),
    ),
    "not_storable": Why(
        _("It cannot be stored"),
        _("Try it again; it may have been a passing fault."),
    ),
    "not_fetched": Why(
        _("The server never gave it"),
        _("It still lies in the mailbox: look at it there."),
    ),
}


def why(reason: str) -> Why:
    """The reason as a person reads it; the code itself where nobody has words for it."""
    return _REASONS.get(reason, Why(reason, ""))
