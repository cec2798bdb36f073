"""Roles, rights and the states of tokens, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ROLE: Mapping[str, Promise] = {
    "agent": pgettext_lazy("role", "Agent"),
    "technical_agent": pgettext_lazy("role", "Technical agent"),
    "lead": pgettext_lazy("role", "Lead"),
    "warehouse": pgettext_lazy("role", "Warehouse"),
    "finance": pgettext_lazy("role", "Finance"),
    "owner": pgettext_lazy("role", "Owner"),
}
VERB: Mapping[str, Promise] = {
    "see_shops": _("See shops"),
    "see_orders": _("See orders"),
    "see_messages": _("See messages"),
    "see_cases": _("See cases"),
    "work_case": _("Work on cases"),
    "assign_case": _("Assign cases"),
    "let_warning_pass": _("Let a warning about a reply pass"),
    "see_quality": _("See how quickly buyers are answered"),
    "see_rulebook": _("See the rulebook"),
    "prepare_rulebook": _("Prepare changes of the rulebook"),
    "release_rulebook": _("Release changes of the rulebook"),
    "teach_triage": _("Decide what triage learns from"),
    "change_replies": _("Change reply templates"),
    "share_view": _("Share views of the queue"),
    "see_imports": _("See imports"),
    "see_history": _("See the history"),
    "import_file": _("Import files"),
    "change_shop": _("Change shops"),
    "erase_buyer": _("Erase buyers"),
    "add_shop": _("Add shops"),
    "manage_people": _("Manage people"),
    "manage_tokens": _("Manage tokens"),
    "set_language_model": _("Choose a language model"),
    "back_up": _("Back up"),
}
TOKEN_STATE: Mapping[str, Promise] = {
    "good": pgettext_lazy("token state", "Good"),
    "revoked": pgettext_lazy("token state", "Revoked"),
    "over": pgettext_lazy("token state", "Over"),
    "paused": pgettext_lazy("token state", "Paused: its person is not active"),
}
