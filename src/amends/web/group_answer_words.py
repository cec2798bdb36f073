"""Why a case of a group is not written to, and what became of those that were, in the reader's words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.answers.models import GroupAnswerMember
from amends.compliance.told import rule_said
from amends.web.language import pack_language
from amends.web.reply_words import value_name

REASONS: Mapping[str, Promise] = {
    "person": gettext_lazy("You left it out"),
    "with_other": gettext_lazy("Somebody else has this case"),
    "no_text": gettext_lazy("There is no text in the buyer's language"),
    "value_missing": gettext_lazy("Not known of this order"),
    "value_bad": gettext_lazy("Cannot be written"),
    "linter": gettext_lazy("The text must not be sent like this"),
    "warned": gettext_lazy("The text is warned of"),
    "answered": gettext_lazy("Answered meanwhile"),
    "reply_not_newest": gettext_lazy("The buyer has written again"),
    "reply_of_other": gettext_lazy("Somebody is answering at this moment"),
    "case_merged": gettext_lazy("Merged into another case"),
    "case_closed": gettext_lazy("The case is closed"),
    "no_conversation": gettext_lazy("Nobody has written about this case"),
    "facts_changed": gettext_lazy("What is known of the order has changed: look at the text anew"),
    "text_old": gettext_lazy("The text has lain too long: fill it anew"),
    "written_before": gettext_lazy("Was written to by this answer before"),
    "not_allowed": gettext_lazy("Whoever sent it has no right in this shop"),
    "restored": gettext_lazy("May have been written to before the backup was restored"),
    "erased": gettext_lazy("The buyer was erased"),
    "contact_too_soon": gettext_lazy("The buyer must not be written to yet"),
    "contact_never": gettext_lazy("The buyer must not be written to"),
    "template_broken": gettext_lazy("The text cannot be filled"),
}
OUTCOMES: Mapping[str, Promise] = {
    "ready": gettext_lazy("will be written to"),
    "left_out": gettext_lazy("left out"),
    "waiting": gettext_lazy("is leaving"),
    "handing_over": gettext_lazy("is leaving"),
    "sent": gettext_lazy("sent"),
    "done": gettext_lazy("pasted"),
    "hand_task": gettext_lazy("to be pasted"),
    "failed": gettext_lazy("failed"),
    "unknown": gettext_lazy("nobody knows"),
    "cancelled": gettext_lazy("called back"),
}
OBJECTED = ("linter", "warned")
STATES: Mapping[str, Promise] = {
    "prepared": gettext_lazy("Not sent yet"),
    "sending": gettext_lazy("Is being sent"),
    "stopped": gettext_lazy("Stopped"),
    "done": gettext_lazy("Done"),
    "dropped": gettext_lazy("Given up"),
}
LANGUAGES: Mapping[str, Promise] = {
    "en": gettext_lazy("English"),
    "zh-Hans": gettext_lazy("Chinese"),
    "fr": gettext_lazy("French"),
}


def reason_said(member: GroupAnswerMember) -> str:
    """Why this one gets nothing; empty for one that does."""
    if not member.reason:
        return ""
    said = str(REASONS.get(member.reason, _("This case cannot be written to")))
    named = _named(member)
    return _("%(said)s: %(named)s") % {"said": said, "named": named} if named else said


def _named(member: GroupAnswerMember) -> str:
    if member.reason == "value_missing":
        return ", ".join(value_name(name) for name in member.named.split(", "))
    if member.reason in OBJECTED:
        return rule_said(member.named, pack_language())
    return str(LANGUAGES.get(member.named, member.named))
