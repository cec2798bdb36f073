"""What a way out costs, line by line: out − back + risk. Every amount in the currency the buyer paid in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from amends.core.money import Money
from amends.playbooks.conditions import Condition, holds
from amends.playbooks.cost_prices import price, recovery, share
from amends.playbooks.derived import Known
from amends.playbooks.facts import CaseFacts

OUT = (
    "refund", "goods", "freight_out", "freight_back", "handling", "upgrade", "pickup", "gift", "repair",
    "amount",
)  # fmt: skip
BACK = ("carrier_claim", "resale", "recovered")
RISK = ("claim", "defect", "bad_review")
SIDES = {line: side for side, lines in (("out", OUT), ("back", BACK), ("risk", RISK)) for line in lines}
GIVEN, DEFAULT, LEARNT = "given", "default", "learnt"


@dataclass(frozen=True, slots=True)
class LineRule:
    """One line of a resolution's cost, as the pack has it.

    `share` of the whole (half a refund is 0.5); `chance` of a risk; `cause` why a carrier would pay; `fact`
    the money fact that says how much, of the lines amount and recovered.
    """

    line: str
    share: Decimal
    chance: Decimal
    cause: str
    when: Condition
    fact: str = ""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One named amount, positive on its side (out, back, risk).

    `basis`: given (a fact of the case), default (declared in the pack of costs) or learnt (from `cases`
    outcomes of this shop). `chance` is what it was multiplied by, None where it is certain. `fact` names the
    money fact of the lines amount and recovered.
    """

    line: str
    side: str
    amount: Money
    basis: str
    chance: Decimal | None = None
    cases: int | None = None
    fact: str = ""


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
    currency = facts.paid.currency
    lines = tuple(_line(rule, facts, currency, way) for rule in rules if holds(rule.when, known))
    sums = {side: Money(Decimal(0), currency) for side in ("out", "back", "risk")}
    for line in lines:
        sums[line.side] += line.amount
    total = sums["out"].amount - sums["back"].amount + sums["risk"].amount
    return Cost(sums["out"], sums["back"], sums["risk"], Money(total, currency), lines)


def _line(rule: LineRule, facts: CaseFacts, currency: str, way: str) -> CostLine:
    chance, basis, cases = None, None, None
    if rule.line == "carrier_claim":
        whole, _ = _amount("goods", facts, currency)
        whole += _amount("freight_out", facts, currency)[0]
        chance, basis, cases = _recovery(rule, facts)
    elif rule.fact:
        whole, basis = _told(rule.fact, facts), GIVEN
    else:
        whole, basis = _amount(rule.line, facts, currency)
    if rule.line in RISK:
        chance, basis, cases = _risk(rule, facts, way)
    amount = whole * rule.share * (1 if chance is None else chance)
    money = Money(amount, currency).rounded()
    return CostLine(rule.line, SIDES[rule.line], money, basis, chance, cases, rule.fact)


def _told(fact: str, facts: CaseFacts) -> Decimal:
    """A money fact that people were asked. Raises PriceUnknown."""
    money = facts.answers.get(fact)
    if not isinstance(money, Money):
        raise PriceUnknown(fact)
    return money.amount


def _risk(rule: LineRule, facts: CaseFacts, way: str) -> tuple[Decimal, str, int | None]:
    learnt = facts.learnt.get(f"{way}.{rule.line}")
    return (rule.chance, DEFAULT, None) if learnt is None else (learnt.chance, LEARNT, learnt.cases)


def _amount(line: str, facts: CaseFacts, currency: str) -> tuple[Decimal, str]:
    """The whole of a line and where it is from. Raises PriceUnknown."""
    assert facts.paid is not None
    if line == "refund":
        return facts.paid.amount, GIVEN
    if line == "goods":
        if facts.goods_cost is not None:
            return facts.goods_cost.amount, GIVEN
        return facts.paid.amount * share("goods_cost"), DEFAULT
    if line == "resale":
        whole, basis = _amount("goods", facts, currency)
        return whole * share("resale"), basis
    if line == "upgrade":
        if facts.upgrade_paid is None:
            raise PriceUnknown("upgrade_paid")
        return facts.upgrade_paid.amount, GIVEN
    given = {"freight_out": facts.freight_out, "freight_back": facts.freight_back}.get(line)
    if given is not None:
        return given.amount, GIVEN
    declared = price(line, currency)
    if declared is None:
        # Only freight can be asked for: the price of a claim or a review is the shop's own estimate.
        raise PriceUnknown(line if line in ("freight_out", "freight_back") else "prices")
    return declared, DEFAULT


def _recovery(rule: LineRule, facts: CaseFacts) -> tuple[Decimal, str, int | None]:
    if facts.recovery is not None:
        return facts.recovery.chance, LEARNT, facts.recovery.cases
    return recovery(rule.cause), DEFAULT, None
