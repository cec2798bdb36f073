"""What a way out costs, line by line: out − back + risk. Every amount in the currency the buyer paid in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from amends.core.money import Money
from amends.playbooks.conditions import Condition, holds
from amends.playbooks.cost_prices import price, recovery, share
from amends.playbooks.derived import Known
from amends.playbooks.facts import CaseFacts, LearntChance
from amends.playbooks.learnt import DEFAULT, GIVEN, SHOP, Figure, chance_after, price_after

OUT = (
    "refund", "goods", "freight_out", "freight_back", "handling", "upgrade", "pickup", "gift", "repair",
    "amount",
)  # fmt: skip
TO_THE_BUYER = frozenset({"refund", "upgrade", "pickup", "gift"})  # beside amounts that say so themselves
BACK = ("carrier_claim", "resale", "recovered")
RISK = ("claim", "defect", "bad_review")
SIDES = {line: side for side, lines in (("out", OUT), ("back", BACK), ("risk", RISK)) for line in lines}
CLAIMED = ("goods", "freight_out")  # what a carrier is asked to pay


@dataclass(frozen=True, slots=True)
class LineRule:
    """One line of a resolution's cost, as the pack has it.

    `share` of the whole (half a refund is 0.5); `chance` of a risk; `cause` why a carrier would pay; `fact`
    the money fact that says how much, of the lines amount and recovered. `to_buyer`: the buyer receives it.
    """

    line: str
    share: Decimal
    chance: Decimal
    cause: str
    when: Condition
    fact: str = ""
    to_buyer: bool = False


@dataclass(frozen=True, slots=True)
class CostLine:
    """One named amount, positive on its side (out, back, risk).

    `basis`: given (a fact of the case), shop (its own price), learnt (from `cases` outcomes of this shop) or
    default (declared in the pack of costs). `chance` is what `whole` was multiplied by, both None where it is
    certain. `fact` names the money fact of the lines amount and recovered, `cause` why a carrier would pay.
    """

    line: str
    side: str
    amount: Money
    basis: str
    chance: Decimal | None = None
    cases: int | None = None
    fact: str = ""
    whole: Money | None = None
    cause: str = ""
    to_buyer: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """The sums and their lines; cost = out − back + risk, which may be below zero."""

    out: Money
    back: Money
    risk: Money
    cost: Money
    lines: tuple[CostLine, ...]


class PriceUnknown(Exception):
    """A line cannot be priced; the argument is the fact to ask for."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


def cost_of(rules: Iterable[LineRule], facts: CaseFacts, known: Known, *, way: str = "") -> Cost:
    """The cost by those lines that hold; `way` is the resolution, by which chances are learnt.

    Raises PriceUnknown.
    """
    if facts.paid is None:
        raise PriceUnknown("paid")
    rules = tuple(rules)
    currency = facts.paid.currency
    lines = tuple(
        _line(rule, facts, currency, _seen(rule, rules, facts, way))
        for rule in rules
        if holds(rule.when, known)
    )
    sums = {side: Money(Decimal(0), currency) for side in ("out", "back", "risk")}
    for line in lines:
        sums[line.side] += line.amount
    total = sums["out"].amount - sums["back"].amount + sums["risk"].amount
    return Cost(sums["out"], sums["back"], sums["risk"], Money(total, currency), lines)


def _seen(rule: LineRule, rules: tuple[LineRule, ...], facts: CaseFacts, way: str) -> LearntChance | None:
    """How often this line's chance came true here.

    Outcomes are counted for the way as a whole. Where several lines of it speak of the same risk, they teach
    the one that always holds; what a condition adds to it stays as declared.
    """
    if rule.line not in RISK:
        return facts.recovery.get(rule.cause) if rule.line == "carrier_claim" else None
    alike = [one for one in rules if one.line == rule.line]
    plain = [one for one in alike if not one.when]
    if (plain or alike) != [rule]:
        return None
    return facts.learnt.get(f"{way}.{rule.line}")


def _line(rule: LineRule, facts: CaseFacts, currency: str, seen: LearntChance | None) -> CostLine:
    chance: Figure | None = None
    if rule.line == "carrier_claim":
        figure = Figure(sum((_amount(part, facts, currency).value for part in CLAIMED), Decimal(0)), GIVEN)
        chance = chance_after(recovery(rule.cause), seen)
    elif rule.fact:
        figure = Figure(_told(rule.fact, facts), GIVEN)
    else:
        figure = _amount(rule.line, facts, currency)
    if rule.line in RISK:
        chance = chance_after(rule.chance, seen)
    whole = figure.value * rule.share
    shown = _shown(figure, chance)
    return CostLine(
        line=rule.line,
        side=SIDES[rule.line],
        amount=Money(whole * (1 if chance is None else chance.value), currency).rounded(),
        basis=shown.basis,
        chance=None if chance is None else chance.value,
        cases=shown.cases,
        fact=rule.fact,
        whole=None if chance is None else Money(whole, currency).rounded(),
        cause=rule.cause,
        to_buyer=rule.to_buyer,
    )


def _shown(figure: Figure, chance: Figure | None) -> Figure:
    """Which of price and chance says where the line is from: the chance, unless only the price is its own."""
    if chance is None or (chance.basis == DEFAULT and figure.basis == SHOP):
        return figure
    return chance


def _told(fact: str, facts: CaseFacts) -> Decimal:
    """A money fact that people were asked. Raises PriceUnknown."""
    money = facts.answers.get(fact)
    if not isinstance(money, Money):
        raise PriceUnknown(fact)
    return money.amount


def _amount(line: str, facts: CaseFacts, currency: str) -> Figure:
    """The whole of a line and where it is from. Raises PriceUnknown."""
    assert facts.paid is not None
    if line == "refund":
        return Figure(facts.paid.amount, GIVEN)
    if line == "goods":
        return _goods(facts, facts.paid)
    if line == "resale":
        goods = _goods(facts, facts.paid)
        return replace(goods, value=goods.value * share("resale"))
    if line == "upgrade":
        if facts.upgrade_paid is None:
            raise PriceUnknown("upgrade_paid")
        return Figure(facts.upgrade_paid.amount, GIVEN)
    given = {"freight_out": facts.freight_out, "freight_back": facts.freight_back}.get(line)
    return Figure(given.amount, GIVEN) if given is not None else _priced(line, facts, currency)


def _goods(facts: CaseFacts, paid: Money) -> Figure:
    if facts.goods_cost is not None:
        return Figure(facts.goods_cost.amount, GIVEN)
    part = price_after(facts.learnt_prices.get("goods_cost")) or Figure(share("goods_cost"), DEFAULT)
    return replace(part, value=paid.amount * part.value)


def _priced(line: str, facts: CaseFacts, currency: str) -> Figure:
    """The shop's own price, what it has paid so far, or the default. Raises PriceUnknown."""
    declared = price(line, currency, facts.shop)
    if declared is not None and declared.is_own:
        return Figure(declared.amount, SHOP)
    learnt = price_after(facts.learnt_prices.get(line))
    if learnt is not None:
        return learnt
    if declared is None:
        # Only freight can be asked for: the price of a claim or a review is the shop's own estimate.
        raise PriceUnknown(line if line in ("freight_out", "freight_back") else "prices")
    return Figure(declared.amount, DEFAULT)
