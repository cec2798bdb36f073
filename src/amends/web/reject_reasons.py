"""Why a row could not be taken, in the reader's language. The detail, in English, names the value."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Promise] = {
    "amount_absurd": _("The number is beyond belief."),
    "amount_negative": _("The number is negative where it cannot be."),
    "amount_unreadable": _("The amount cannot be read."),
    "currency_unknown": _("The currency is not known."),
    "date_out_of_range": _("The date lies outside the years 1995 to 2099."),
    "date_unreadable": _("The date cannot be read."),
    "direction_unknown": _("The direction is neither in nor out."),
    "duplicate_column": _("The column stands twice, with different contents in this row."),
    "id_rounded": _("The spreadsheet has rounded this number: export it as text."),
    "id_too_long": _("The number is longer than any such number."),
    "not_storable": _("The database cannot keep this row."),
    "quantity_unreadable": _("The quantity is not a whole number."),
    "rating_unreadable": _("The rating is not a number from 1 to 5."),
    "required_empty": _("A column that is needed is empty."),
    "too_large": _("The mail is too large."),
    "unreadable": _("The mail cannot be read."),
}


def reason_for(code: str, detail: str) -> str:
    """The sentence for a reject's code; the detail as it is where there is none."""
    return str(REASONS[code]) if code in REASONS else detail


_NEAREST = re.compile(r"([a-z_]+(?:\.[a-z_]+)?) \(missing: (.*?)\)(?=; [a-z_.]+ \(missing: |\.$)", re.DOTALL)


def nearest_kinds(message: str) -> list[tuple[str, str]]:
    """The kinds nearest to a file that was refused, each with the columns it lacks."""
    return _NEAREST.findall(message)
