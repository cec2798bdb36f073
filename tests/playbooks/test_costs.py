"""What a line costs, and where the figure is from."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml

from amends.core.money import Money
from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import load_pack
from amends.playbooks.conditions import read_condition
from amends.playbooks.costs import CostLine, LineRule, PriceUnknown, cost_of
from amends.playbooks.derived import known_of
from amends.playbooks.facts import CaseFacts, LearntChance, LearntPrice
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
        goods_cost=usd("14.00"),
        freight_out=usd("8.10"),
        recovery={"damaged": LearntChance(Decimal("0.71"), 38)},
    )
    [taught] = lines_of(learnt, line("carrier_claim", cause="damaged"))
    assert (taught.amount, taught.basis, taught.cases) == (usd("14.09"), "learnt", 38)
    assert (taught.whole, taught.chance) == (usd("22.10"), Decimal("0.6376"))
    [other] = lines_of(learnt, line("carrier_claim", cause="lost"))
    assert (other.basis, other.chance) == ("default", Decimal("0.70"))


OURS = read_condition({"fulfilment": ["seller"]}, "a test")
SEEN = {"wait.claim": LearntChance(Decimal("0.40"), 180)}


def chances(
    *rules: LineRule, seen: dict[str, LearntChance] = SEEN
) -> list[tuple[Decimal | None, int | None]]:
    facts = case(learnt=seen)
    return [(each.chance, each.cases) for each in cost_of(rules, facts, known_of(facts), way="wait").lines]


def test_a_chance_is_learnt_for_its_own_way_out_and_risk() -> None:
    plain = line("claim", chance="0.10")
    assert chances(plain) == [(Decimal("0.3700"), 180)]
    assert chances(line("defect", chance="0.10")) == [(Decimal("0.10"), None)]
    assert chances(plain, seen={"refund.claim": SEEN["wait.claim"]}) == [(Decimal("0.10"), None)]


def test_what_a_condition_adds_stays_as_declared() -> None:
    plain = line("claim", chance="0.10")
    added = replace(line("claim", chance="0.20"), when=OURS)
    other = replace(line("claim", chance="0.30"), when=OURS)
    assert chances(plain, added) == [(Decimal("0.3700"), 180), (Decimal("0.20"), None)]
    assert chances(added, other) == [(Decimal("0.20"), None), (Decimal("0.30"), None)]
    assert chances(added) == [(Decimal("0.3800"), 180)]


def test_a_chance_of_one_is_a_rule() -> None:
    assert chances(line("claim")) == [(Decimal(1), None)]


def test_where_a_price_is_from() -> None:
    """Given for the case, then the shop's own, then learnt, then the default."""
    own = shipped_with({"currency": "USD", "shops": ["EV"], "freight_out": "5.10", "claim": "50.00"})
    learnt = {"freight_out": LearntPrice(Decimal("4.40"), 5), "freight_back": LearntPrice(Decimal("8.00"), 4)}
    with judging_by(own):
        found = [
            lines_of(case(shop=shop, learnt_prices=learnt, freight_out=given), line("freight_out"))[0]
            for shop, given in (("EV", usd("9.00")), ("EV", None), ("US", None))
        ]
        [claim] = lines_of(case(shop="EV"), line("claim", chance="0.10"))
        [handling] = lines_of(case(shop="EV"), line("handling"))
    assert [(str(each.amount.amount), each.basis, each.cases) for each in found] == [
        ("9.00", "given", None),
        ("5.10", "shop", None),
        ("4.40", "learnt", 5),
    ]
    assert (claim.amount, claim.basis) == (usd("5.00"), "shop")
    assert (handling.amount, handling.basis) == (usd("2.00"), "default")
    [back] = lines_of(case(learnt_prices=learnt), line("freight_back"))
    assert (back.amount, back.basis) == (usd("9.00"), "default")  # four are too few


def test_the_cost_of_goods_is_learnt_as_a_part_of_the_price() -> None:
    facts = case(learnt_prices={"goods_cost": LearntPrice(Decimal("0.25"), 12)})
    goods, resale = lines_of(facts, line("goods"), line("resale"))
    assert (goods.amount, goods.basis, goods.cases) == (usd("10.00"), "learnt", 12)
    assert (resale.amount, resale.basis, resale.cases) == (usd("8.00"), "learnt", 12)


def test_limits_of_a_shop() -> None:
    own = shipped_with({"currency": "USD", "shops": ["EV"], "cheap_below": "50.00"})
    with judging_by(own):
        assert [known_of(case(shop=shop))["cheap"] for shop in ("EV", "US", None)] == [True, False, False]


def shipped_with(row: dict[str, Any]) -> PackSet:
    """The shipped costs with one row of prices more."""
    body = deepcopy(load_pack("case_costs").body)
    body["prices"].append(row)
    return PackSet({"case_costs": yaml.safe_dump(body, allow_unicode=True).encode()})


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
