"""History as sentences: one per verb, in the reader's language. Details name codes and amounts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.history.models import Event
from amends.web.field_names import field_name

SENTENCES: Mapping[str, Promise] = {
    "organisation_added": _("The desk was set up"),
    "owner_created": _("The first owner was created"),
    "seller_account_added": _("A seller account was added"),
    "shop_added": _("A shop was added"),
    "shop_changed": _("The shop was changed"),
    "user_added": _("A person was added"),
    "user_changed": _("A person's settings were changed"),
    "user_deactivated": _("A person was switched off"),
    "user_activated": _("A person was switched on again"),
    "role_granted": _("A role was granted"),
    "role_revoked": _("A role was taken away"),
    "password_changed": _("The password was changed"),
    "password_link_made": _("A one-time link for a new password was made"),
    "token_created": _("An API token was created"),
    "token_revoked": _("An API token was revoked"),
    "import_started": _("The import began"),
    "import_finished": _("The import was finished"),
    "import_refused": _("The file was refused"),
    "import_decided": _("Somebody decided which shop the file is of"),
    "mails_imported": _("Mails were imported"),
    "mail_quarantined": _("A mail that could not be taken in was put into quarantine"),
    "quarantined_mail_taken": _("A mail from the quarantine was taken in"),
    "quarantined_mail_taken_anyway": _("A mail from the quarantine was taken in unread, as plain text"),
    "quarantined_mail_dismissed": _("A mail in quarantine was dismissed"),
    "mail_program_set": _("A program at a mail provider was entered"),
    "mail_program_removed": _("A program at a mail provider was removed"),
    "mailbox_added": _("A mailbox was added"),
    "mailbox_changed": _("The mailbox was changed"),
    "mailbox_removed": _("The mailbox was removed"),
    "mailbox_switched_on": _("The mailbox was switched on"),
    "mailbox_switched_off": _("The mailbox was switched off"),
    "mailbox_failing": _("The mailbox does not answer as it should"),
    "mailbox_recovered": _("The mailbox answers again"),
    "order_changed": _("The platform said something new about the order"),
    "return_changed": _("The platform said something new about a return"),
    "feedback_changed": _("The feedback was changed by the buyer"),
    "parcel_changed": _("The parcel has news"),
    "message_changed": _("The platform changed a message"),
    "case_opened": _("The case was opened"),
    "case_taken": _("The case was taken"),
    "case_assigned": _("The case was given to somebody else"),
    "case_snoozed": _("The case was put away for later"),
    "case_woken": _("The case came back into the queue"),
    "case_solved": _("The case was solved"),
    "case_reopened": _("The case was opened again"),
    "no_response_needed": _("No answer is needed"),
    "answer_needed": _("An answer is needed after all"),
    "issue_type_corrected": _("A person said what the case is about"),
    "triage_example_forgotten": _("A correction is not learnt from any more"),
    "language_model_set": _("The language model was set"),
    "language_model_tried": _("The language model was tried"),
    "language_model_removed": _("The language model was taken away"),
    "triage_learning_on": _("Learning from corrections was switched on"),
    "triage_learning_off": _("Learning from corrections was switched off"),
    "triage_lesson_made": _("Triage learnt from the corrections"),
    "triage_lesson_used": _("What was learnt from the corrections is used"),
    "triage_lesson_left": _("What was learnt from the corrections is not used any more"),
    "case_merged": _("Two cases were merged"),
    "merge_undone": _("The merge was undone"),
    "messages_split_off": _("Messages were split off into a case of their own"),
    "split_undone": _("The split was undone"),
    "cases_linked": _("The case was linked with another"),
    "cases_unlinked": _("The link with another case was removed"),
    "chat_pasted": _("A chat was pasted"),
    "order_joined": _("A person said that it is the order offered"),
    "order_join_undone": _("Joining the order was undone"),
    "order_declined": _("A person said that it is not the order offered"),
    "order_decline_undone": _("The order is offered again"),
    "view_saved": _("A view of the queue was saved"),
    "view_renamed": _("A saved view was renamed"),
    "view_shared": _("A saved view was shared with the team"),
    "view_unshared": _("A saved view is its owner's alone again"),
    "view_removed": _("A saved view was removed"),
    "view_restored": _("A saved view was brought back"),
    "note_written": _("A note was written"),
    "fact_noted": _("A question about the case was answered"),
    "fact_forgotten": _("An answer about the case was taken back"),
    "event_noted": _("It was noted that something happened"),
    "event_forgotten": _("What was noted to have happened was taken back"),
    "deadline_noted": _("A deadline of the platform was typed in"),
    "deadline_forgotten": _("A deadline typed in was taken back"),
    "step_done": _("A step was done"),
    "step_reopened": _("A step is to be done again"),
    "steps_followed": _("The next steps changed"),
    "rulebook_what_if_asked": _("A changed rulebook was replayed over past cases"),
    "figures_learnt": _("Chances and prices were learnt anew from the shops' own cases"),
    "rulebook_draft_begun": _("A change of the rulebook was begun"),
    "rulebook_draft_changed": _("A draft of the rulebook was changed"),
    "rulebook_draft_updated": _("A draft of the rulebook was brought up to date"),
    "rulebook_draft_discarded": _("A draft of the rulebook was discarded"),
    "rulebook_released": _("A change of the rulebook was released"),
    "rulebook_set_aside": _("A released rulebook was set aside: this version of Amends cannot read it"),
    "rulebook_holds_again": _("A rulebook that had been set aside holds again"),
    "rulebook_rolled_back": _("An earlier rulebook was brought back"),
    "reply_template_saved": _("A version of a reply template was saved"),
    "reply_template_rolled_back": _("An earlier version of a reply template was brought back"),
    "group_answer_prepared": _("An answer to a group was prepared"),
    "group_answer_filled": _("An answer to a group was filled anew"),
    "group_answer_sending": _("An answer to a group began to be sent"),
    "group_answer_stopped": _("An answer to a group was stopped"),
    "group_answer_done": _("An answer to a group was sent"),
    "group_answer_dropped": _("An answer to a group was given up"),
    "group_members_left_out": _("A case was left out of an answer to a group"),
    "group_members_put_back": _("A case was put back into an answer to a group"),
    "promise_due": _("What we promised is due soon: the case is open again"),
    "reply_written": _("A reply was written"),
    "warning_let_pass": _("A warning about the reply was let pass"),
    "reply_called_back": _("A reply was called back"),
    "reply_sent": _("The reply left"),
    "reply_failed": _("The reply could not be sent"),
    "reply_unknown": _("Nobody knows whether the reply left"),
    "hand_task_done": _("The reply was pasted by hand"),
    "hand_task_failed": _("The reply could not be pasted"),
    "review_requested": _("The marketplace was made to ask for a review"),
    "review_not_offered": _("The marketplace offered no button to ask for a review"),
    "contact_form_opened": _("The contact page was switched on"),
    "contact_form_closed": _("The contact page was switched off"),
    "automatic_answers_set": _("What the shop acknowledges by itself was changed"),
    "automatic_answer_held_back": _(
        "Not acknowledged by itself: the same words came again within an hour, perhaps from a machine"
    ),
    "mail_account_set": _("The shop's mail server was set"),
    "mail_account_tried": _("The shop's mail server was tried"),
    "mail_account_removed": _("The shop's mail server was removed"),
    "unasked_stopped": _("The buyer wants nothing that they did not ask for"),
    "buyer_erased": _("The buyer's personal fields were erased"),
    "backup_made": _("A backup was made"),
    "restored": _("The desk was restored from a backup"),
}
FACES: Mapping[str, Promise] = {
    "web": _("at the desk"),
    "api": _("through the API"),
    "cli": _("on the command line"),
    "worker": _("by the worker"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after; `line` is the order line's key where it is one's."""

    line: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event ready to be shown: the sentence, the face it came through, and what differs."""

    event: Event
    sentence: str
    face: str
    differences: list[Difference]


def told(event: Event) -> Told:
    """Render one event. A verb without a sentence shows its own code rather than nothing."""
    return Told(
        event=event,
        sentence=str(SENTENCES.get(event.verb, event.verb)),
        face=str(FACES.get(event.actor.partition(":")[0], "")),
        differences=_differences(event.detail),
    )


def _differences(detail: Mapping[str, Any]) -> list[Difference]:
    found = _of("", detail.get("changes"))
    lines = detail.get("lines")
    for line, changes in lines.items() if isinstance(lines, dict) else ():
        found += _of(str(line), changes)
    return found


def _of(line: str, changes: object) -> list[Difference]:
    if not isinstance(changes, dict):
        return []
    return [
        Difference(line, field_name(name), _text(pair[0]), _text(pair[1]))
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)
