"""What a group of cases is called: how many buyers ask what, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.cases.grouping import WHERE
from amends.cases.groups import ShownGroup
from amends.cases.topics import topic_name
from amends.parcels.places import hold_up_name, place_name
from amends.web.case_panel import locale
from amends.web.tags import short
from amends.web.words import word

LONGEST = 60


def group_name(group: ShownGroup) -> str:
    """One sentence: “43 buyers ask where parcels through Hohhot are”."""
    said = {"count": group.buyers, "thing": thing_name(group)}
    if group.question != WHERE:
        said["question"] = word("issue_type", group.question)
        return ngettext(
            "%(count)s buyer writes “%(question)s”: %(thing)s",
            "%(count)s buyers write “%(question)s”: %(thing)s",
            group.buyers,
        ) % said  # fmt: skip
    return _where(group.kind, group.buyers) % said


def thing_name(group: ShownGroup) -> str:
    """What they have in common: a place, what holds parcels up, a carrier, a product or a topic."""
    if group.kind == "place":
        return str(short(place_name(group.label, locale()), LONGEST))
    if group.kind == "hold_up":
        return hold_up_name(group.key, locale())
    if group.kind == "words":
        return topic_name(group.key, locale())
    return str(short(group.label or group.key, LONGEST))


def cause_name(group: ShownGroup) -> str:
    """What holds most of the group's parcels up, where the name does not say it already."""
    said = group.hold_up if group.kind in ("place", "carrier") else ""
    return hold_up_name(said, locale()) if said else ""


def question_name(question: str) -> str:
    """What the buyers of a group ask."""
    return _("Where is my parcel?") if question == WHERE else word("issue_type", question)


def _where(kind: str, count: int) -> str:
    if kind == "place":
        return ngettext(
            "%(count)s buyer asks where the parcel through %(thing)s is",
            "%(count)s buyers ask where parcels through %(thing)s are",
            count,
        )
    if kind == "hold_up":
        return ngettext(
            "%(count)s buyer asks where the parcel held up by %(thing)s is",
            "%(count)s buyers ask where parcels held up by %(thing)s are",
            count,
        )
    if kind == "carrier":
        return ngettext(
            "%(count)s buyer asks where the parcel with %(thing)s is",
            "%(count)s buyers ask where parcels with %(thing)s are",
            count,
        )
    if kind == "product":
        return ngettext(
            "%(count)s buyer asks where %(thing)s is",
            "%(count)s buyers ask where %(thing)s is",
            count,
        )
    return ngettext(
        "%(count)s buyer asks where the parcel is: %(thing)s",
        "%(count)s buyers ask where their parcels are: %(thing)s",
        count,
    )
