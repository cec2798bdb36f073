"""How much a shop's own outcomes count against what is declared, and where a cost's figures are from.

For a chance, the declared one weighs as much as `worth_cases` cases (a Beta prior): after n cases of which a
part s came true it is (worth_cases × declared + n × s) / (worth_cases + n). Below `least_cases` the declared
one stands. A declared chance of 0 or 1 is a rule, no estimate: it stands always.

For a price, the median of what is known is taken from `least_cases` on: it does not follow a single odd one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack
from amends.playbooks.facts import LearntChance, LearntPrice

GIVEN, SHOP, LEARNT, DEFAULT = "given", "shop", "learnt", "default"
BASES = (GIVEN, SHOP, LEARNT, DEFAULT)
EVERY_OTHER = ""
CHANCE_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Learning:
    """From which cases is learnt, and what they weigh.

    Counted are those whose way out was taken between `from_days` and `ripe_days` ago: before, nobody knows
    yet what comes of it.
    """

    worth_cases: int
    least_cases: int
    ripe_days: int
    from_days: int


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What counts as bad on a marketplace: a rating up to `bad_rating`, and for a defect one of `defect`."""

    bad_rating: int
    defect: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A price or a chance, where it is from (one of BASES), and from how many cases where it is learnt."""

    value: Decimal
    basis: str
    cases: int | None = None


@kept_by("case_costs")
def learning() -> Learning:
    """How this seller's desk learns."""
    return Learning(**load_pack("case_costs").body["learning"])


@kept_by("case_costs")
def outcome_rules() -> Mapping[str, OutcomeRule]:
    """What counts as bad, by marketplace; EVERY_OTHER for all that are not named."""
    return {
        marketplace: OutcomeRule(row["bad_rating"], frozenset(row["defect"]))
        for row in load_pack("case_costs").body["outcomes"]
        for marketplace in row.get("marketplaces", [EVERY_OTHER])
    }


def outcome_rule(marketplace: str) -> OutcomeRule:
    """What counts as bad there."""
    rules = outcome_rules()
    return rules.get(marketplace) or rules[EVERY_OTHER]


def chance_after(declared: Decimal, seen: LearntChance | None) -> Figure:
    """The chance to reckon with: always between the declared one and the part seen."""
    rule = learning()
    if seen is None or seen.cases < rule.least_cases or declared in (0, 1):
        return Figure(declared, DEFAULT)
    weighed = rule.worth_cases * declared + seen.cases * seen.chance
    chance = weighed / (rule.worth_cases + seen.cases)
    return Figure(_between(declared, seen.chance, chance), LEARNT, seen.cases)


def price_after(seen: LearntPrice | None) -> Figure | None:
    """The price to reckon with; None while too few are known."""
    if seen is None or seen.cases < learning().least_cases:
        return None
    return Figure(seen.value, LEARNT, seen.cases)


def _between(one: Decimal, other: Decimal, value: Decimal) -> Decimal:
    """The value in four places; rounding does not carry it beyond either."""
    low, high = sorted((one, other))
    return min(max(value.quantize(CHANCE_PLACES, ROUND_HALF_EVEN), low), high)


def basis_text(basis: str, cases: int | None, locale: str) -> str:
    """Where a figure is from, in en, zh-Hans or fr: "from 48 of your cases"."""
    return _texts()["bases"][basis][locale].replace("{cases}", str(cases))


def line_name(line: str, locale: str) -> str:
    """What a line of a cost is called, in en, zh-Hans or fr."""
    return _texts()["lines"][line][locale]


@kept_by("case_costs")
def _texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    body: Mapping[str, Any] = load_pack("case_costs").body
    return {"bases": body["bases"], "lines": body["lines"]}
