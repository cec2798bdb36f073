"""The templates that rules of wording would object to, as the page of a draft lists them."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from amends.compliance.findings import LANGUAGES
from amends.insights.own_wording_templates import Met, TriedOnTemplates
from amends.web.reply_words import TONGUE, VARIANT, stage_name

MOST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One template: what it is called, whose wording, and the words that are objected to."""

    met: Met
    name: str
    whose: str


@dataclass(frozen=True, slots=True)
class InTongue:
    """The templates of a language that are objected to, those that would be stopped first; how many more."""

    language: str
    name: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TemplatesShown:
    """What was looked at, how many would be stopped and warned of, and which, by language."""

    looked_at: int
    stopped: int
    warned: int
    tongues: tuple[InTongue, ...]


def templates_shown(tried: TriedOnTemplates) -> TemplatesShown:
    """The same, in words."""
    ordered = sorted(tried.met, key=lambda met: (LANGUAGES.index(met.template.locale), not met.stops))
    tongues = tuple(
        _in_tongue(language, list(found))
        for language, found in groupby(ordered, key=lambda met: met.template.locale)
    )
    return TemplatesShown(tried.looked_at, tried.stopped, tried.warned, tongues)


def _in_tongue(language: str, found: list[Met]) -> InTongue:
    lines = tuple(Line(met, _name(met), _whose(met)) for met in found[:MOST])
    return InTongue(language, str(TONGUE[language]), lines, len(found) - len(lines))


def _name(met: Met) -> str:
    template = met.template
    if not template.stage:
        return _("words of a way out")
    variant = VARIANT.get(template.variant, template.variant)
    return (
        f"{stage_name(template.stage)} · {variant}"
        if template.variant != "default"
        else stage_name(template.stage)
    )


def _whose(met: Met) -> str:
    if met.template.number:
        return _("our wording, version %(number)s") % {"number": met.template.number}
    return _("our wording") if met.template.is_own else _("the product’s wording")
