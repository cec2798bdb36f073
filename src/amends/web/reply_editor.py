"""What the list and the editor of reply templates show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.cases.models import Case
from amends.core.packs import load_pack
from amends.insights.reply_preview import Preview, example_values
from amends.replies.drafts import nearest_locale, offer_text
from amends.replies.stages import Allowance, allowance, in_order
from amends.replies.templates import Stage, Variant, stages
from amends.replies.values import LOCALES, Offer, written
from amends.replies.wording import Key, Wording
from amends.web.access import Reader
from amends.web.language import pack_language
from amends.web.reply_words import stage_name, value_name

CASES = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A stage in one language: its wordings by name with the version that holds, 0 for the product's own."""

    locale: str
    variants: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a marketplace says of a stage, why, and where that was read."""

    verdict: str
    why: str
    address: str
    known_from: str
    read_on: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stage: what it is called, its languages, and what holds for it as an answer and unasked."""

    stage: str
    name: str
    cells: tuple[Cell, ...]
    allowances: tuple[Said, Said]


def rows_of(own: Mapping[Key, Wording], marketplace: str) -> list[Row]:
    """Every stage there is in any language."""
    return [
        Row(
            code,
            stage_name(code),
            tuple(Cell(locale, _variants(code, locale, own)) for locale in LOCALES),
            (
                _said(allowance(code, marketplace, unasked=False)),
                _said(allowance(code, marketplace, unasked=True)),
            ),
        )
        for code in in_order({code for _, code in stages()})
    ]


def source_of(stage: Stage, variant: Variant) -> str:
    """The Liquid of a wording as the product has it."""
    rows = load_pack(f"replies/{stage.locale}/{stage.code}").body["variants"]
    return str(next(row["text"] for row in rows if row["name"] == variant.name))


def marked(tried: Preview) -> list[tuple[str, str]]:
    """The text in pieces, each with the severity of what was found in it, or ""."""
    pieces, at = [], 0
    for finding in tried.findings:
        if finding.start >= at:
            pieces.append((tried.text[at : finding.start], ""))
            pieces.append((tried.text[finding.start : finding.end], finding.severity))
            at = finding.end
    return [*pieces, (tried.text[at:], "")]


def values_shown(stage: Stage, variant: Variant) -> list[dict[str, Any]]:
    """Each value the stage declares: name, what it is, its kind, and how it comes out."""
    examples = example_values(stage, variant)
    return [
        {
            "name": name,
            "said": value_name(name),
            "type": variable.type,
            "is_optional": variable.is_optional,
            "example": _example(examples[name], variable.type, stage.locale) if name in examples else "",
        }
        for name, variable in stage.variables.items()
    ]


def cases_to_try(reader: Reader, locale: str) -> list[Case]:
    """The newest cases of buyers of that language, as the reader may see them."""
    rows = Case.objects.filter(shop_id__in=list(reader.shops("see_cases")), merged_into=None)
    newest = rows.select_related("shop").order_by("-last_message_at", "-pk")[: CASES * 10]
    return [case for case in newest if nearest_locale(case.language or case.shop.language) == locale][:CASES]


def case_chosen(named: str, reader: Reader) -> Case | None:
    """The case of that id, if the reader may see it."""
    if not (named.isascii() and named.isdecimal() and len(named) < 19):
        return None
    rows = Case.objects.select_related("shop", "order__person", "buyer__person")
    return rows.filter(pk=int(named), shop_id__in=list(reader.shops("see_cases"))).first()


def _variants(code: str, locale: str, own: Mapping[Key, Wording]) -> tuple[tuple[str, int], ...]:
    found = stages().get((locale, code))
    names = found.variants if found is not None else ()
    return tuple(
        (name, own[locale, code, name].number if (locale, code, name) in own else 0) for name in names
    )


def _said(each: Allowance) -> Said:
    source = each.source
    return Said(
        each.verdict,
        each.texts[pack_language()],
        source.get("address", ""),
        source.get("known_from", ""),
        source["read_on"],
    )


def _example(value: object, kind: str, locale: str) -> str:
    if isinstance(value, Offer):
        return offer_text(value, locale, use="taken")
    if kind == "offers":
        offers = value if isinstance(value, list) else []
        return " / ".join(offer_text(each, locale, use="offer") for each in offers)
    said = written(kind, value, locale)
    return said if isinstance(said, str) else " / ".join(said)
