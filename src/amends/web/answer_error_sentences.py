"""Why something cannot be done with an answer to many, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFLICTS = frozenset(
    {
        "group_answer_over",
        "group_answer_nobody",
        "contact_too_soon",
        "contact_never",
        "group_too_large",
        "template_not_theirs",
    }
)
SENTENCES: dict[str, Promise] = {
    "group_answer_unknown": _("There is no such answer to a group, or it belongs to shops you do not see."),
    "group_answer_over": _("This answer is not as you last saw it."),
    "group_answer_nobody": _("Nobody is left to be written to."),
    "group_too_large": _("The group is too large to be answered at once."),
    "template_not_theirs": _("This template is not for buyers who ask this."),
    "variable_unknown": _("The text names something that nobody knows."),
    "template_broken": _("The text cannot be read: a bracket or a word between brackets is wrong."),
    "language_unknown": _("There are no texts in this language."),
    "contact_too_soon": _("The buyer must not be written to yet."),
    "contact_never": _("The buyer must not be written to."),
}
MENDS: dict[str, Promise] = {
    "group_answer_over": _("Reload the page."),
    "group_answer_nobody": _("Put one back, or change the text."),
    "group_too_large": _("Answer some of them first."),
    "template_not_theirs": _("Begin with another template."),
    "variable_unknown": _("The names that a text can use stand below it."),
}
