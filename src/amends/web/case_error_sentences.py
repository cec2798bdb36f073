"""Why something cannot be done with a case or a reply, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFLICTS = frozenset(
    {
        "case_taken", "case_merged", "case_move", "case_closed", "case_not_yours", "work_items_open",
        "clocks_running", "money_on_the_way", "reply_not_newest", "reply_unknown", "reply_left",
        "reply_not_failed", "reply_sent_again", "reply_not_unknown", "hand_task_over",
    }
)  # fmt: skip
SENTENCES: dict[str, Promise] = {
    "case_unknown": _("There is no such case, or it belongs to a shop you do not see."),
    "case_taken": _("Somebody else has taken this case."),
    "case_not_yours": _("This case is somebody else's."),
    "case_merged": _("This case was merged into another."),
    "case_closed": _("This case is closed."),
    "case_move": _("The case is not as you last saw it."),
    "work_items_open": _("Not yet: there are tasks left to do in this case."),
    "clocks_running": _("Not yet: the buyer is still waiting for an answer."),
    "money_on_the_way": _("Not yet: money of this case is still on its way."),
    "snooze_past": _("That moment is past."),
    "snooze_moment": _("No moment was given."),
    "note_empty": _("The note is empty."),
    "reply_empty": _("The reply is empty."),
    "text_too_long": _("The text is too long."),
    "text_unreadable": _("The text holds characters that cannot be kept."),
    "no_conversation": _("Nobody has written about this case yet: there is no conversation to answer in."),
    "reply_unknown_id": _("There is no such reply, or it belongs to a shop you do not see."),
    "reply_not_newest": _("The buyer has written again since."),
    "reply_unknown": _("This very reply may have left already; nobody knows yet."),
    "reply_left": _("This reply is on its way already."),
    "reply_not_failed": _("This reply has not failed."),
    "reply_sent_again": _("This reply was sent again already."),
    "reply_not_unknown": _("What became of this reply is known by now."),
    "hand_task_over": _("This reply is no longer waiting to be pasted."),
}
MENDS: dict[str, Promise] = {
    "case_taken": _("Ask them, or have the lead assign it to you."),
    "case_not_yours": _("A lead can take it back."),
    "case_merged": _("Open that one."),
    "case_closed": _("A new message of the buyer opens another one."),
    "case_move": _("Reload the page and look again."),
    "clocks_running": _("Answer, or press “No answer needed”."),
    "snooze_past": _("Choose one in the future."),
    "snooze_moment": _("Choose a day and a time."),
    "note_empty": _("Write something."),
    "reply_empty": _("Write something."),
    "text_too_long": _("Shorten it."),
    "no_conversation": _("Write to the buyer on the marketplace's page of the order."),
    "reply_unknown": _("Look into the sent folder, then say whether it left."),
    "reply_left": _("Write another one."),
}
