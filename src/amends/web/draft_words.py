"""Words of drafts and releases: what stands in the way, what to tick, states, kinds of change and packs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

HINDRANCE: Mapping[str, tuple[Promise, Promise]] = {
    "draft_closed": (gettext_lazy("This draft is no longer open."), gettext_lazy("Begin a new one.")),
    "nothing_changed": (
        gettext_lazy("It says the same as what holds."),
        gettext_lazy("Change something, or discard it."),
    ),
    "draft_outdated": (
        gettext_lazy("Something was released since this draft was begun."),
        gettext_lazy("Bring it up to date first."),
    ),
    "draft_has_errors": (
        gettext_lazy("The checks find errors."),
        gettext_lazy("Mend them: each names its place."),
    ),
    "what_if_needed": (
        gettext_lazy("No what-if has been run on it as it is now."),
        gettext_lazy("Run one over a recent month."),
    ),
    "what_if_unread": (gettext_lazy("You have not seen its what-if yet."), gettext_lazy("Open the report.")),
    "backdated": (
        gettext_lazy("It cannot take effect in the past."),
        gettext_lazy("Choose a moment to come."),
    ),
    "second_person_needed": (
        gettext_lazy("Whoever changed it cannot release it."),
        gettext_lazy("Ask another lead or owner to read and release it."),
    ),
    "checklist_open": (
        gettext_lazy("You are alone: the checklist takes the place of a second person."),
        gettext_lazy("Tick what you have done."),
    ),
    "pause_needed": (
        gettext_lazy("You changed it a moment ago. Alone, one reads it a second time after a pause."),
        gettext_lazy("Read it again 10 minutes after the last change."),
    ),
}
CHECKLIST: Mapping[str, Promise] = {
    "source_read": gettext_lazy("I have read the source again."),
    "kinder_or_equal": gettext_lazy("Nobody gets less than law and marketplace grant."),
    "what_if_read": gettext_lazy("I have read the what-if report."),
    "team_told": gettext_lazy("Whoever answers buyers knows of it."),
}
DRAFT_STATE: Mapping[str, Promise] = {
    "open": pgettext_lazy("draft", "open"),
    "released": pgettext_lazy("draft", "released"),
    "discarded": pgettext_lazy("draft", "discarded"),
}
RELEASE_STATE: Mapping[str, Promise] = {
    "in_force": pgettext_lazy("release", "in force"),
    "to_come": pgettext_lazy("release", "to come"),
    "past": pgettext_lazy("release", "replaced"),
    "withdrawn": pgettext_lazy("release", "withdrawn"),
    "set_aside": pgettext_lazy("release", "set aside: cannot be read"),
}
REPORT_STATE: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("what-if", "Waiting"),
    "running": pgettext_lazy("what-if", "Running"),
    "done": pgettext_lazy("what-if", "Done"),
    "failed": pgettext_lazy("what-if", "Failed"),
}
PACK_CHANGE: Mapping[str, Promise] = {
    "added": pgettext_lazy("pack", "new"),
    "changed": pgettext_lazy("pack", "changed"),
    "dropped": pgettext_lazy("pack", "back to the product’s"),
}
ROW_CHANGE: Mapping[str, Promise] = {
    "added": pgettext_lazy("row of a pack", "new"),
    "removed": pgettext_lazy("row of a pack", "taken away"),
    "changed": pgettext_lazy("row of a pack", "changed"),
    "reworded": pgettext_lazy("row of a pack", "reworded"),
}
PACK_FAMILY: Mapping[str, Promise] = {
    "tables": pgettext_lazy("packs", "Decision tables"),
    "policies": pgettext_lazy("packs", "Deadlines and notes"),
    "playbooks": pgettext_lazy("packs", "Playbooks"),
    "case_costs": pgettext_lazy("packs", "Prices and chances"),
    "case_facts": pgettext_lazy("packs", "Questions about a case"),
    "replies": pgettext_lazy("packs", "Wordings to buyers"),
    "own_wording": pgettext_lazy("packs", "Our own rules of wording"),
}
FINDING_LEVEL: Mapping[str, Promise] = {
    "error": pgettext_lazy("finding", "error"),
    "warning": pgettext_lazy("finding", "warning"),
    "note": pgettext_lazy("finding", "note"),
}
LETTER_KIND: Mapping[str, Promise] = {
    "order_message": pgettext_lazy("letter", "messages about an order"),
    "dispute_message": pgettext_lazy("letter", "messages in a dispute"),
    "review_request": pgettext_lazy("letter", "requests for a review"),
}
WHAT_CHANGES: Mapping[str, Promise] = {
    "outcome": pgettext_lazy("what-if", "what the case comes to"),
    "recommended": pgettext_lazy("what-if", "recommended way out"),
    "ways": pgettext_lazy("what-if", "ways out allowed"),
    "liable": pgettext_lazy("what-if", "who bears it"),
    "steps": pgettext_lazy("what-if", "next steps"),
    "money": pgettext_lazy("what-if", "cost"),
    "deadlines": pgettext_lazy("what-if", "deadlines"),
}
OUTCOME: Mapping[str, Promise] = {
    "judged": pgettext_lazy("case comes to", "ways out are known"),
    "ask": pgettext_lazy("case comes to", "something has to be asked"),
    "no_playbook": pgettext_lazy("case comes to", "a person decides"),
    "marketplace_acts": pgettext_lazy("case comes to", "the marketplace acts"),
}
WHAT_IF_COUNT: Mapping[str, Promise] = {
    "cases_in_period": pgettext_lazy("what-if", "cases in the period"),
    "concerned": pgettext_lazy("what-if", "could be concerned"),
    "judged": pgettext_lazy("what-if", "judged again"),
    "changed": pgettext_lazy("what-if", "come out otherwise"),
}
DEADLINE_FATE: Mapping[str, Promise] = {
    "moved": pgettext_lazy("deadline", "moved"),
    "missed": pgettext_lazy("deadline", "missed now"),
    "saved": pgettext_lazy("deadline", "no longer missed"),
}
FAMILIES: Mapping[str, Mapping[str, Promise]] = {
    "what_if_count": WHAT_IF_COUNT,
    "deadline_fate": DEADLINE_FATE,
    "draft_state": DRAFT_STATE,
    "release_state": RELEASE_STATE,
    "report_state": REPORT_STATE,
    "pack_change": PACK_CHANGE,
    "row_change": ROW_CHANGE,
    "pack_family": PACK_FAMILY,
    "finding_level": FINDING_LEVEL,
    "letter_kind": LETTER_KIND,
    "what_changes": WHAT_CHANGES,
    "case_outcome": OUTCOME,
}


def hindrance_said(code: str, message: str, mend: str) -> dict[str, str]:
    """Why a draft cannot be released yet, and what to do, in the reader's language."""
    said = HINDRANCE.get(code)
    return {
        "code": code,
        "message": str(said[0]) if said else message,
        "mend": str(said[1]) if said else mend,
    }


def pack_said(name: str) -> str:
    """What a pack is about, for people: its family, then its own name."""
    family, _slash, rest = name.partition("/")
    told = str(PACK_FAMILY.get(family, family))
    return _("%(family)s: %(name)s") % {"family": told, "name": rest} if rest else told
