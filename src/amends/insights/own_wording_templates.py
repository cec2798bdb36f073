"""Which templates rules of wording would stop or warn of, before the rules are released."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from amends.compliance.findings import ERROR, Finding
from amends.compliance.lint import lint, lint_by_own_rules
from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import Pack, load_packs
from amends.insights.reply_preview import USUAL, example_values, kind_of
from amends.publishing.own_wording import OwnWording, own_wordings
from amends.publishing.wordings_in_force import wordings_of
from amends.replies.drafts import draft_as_far
from amends.replies.errors import ReplyValueBad, ReplyValueMissing
from amends.replies.liquid import BrokenTemplate
from amends.replies.templates import DEFAULT, Stage, find_stage
from amends.replies.wording import Key, Wording, template_name, worded_by

LONGEST_SHOWN = 80
_LAID_OVER = ("replies/", "reply_stages/")


@dataclass(frozen=True, slots=True)
class Template:
    """A text as a buyer would read it, filled with its example. `number`: of the seller's version, 0 else.

    `stage` is empty for the words of a way out. `marketplaces`: where it is for; none: everywhere.
    """

    stage: str
    locale: str
    variant: str
    number: int
    text: str
    marketplaces: frozenset[str] = frozenset()
    is_own: bool = False

    @property
    def key(self) -> Key:
        return (self.locale, self.stage, self.variant)


@dataclass(frozen=True, slots=True)
class Met:
    """A template, the rule that objects to it, the words, and whether it stops the message or only warns."""

    template: Template
    rule: str
    words: str
    stops: bool

    @property
    def key(self) -> Key:
        return self.template.key


@dataclass(frozen=True, slots=True)
class TriedOnTemplates:
    """Of `looked_at` templates, those that are objected to, with what is found first in each."""

    looked_at: int
    met: tuple[Met, ...]

    @property
    def stopped(self) -> int:
        return sum(each.stops for each in self.met)

    @property
    def warned(self) -> int:
        return len(self.met) - self.stopped


def tried_on_templates(
    organisation_id: int,
    files: Mapping[str, str],
    marketplaces: Collection[str],
    *,
    today: date,
    only: str = "",
) -> TriedOnTemplates:
    """Try the own rules among the packs of a draft on the product's templates and the seller's own.

    `only`: the pack name of the one rule to try. A rule that begins later is tried on its first day, one
    that is over not at all. Raises BadPhrase, BadPack for packs that cannot be read.
    """
    rules = [rule for rule in own_wordings(files) if only in ("", rule.pack) and _holds_yet(rule, today)]
    kept = {rule.pack for rule in rules}
    laid = {name: raw for name, raw in files.items() if name in kept or name.startswith(_LAID_OVER)}
    own = wordings_of(organisation_id)
    with judging_by(PackSet({name: raw.encode() for name, raw in laid.items()})), worded_by(own):
        templates = list(_templates(own, laid))
        found = [_objected(each, rules, frozenset(marketplaces), today) for each in templates]
    worst: dict[Key, Met] = {}
    for met in (one for one in found if one is not None):
        if met.key not in worst or met.stops > worst[met.key].stops:
            worst[met.key] = met
    return TriedOnTemplates(len({each.key for each in templates}), tuple(worst.values()))


def _holds_yet(rule: OwnWording, today: date) -> bool:
    return not rule.until_day or rule.until_day >= today.isoformat()


def _templates(own: Mapping[Key, Wording], laid: Collection[str]) -> Iterator[Template]:
    """Every wording as it holds now, by language and stage: the seller's, else the example of its pack."""
    for pack in load_packs("replies"):
        if "stage" in pack.body:
            yield from _of_stage(pack, own, pack.name in laid)
        else:
            yield from _of_ways_out(pack, pack.name in laid)


def _of_stage(pack: Pack, own: Mapping[Key, Wording], is_laid: bool) -> Iterator[Template]:
    stage = find_stage(pack.body["stage"], pack.body["locale"])
    for name, variant in stage.variants.items():
        on = variant.marketplaces or frozenset()
        wording = own.get((stage.locale, stage.code, name))
        if wording is not None:
            text = _in_own_words(stage, name)
            if text:
                yield Template(stage.code, stage.locale, name, wording.number, text, on, is_own=True)
            continue
        for example in pack.body["examples"]:
            if example.get("variant", DEFAULT) == name:
                yield Template(stage.code, stage.locale, name, 0, example["gives"], on, is_own=is_laid)


def _of_ways_out(pack: Pack, is_laid: bool) -> Iterator[Template]:
    for example in pack.body["examples"]:
        yield Template("", pack.body["locale"], example["resolution"], 0, example["gives"], is_own=is_laid)


def _in_own_words(stage: Stage, variant: str) -> str:
    """The seller's wording with the values of the example; empty where it cannot be filled with them."""
    values = example_values(stage, stage.variants[variant])
    try:
        return draft_as_far(template_name(stage.code, variant, 0), stage.locale, values)[0]
    except (BrokenTemplate, ReplyValueMissing, ReplyValueBad):
        return ""


def _objected(
    template: Template, rules: Sequence[OwnWording], sold_on: frozenset[str], today: date
) -> Met | None:
    """What stops it, else what warns of it; None where nothing does."""
    on = template.marketplaces & sold_on if template.marketplaces else sold_on or {USUAL}
    found = [one for day in _days(rules, today) for one in _findings(template, rules, on, day, today)]
    first = min(found, key=lambda one: one.severity != ERROR, default=None)
    if first is None:
        return None
    words = " ".join(template.text[first.start : first.end].split())[:LONGEST_SHOWN]
    return Met(template, first.rule, words, first.severity == ERROR)


def _days(rules: Sequence[OwnWording], today: date) -> list[date]:
    return sorted({_first_day(rule, today) for rule in rules})


def _first_day(rule: OwnWording, today: date) -> date:
    return max(today, date.fromisoformat(rule.from_day)) if rule.from_day else today


def _findings(
    template: Template, rules: Sequence[OwnWording], marketplaces: Collection[str], on: date, today: date
) -> Iterator[Finding]:
    """What the rules that are tried on this day object to, and the warnings of the product they raise."""
    tried = {rule.pack for rule in rules if _first_day(rule, today) == on}
    kind = kind_of(template.stage)
    text, language = template.text, template.locale
    own = lint_by_own_rules(text, language=language, marketplaces=marketplaces, kind=kind, on=on)
    yield from (one for one in own if one.rule in tried)
    raised = {rule.raises for rule in rules if rule.raises and rule.pack in tried}
    if raised and template.is_own:  # nothing is objected to in what comes with the product
        for marketplace in sorted(marketplaces):
            found = lint(text, language=language, marketplace=marketplace, kind=kind, on=on)
            yield from (one for one in found if one.rule in raised and one.severity == ERROR)
