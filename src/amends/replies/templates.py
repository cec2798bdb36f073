"""The reply templates of the packs, compiled once: stages with their variants, and words for each way out."""

from collections.abc import Mapping
from dataclasses import dataclass

from liquid import BoundTemplate

from amends.core.errors import NotFound
from amends.core.pack_sets import kept_by
from amends.core.packs import BadPack, Pack, load_packs
from amends.replies.liquid import asked_for, compiled
from amends.replies.values import LOCALES

DEFAULT = "default"
OFFER_VALUES = {"amount": "money", "by": "moment"}
_Locale = str


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared value of a template."""

    name: str
    type: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a stage. None: for every marketplace, every channel."""

    name: str
    marketplaces: frozenset[str] | None
    channels: frozenset[str] | None
    body: BoundTemplate
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stage:
    """All wordings for one moment of a conversation in one language.

    `variables` are declared for all variants together; each needs those of its own text. `not_on` maps
    marketplaces where it must not be sent to the rule that forbids it.
    """

    code: str
    locale: str
    variables: Mapping[str, Variable]
    variants: Mapping[str, Variant]
    not_on: Mapping[str, str]
    version: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """The words for one resolution: as a numbered choice, and once it is chosen."""

    offer: BoundTemplate
    taken: BoundTemplate


@kept_by("replies")
def stages() -> Mapping[tuple[_Locale, str], Stage]:
    """(locale, stage) → its templates."""
    packs = [pack for pack in load_packs("replies") if "stage" in pack.body]
    return {(pack.body["locale"], pack.body["stage"]): read_stage(pack) for pack in packs}


@kept_by("replies")
def ways_out() -> Mapping[tuple[_Locale, str], WayOut]:
    """(locale, resolution) → its words."""
    packs = [pack for pack in load_packs("replies") if "resolutions" in pack.body]
    return {(pack.body["locale"], code): way for pack in packs for code, way in read_ways_out(pack).items()}


def stage_names(locale: str) -> list[str]:
    """The stages there are in that language."""
    return sorted(code for known, code in stages() if known == locale)


def find_stage(code: str, locale: str) -> Stage:
    """Raises NotFound."""
    found = stages().get((locale, code))
    if found is None:
        known = ", ".join(stage_names(locale)) or f"none in {locale}; languages: {', '.join(LOCALES)}"
        raise NotFound("template_unknown", f"There is no template {code!r}.", mend=f"Known: {known}.")
    return found


def read_stage(pack: Pack) -> Stage:
    """The stage of a pack. Raises BadPack or BrokenTemplate for a text that uses what is not declared."""
    body = pack.body
    variables = {
        name: Variable(name, row["type"], row.get("optional", False))
        for name, row in body["variables"].items()
    }
    variants = {}
    for row in body["variants"]:
        place = f"{pack.name}.{row['name']}"
        text = compiled(place, row["text"])
        needs = asked_for(text)
        _check_declared(place, needs, variables)
        variants[row["name"]] = Variant(
            name=row["name"],
            marketplaces=_set(row.get("marketplaces")),
            channels=_set(row.get("channels")),
            body=text,
            needs=frozenset(needs),
        )
    if DEFAULT not in variants:
        raise BadPack("pack_invalid", f"Pack {pack.name} has no variant {DEFAULT}.")
    return Stage(
        code=body["stage"],
        locale=body["locale"],
        variables=variables,
        variants=variants,
        not_on={row["marketplace"]: row["rule"] for row in body.get("not_on", [])},
        version=pack.sha256,
    )


def read_ways_out(pack: Pack) -> dict[str, WayOut]:
    """The words for ways out of a pack. Raises as `read_stage` does."""
    ways = {}
    for code, row in pack.body["resolutions"].items():
        texts = {use: compiled(f"{pack.name}.{code}.{use}", row[use]) for use in ("offer", "taken")}
        for use, text in texts.items():
            _check_declared(f"{pack.name}.{code}.{use}", asked_for(text), OFFER_VALUES)
        ways[code] = WayOut(**texts)
    return ways


def _check_declared(place: str, needs: set[str], declared: Mapping[str, object]) -> None:
    unknown = sorted(needs - set(declared))
    if unknown:
        raise BadPack("pack_invalid", f"{place} uses {', '.join(unknown)}, which is not declared.")


def _set(codes: list[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)
