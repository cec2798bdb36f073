"""What a line costs, and where the figure is from."""

from decimal import Decimal

import pytest

from amends.core.money import Money
from amends.playbooks.costs import CostLine, LineRule, PriceUnknown, cost_of
from amends.playbooks.derived import known_of
from amends.playbooks.facts import CaseFacts, LearntChance
from tests.playbooks.cases import case, usd


def line(name: str, share: str = "1", chance: str = "1", cause: str = "") -> LineRule:
    return LineRule(name, Decimal(share), Decimal(chance), cause, ())


def lines_of(facts: CaseFacts, *rules: LineRule) -> tuple[CostLine, ...]:
    return cost_of(rules, facts, known_of(facts)).lines


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        (case(), line("refund"), ("out", "40.00", "given")),
        (case(), line("refund", "0.5"), ("out", "20.00", "given")),
        (case(), line("goods"), ("out", "16.00", "default")),
        (case(goods_cost=usd("9.99")), line("goods"), ("out", "9.99", "given")),
        (case(), line("resale"), ("back", "12.80", "default")),
        (case(goods_cost=usd("9.99")), line("resale"), ("back", "7.99", "given")),
        (case(), line("freight_out"), ("out", "6.50", "default")),
        (case(freight_out=usd("8.10")), line("freight_out"), ("out", "8.10", "given")),
        (case(freight_back=usd("3.00")), line("freight_back"), ("out", "3.00", "given")),
        (case(upgrade_paid=usd("4.00")), line("upgrade"), ("out", "4.00", "given")),
        (case(), line("handling"), ("out", "2.00", "default")),
        (case(), line("claim", chance="0.06"), ("risk", "1.50", "default")),
    ],
)
def test_a_line(facts: CaseFacts, rule: LineRule, expected: tuple[str, str, str]) -> None:
    [found] = lines_of(facts, rule)
    assert (found.side, str(found.amount.amount), found.basis) == expected


def test_what_a_carrier_pays_back_is_its_chance_of_goods_and_freight() -> None:
    facts = case(goods_cost=usd("14.00"), freight_out=usd("8.10"))
    [declared] = lines_of(facts, line("carrier_claim", cause="damaged"))
    assert (declared.amount, declared.basis, declared.chance) == (usd("11.05"), "default", Decimal("0.50"))
    learnt = case(
        goods_cost=usd("14.00"), freight_out=usd("8.10"), recovery=LearntChance(Decimal("0.71"), 38)
    )
    [taught] = lines_of(learnt, line("carrier_claim", cause="damaged"))
    assert (taught.amount, taught.basis, taught.cases) == (usd("15.69"), "learnt", 38)


@pytest.mark.parametrize(
    ("facts", "rule", "fact"),
    [
        (case(paid=None), line("refund"), "paid"),
        (case(), line("upgrade"), "upgrade_paid"),
        (case(paid=Money(Decimal(9), "XOF")), line("freight_back"), "freight_back"),
        (case(paid=Money(Decimal(9), "XOF")), line("claim", chance="0.1"), "prices"),
    ],
)
def test_a_price_nobody_knows_is_asked_for(facts: CaseFacts, rule: LineRule, fact: str) -> None:
    with pytest.raises(PriceUnknown) as caught:
        lines_of(facts, rule)
    assert caught.value.fact == fact


def test_yen_have_no_cents() -> None:
    facts = case(paid=Money(Decimal(999), "JPY"))
    [found] = lines_of(facts, line("refund", "0.5"))
    assert found.amount == Money(Decimal(500), "JPY")
