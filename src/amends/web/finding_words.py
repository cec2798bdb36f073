"""What the checks find, in the reader's words: what it is, the facts it speaks of, and how to mend it."""

import re
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from amends.policies.tables.findings import Finding
from amends.web.reply_words import TONGUE
from amends.web.rule_words import VERDICT
from amends.web.table_words import code_said, name_said

Said = tuple[Promise, Promise | str]
WORDS: Mapping[str, Said] = {
    "gap": (
        gettext_lazy("A gap: no row covers these cases."),
        gettext_lazy("Add a row for them, or say what holds otherwise."),
    ),
    "unreachable": (
        gettext_lazy("This row can never fire: rows above it take everything."),
        gettext_lazy("Move it up, narrow the others, or take it away."),
    ),
    "overlap": (
        gettext_lazy("This row and one above it hold together and say different things: the upper one wins."),
        "",
    ),
    "versions_overlap": (
        gettext_lazy("Two versions of this row are in force together."),
        gettext_lazy("End the older the day before, or name their countries apart."),
    ),
    "below_floor": (
        gettext_lazy("Harsher to the buyer than law or marketplace."),
        gettext_lazy("Be as kind there, or leave these facts to the law."),
    ),
    "floor_undecided": (
        gettext_lazy("This may be harsher to the buyer than law or marketplace."),
        gettext_lazy("Say an amount that can be compared."),
    ),
    "no_example": (
        gettext_lazy("No example reaches this row."),
        gettext_lazy("Add one: so that nobody changes it by mistake."),
    ),
    "example_differs": (
        gettext_lazy("An example comes out otherwise now."),
        gettext_lazy("If that is meant, take the new outcome into the example; else mend the row."),
    ),
    "old_number": (
        gettext_lazy("A number was changed, and the sentence beside it still names the old one."),
        gettext_lazy("Write the new number into it, in every language."),
    ),
    "expired": (gettext_lazy("This row’s last day is over."), ""),
    "expiring": (
        gettext_lazy("This row ends within a week."),
        gettext_lazy("Add the version that follows it."),
    ),
    "row_expired": (gettext_lazy("This row’s last day is over."), ""),
    "row_expires": (
        gettext_lazy("This row ends within a week."),
        gettext_lazy("Add the version that follows it."),
    ),
    "undecided": (
        gettext_lazy("Whether there are gaps or rows out of reach could not be told in time."),
        gettext_lazy("Split the table, or name fewer values in a column."),
    ),
    "otherwise_never": (gettext_lazy("What holds otherwise is never said: the rows cover everything."), ""),
    "pack_unreadable": (
        gettext_lazy("This cannot be read: it is no valid YAML."),
        gettext_lazy("Mend the indentation, a quotation mark, or a key that stands twice."),
    ),
    "pack_invalid": (gettext_lazy("This does not have the form it needs."), ""),
    "pack_too_big": (gettext_lazy("This is too big."), gettext_lazy("Split it into several packs.")),
    "pack_not_yours": (
        gettext_lazy("Law and marketplace are corrected, never replaced."),
        gettext_lazy("Open the rule and correct it there, with its source."),
    ),
    "column_unknown": (gettext_lazy("There is no such column."), ""),
    "outcome_unknown": (gettext_lazy("There is no such outcome."), ""),
    "no_dated_by": (gettext_lazy("The table does not say which event’s day its dates mean."), ""),
    "dates_reversed": (gettext_lazy("The row ends before it begins."), gettext_lazy("Exchange the dates.")),
    "date_bad": (gettext_lazy("This is no day of the calendar."), gettext_lazy("Write 2026-11-21.")),
    "no_reason": (
        gettext_lazy("The row gives no reason."),
        gettext_lazy("Write its reason in three languages."),
    ),
    "no_second_person": (
        gettext_lazy("A correction needs a second person."),
        gettext_lazy("Whoever releases it confirms it."),
    ),
    "check_failed": (
        gettext_lazy("This version of Amends cannot read it."),
        gettext_lazy("Begin a draft, take away what was changed last, and release it."),
    ),
    "correction_of_nothing": (gettext_lazy("The row to be corrected is not there."), ""),
}
_GAP = re.compile(r"covers (.*)\.$", re.DOTALL)
_FLOOR = re.compile(r"than (\S+) \((\w+), [^)]*\): (.*), where (.*)\.$", re.DOTALL)
_COMES_OUT = re.compile(r"\w+ comes out as (.*)\.", re.DOTALL)
_OVERLAP = re.compile(r"Row (\S+) can hold together with (.*), which say")
_OLD = re.compile(r"^(.*): the \w+ still says (\S+)(?: \((.*)\))?, the row does not\.$", re.DOTALL)
_ROW = re.compile(r"\b[Rr]ow (\w+/\w+)")
_EXAMPLE = re.compile(r"Example “(.*?)”: (.*)$", re.DOTALL)


def finding_said(finding: Finding) -> dict[str, str]:
    """`title`, the exact `detail`, and `mend`; a finding that has no words of ours as it was found."""
    said = WORDS.get(finding.code)
    detail = _DETAILS.get(finding.code, _as_found)(finding.message)
    title = str(said[0]) if said else ""
    mend = str(said[1]) if said else finding.mend
    if said and finding.code in ("pack_invalid", "column_unknown", "outcome_unknown", "example_differs"):
        mend = f"{mend} {finding.mend if not finding.mend.startswith('Mend the rows') else ''}".strip()
    return {"title": title or detail, "detail": detail if title else "", "mend": mend}


def _as_found(message: str) -> str:
    return message


def _gap(message: str) -> str:
    found = _GAP.search(message)
    return box_said(found[1]) if found else message


def _old_number(message: str) -> str:
    found = _OLD.search(message)
    if not found:
        return message
    codes = (found[3] or "").split(", ")
    languages = ", ".join(TONGUE[code] for code in codes if code in TONGUE)
    values = {"row": found[1], "number": found[2], "languages": languages}
    if not languages:
        return _("Row %(row)s: it still says %(number)s.") % values
    return _("Row %(row)s: it still says %(number)s in %(languages)s.") % values


def _floor(message: str) -> str:
    found = _FLOOR.search(message)
    if not found:
        return message
    values = {"row": found[1], "offence": found[3], "where": box_said(found[4])}
    return _("Row %(row)s says more: %(offence)s, where %(where)s") % values


def _example(message: str) -> str:
    found = _EXAMPLE.search(message)
    if not found:
        return message
    now = _COMES_OUT.fullmatch(found[2])
    said = now[1].strip("'") if now else found[2]
    if now and said in VERDICT:
        said = str(VERDICT[said])
    elif now and (said == "None" or "None" in said):
        said = _("nothing is decided")
    elif said.startswith("{"):
        said = said.strip("{}").replace("'", "")
    return _("“%(name)s”: now %(said)s") % {"name": found[1], "said": said}


def _overlap(message: str) -> str:
    found = _OVERLAP.search(message)
    if not found:
        return message
    return _("Row %(row)s: above it %(others)s") % {"row": found[1].partition("/")[2], "others": found[2]}


def _row_named(message: str) -> str:
    found = _ROW.search(message)
    return _("Row %(row)s") % {"row": found[1].partition("/")[2]} if found else message


def box_said(box: str) -> str:
    """Facts as the analysis tells them, in the reader's language: `days kept: above 30 days · used: yes`."""
    parts = [part.partition(": ") for part in box.split("; ")]
    return " · ".join(
        f"{name_said(name)}: {_values_said(told)}" if colon else _values_said(name)
        for name, colon, told in parts
    )


def _values_said(told: str) -> str:
    return pgettext("between alternatives", " or ").join(map(_value_said, told.split(" or ")))


def _value_said(told: str) -> str:
    words = {
        "any": _("anything"),
        "everything": _("everything"),
        "another code": _("any other"),
        "true": pgettext("fact", "yes"),
        "false": pgettext("fact", "no"),
    }
    if told in words:
        return words[told]
    ways = (
        (r"from (.+) to (.+)", _("%(low)s to %(high)s")),
        (r"above (.+) to (.+)", _("above %(low)s, up to %(high)s")),
        (r"from (.+) below (.+)", _("from %(low)s, below %(high)s")),
        (r"above (.+) below (.+)", _("above %(low)s, below %(high)s")),
        (r"above (.+)", _("above %(low)s")),
        (r"from (.+)", _("%(low)s and more")),
        (r"below (.+)", _("below %(low)s")),
        (r"to (.+)", _("up to %(low)s")),
    )
    for pattern, said in ways:
        found = re.fullmatch(pattern, told)
        if found:
            return said % {"low": _amount_said(found[1]), "high": _amount_said(found[found.lastindex or 1])}
    return _amount_said(told)


def _amount_said(told: str) -> str:
    return code_said(told)


_DETAILS: Mapping[str, Callable[[str], str]] = {
    "gap": _gap,
    "below_floor": _floor,
    "floor_undecided": _floor,
    "old_number": _old_number,
    "example_differs": _example,
    "overlap": _overlap,
    "no_example": _row_named,
    "unreachable": _row_named,
    "versions_overlap": _row_named,
}
