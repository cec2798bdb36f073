"""Why a row could not be taken, in the reader's language. The detail, in English, names the value."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Promise] = {
    "amount_absurd": _("The amount has too many digits to be one."),
    "amount_negative": _("The amount is negative where it cannot be."),
    "amount_unreadable": _("The amount cannot be read."),
    "currency_unknown": _("The currency is not known."),
    "date_out_of_range": _("The date lies outside the years 1995 to 2100."),
    "date_unreadable": _("The date cannot be read."),
    "duplicate_column": _("The column stands twice in the header with different values."),
    "id_rounded": _("The spreadsheet has rounded this number: export it as text."),
    "id_too_long": _("The number is longer than any such number."),
    "quantity_unreadable": _("The quantity is not a whole number."),
    "rating_unreadable": _("The rating is not a number from 1 to 5."),
    "required_empty": _("A column that is needed is empty."),
    "not_storable": _("The database cannot keep this row."),
}


def reason_for(code: str, detail: str) -> str:
    """The sentence for a reject's code; the detail as it is where there is none."""
    return str(REASONS[code]) if code in REASONS else detail
