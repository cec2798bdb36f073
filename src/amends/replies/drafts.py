"""From a stage and values to the text of a reply."""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from amends.replies.errors import ReplyValueBad, ReplyValueMissing, TemplateForbidden
from amends.replies.liquid import asked_for, filled
from amends.replies.stages import BY_PLATFORM, allowance
from amends.replies.templates import DEFAULT, OFFER_VALUES, Stage, Variable, Variant, find_stage, ways_out
from amends.replies.values import Offer, Unfit, offer_values, written
from amends.replies.wording import in_own_words, read_name, template_name

NO_TEXT: Mapping[str, str | list[str]] = {"list": [], "offers": []}
_LEFT_OVER = re.compile(r"\{\{ ?([a-z][a-z_]{0,60}) ?\}\}")


class HasTemplate(Protocol):
    """An assessment, as far as replies know it."""

    @property
    def template(self) -> str | None: ...


def choose_template(assessment: HasTemplate, locale: str, marketplace: str, channel: str) -> str | None:
    """The name of the template to draft an answer with, None where none is to be drafted (a person writes).

    As `template_for`. Raises TemplateForbidden, NotFound.
    """
    if assessment.template is None:
        return None
    return template_for(assessment.template, locale, marketplace, channel)


def template_for(code: str, locale: str, marketplace: str, channel: str, *, unasked: bool = False) -> str:
    """The name of the template of that stage: the wording that fits best, and whose version.

    `channel` is email, chat or platform; `unasked`: the buyer has asked nothing. The name is the stage, or
    `stage.variant` where a wording of its own fits better (one for the marketplace before one for the
    channel), with `@version` where the words are the seller's own. Raises TemplateForbidden, NotFound.
    """
    stage = find_stage(code, locale)
    if marketplace in stage.not_on:
        raise TemplateForbidden(code, marketplace, stage.not_on[marketplace])
    said = allowance(code, marketplace, unasked=unasked)
    if not said.is_writable:
        raise TemplateForbidden(code, marketplace, said.rule, is_theirs=said.verdict == BY_PLATFORM)
    best = fitting_variant(stage, marketplace, channel)
    return template_name(code, best.name, in_own_words(stage, best)[1])


def fitting_variant(stage: Stage, marketplace: str, channel: str) -> Variant:
    """The wording of a stage for a marketplace and a channel."""
    fitting = [variant for variant in stage.variants.values() if _fits(variant, marketplace, channel)]
    return max(fitting, key=lambda variant: (variant.marketplaces is not None, variant.channels is not None))


def nearest_locale(language: str) -> str:
    """The language to write in to a buyer of that BCP 47 tag: English where there are no templates."""
    return {"zh": "zh-Hans", "fr": "fr"}.get(language.replace("_", "-").split("-")[0].lower(), "en")


def values_asked_for(template: str, locale: str) -> dict[str, Variable]:
    """What that template needs to be given, by name. Raises NotFound."""
    stage, variant = _find(template, locale)
    return {name: stage.variables[name] for name in sorted(variant.needs)}


def draft(template: str, locale: str, values: Mapping[str, object]) -> str:
    """The text of a reply, ready for a person to read and send. An empty line ends a chat bubble.

    `template` as from `choose_template`. `values` by the names the template declares: text is str, money is
    Money, a day is a date, a moment is a datetime in the zone it is to be read in, a list is a list of str,
    an offer is an Offer. A value that this variant does not use may be given all the same.
    Raises NotFound, ReplyValueMissing, ReplyValueBad, BrokenTemplate.
    """
    stage, variant = _find(template, locale)
    return fill(template, stage.variables, variant, values, locale)


def fill(
    template: str,
    variables: Mapping[str, Variable],
    variant: Variant,
    values: Mapping[str, object],
    locale: str,
) -> str:
    """As `draft`, for a wording that is no pack's: `template` names it in errors."""
    unknown = sorted(set(values) - set(variables))
    if unknown:
        raise ReplyValueBad(template, unknown[0], "is not declared")
    given = {name: _value(template, variables[name], value, locale) for name, value in values.items()}
    empty = {name for name, value in given.items() if not value}
    missing = sorted(
        name
        for name in variant.needs
        if (name not in given or name in empty) and not variables[name].is_optional
    )
    if missing:
        raise ReplyValueMissing(template, missing)
    absent = {name: NO_TEXT.get(variable.type, "") for name, variable in variables.items()}
    return _tidy(filled(variant.body, {**absent, **given}))


def draft_as_far(template: str, locale: str, values: Mapping[str, object]) -> tuple[str, list[str]]:
    """The text as far as it can be filled, and the names of the values that are missing.

    Those stand in it as `{{ name }}`, for a person to write over; `left_over` finds them. Raises as `draft`
    does, and ReplyValueMissing where ways out are missing: no person can write those in.
    """
    try:
        return draft(template, locale, values), []
    except ReplyValueMissing as lacking:
        stage, variant = _find(template, locale)
        if any(stage.variables[name].type in ("offer", "offers") for name in lacking.names):
            raise
        given = {
            name: _value(template, stage.variables[name], value, locale) for name, value in values.items()
        }
        marks = {name: _mark(stage.variables[name]) for name in lacking.names}
        absent = {name: NO_TEXT.get(variable.type, "") for name, variable in stage.variables.items()}
        return _tidy(filled(variant.body, {**absent, **given, **marks})), lacking.names


def left_over(text: str) -> list[str]:
    """The values a text still waits for, in their order, each once."""
    return list(dict.fromkeys(_LEFT_OVER.findall(text)))


def _mark(variable: Variable) -> str | list[str]:
    mark = f"{{{{ {variable.name} }}}}"
    return [mark] if variable.type == "list" else mark


def bubbles(text: str) -> list[str]:
    """A reply cut into chat bubbles, to be pasted one by one."""
    return [bubble.strip() for bubble in text.split("\n\n") if bubble.strip()]


def offer_text(offer: Offer, locale: str, *, use: str) -> str:
    """The words for a way out in that language, `use` offer or taken.

    Raises ReplyValueMissing, ReplyValueBad (also for a way out without words).
    """
    way = ways_out().get((locale, offer.code))
    if way is None:
        raise ReplyValueBad(use, offer.code, f"there are no words for it in {locale}")
    text = way.offer if use == "offer" else way.taken
    values = offer_values(offer)
    missing = sorted(asked_for(text) - set(values))
    if missing:
        raise ReplyValueMissing(f"{use}.{offer.code}", missing)
    try:
        ready = {name: written(OFFER_VALUES[name], value, locale) for name, value in values.items()}
    except Unfit as problem:
        raise ReplyValueBad(f"{use}.{offer.code}", "by", str(problem)) from problem
    return filled(text, ready).strip()


def _find(template: str, locale: str) -> tuple[Stage, Variant]:
    code, name, _ = read_name(template)
    stage = find_stage(code, locale)
    # Another language may have a wording where this one has none.
    variant = stage.variants.get(name) or stage.variants[DEFAULT]
    return stage, in_own_words(stage, variant)[0]


def _fits(variant: Variant, marketplace: str, channel: str) -> bool:
    return (variant.marketplaces is None or marketplace in variant.marketplaces) and (
        variant.channels is None or channel in variant.channels
    )


def _value(template: str, variable: Variable, value: object, locale: str) -> str | list[str]:
    try:
        if variable.type == "offer":
            return offer_text(_offer(value), locale, use="taken")
        if variable.type == "offers":
            return [offer_text(_offer(one), locale, use="offer") for one in _several(value)]
        if variable.is_optional and value in ("", [], ()):
            return NO_TEXT.get(variable.type, "")
        return written(variable.type, value, locale)
    except Unfit as problem:
        raise ReplyValueBad(template, variable.name, str(problem)) from problem


def _offer(value: object) -> Offer:
    if not isinstance(value, Offer):
        raise Unfit("an offer is expected")
    return value


def _several(value: object) -> Iterable[object]:
    if not isinstance(value, list | tuple) or not value:
        raise Unfit("a list with something in it is expected")
    return value


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept)
