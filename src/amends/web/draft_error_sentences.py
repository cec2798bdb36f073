"""What can be wrong about drafts, releases and what-ifs, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFLICTS = frozenset(
    {"draft_changed", "draft_closed", "draft_over", "prices_changed", "nothing_to_roll_back"}
)

SENTENCES: dict[str, Promise] = {
    "draft_unknown": _("There is no such draft."),
    "release_unknown": _("There is no such release."),
    "report_unknown": _("There is no such what-if, or it is not done."),
    "pack_unknown": _("There is no such pack."),
    "question_unknown": _("There is no such question, or you answer it already."),
    "draft_changed": _("Somebody else has changed this draft meanwhile."),
    "draft_closed": _("This draft is no longer open."),
    "draft_over": _("This draft is no longer open."),
    "title_bad": _("The title is empty or longer than 200 characters."),
    "nothing_to_roll_back": _("That is what was released last."),
    "period_bad": _("These two days are no period."),
    "pack_unreadable": _("This pack cannot be read as it stands."),
    "pack_too_big": _("This pack is too big."),
    "too_many_packs": _("There are too many packs."),
    "row_unknown": _("There is no such row any more."),
    "last_row": _("The only row cannot be taken away."),
    "example_unknown": _("There is no such example any more."),
    "example_not_found": _("No facts were found that reach this row."),
    "wording_name_bad": _("That is no name of a rule: small letters, digits and _, up to 40."),
    "amount_bad": _("That is no amount."),
    "answer_time_bad": _("That is no answer time."),
    "price_twice": _("There is such a row already."),
    "prices_changed": _("Somebody else has changed the prices meanwhile."),
    "nothing_changed": _("It says the same as what holds."),
    "part_unreadable": _("One of the parts cannot be read."),
    "source_bad": _("The source is missing, or the day it was read."),
}
MENDS: dict[str, Promise] = {
    "draft_changed": _("Look at how it stands now, then make your change again."),
    "draft_closed": _("Begin a new one."),
    "draft_over": _("Begin a new one."),
    "title_bad": _("Say shortly what changes."),
    "period_bad": _("Choose both days, the earlier one first."),
    "pack_unreadable": _("Mend it in the text first."),
    "row_unknown": _("Load the page again."),
    "last_row": _("Change it, or take the pack away."),
    "example_unknown": _("Load the page again."),
    "example_not_found": _("Write the example in the text: its facts, and what they give."),
    "amount_bad": _("Write it like 6.50, with at least one price in the row."),
    "answer_time_bad": _("Up to 30 days in minutes, and from before until."),
    "price_twice": _("Change the amounts there."),
    "prices_changed": _("Yours are still in the form: look at theirs, then keep yours again."),
    "nothing_changed": _("Change what is wrong or newer."),
    "part_unreadable": _("Write it as it stood, and change only what differs."),
    "source_bad": _("Give its address and choose the day."),
}
