"""Facts are refused loudly, from code and from JSON."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from amends.core.money import Money
from amends.playbooks.asking import ask_for
from amends.playbooks.case_facts import asked_facts
from amends.playbooks.derived import known_of
from amends.playbooks.fact_names import fact_kinds
from amends.playbooks.facts import LearntChance, LearntPrice
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.questions import question_kinds
from amends.policies.facts import BadFacts
from tests.playbooks.cases import NOW, case, usd

WRITTEN: dict[str, Any] = {
    "issue_types": ["damaged"],
    "marketplace": "amazon",
    "zone": "America/Chicago",
    "as_of": "2026-11-20T15:07:00Z",
    "country": "US",
    "fulfilment": "seller",
    "paid": {"amount": "40.00", "currency": "USD"},
    "stock_good": 3,
    "disruption": False,
    "wishes": ["refund"],
    "recovery": {"lost": {"chance": "0.71", "cases": 38}},
    "learnt": {"reship.claim": {"chance": "0.1", "cases": 5}},
    "learnt_prices": {"freight_out": {"value": "4.40", "cases": 5}},
    "shop": "US",
    "delivered_at": None,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issue_types": ()}, "issue_types"),
        ({"issue_types": ("broken",)}, "issue_types"),
        ({"zone": "Nowhere"}, "zone"),
        ({"fulfilment": "somebody"}, "fulfilment"),
        ({"parcel_state": "flying"}, "parcel_state"),
        ({"wishes": frozenset({"gift"})}, "wishes"),
        ({"evidence": frozenset({"hearsay"})}, "evidence"),
        ({"paid": usd("-1")}, "paid"),
        ({"paid": Money(Decimal(1), "ABC")}, "paid"),
        ({"goods_cost": Money(Decimal(1), "EUR")}, "goods_cost"),
        ({"stock_good": -1}, "stock_good"),
        ({"stock_good": True}, "stock_good"),
        ({"restock_on": NOW}, "restock_on"),
        ({"answers": {"paid": usd("1")}}, "paid"),
        ({"answers": {"duties": Money(Decimal(1), "EUR")}}, "duties"),
        ({"happened": {"told": NOW}}, "happened.told"),
        ({"happened": {"claim_opened": NOW.replace(tzinfo=None)}}, "happened.claim_opened"),
        ({"as_of": NOW.replace(tzinfo=None)}, "as_of"),
        ({"delivered_at": NOW.replace(tzinfo=None)}, "delivered_at"),
    ],
)
def test_facts_that_cannot_be_are_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as caught:
        case(**change)
    assert caught.value.field_name == field


@pytest.mark.parametrize(("chance", "cases"), [("1.1", 3), ("-0.1", 3), ("0.5", 0)])
def test_a_learnt_chance_is_a_chance(chance: str, cases: int) -> None:
    with pytest.raises(BadFacts):
        LearntChance(Decimal(chance), cases)


def test_facts_from_json() -> None:
    facts = facts_from_json(WRITTEN)
    assert facts == case(
        stock_good=3,
        disruption=False,
        wishes=frozenset({"refund"}),
        recovery={"lost": LearntChance(Decimal("0.71"), 38)},
        learnt={"reship.claim": LearntChance(Decimal("0.1"), 5)},
        learnt_prices={"freight_out": LearntPrice(Decimal("4.40"), 5)},
        shop="US",
    )
    assert facts.currency == "USD"
    assert case(paid=None).currency is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mood": "angry"}, "mood"),
        ({"marketplace": None}, "marketplace"),
        ({"marketplace": 3}, "marketplace"),
        ({"stock_good": "3"}, "stock_good"),
        ({"stock_good": True}, "stock_good"),
        ({"disruption": 1}, "disruption"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"paid": "40"}, "paid"),
        ({"paid": {"amount": "40.00"}}, "paid"),
        ({"paid": {"amount": 40.0, "currency": "USD"}}, "paid.amount"),
        ({"paid": {"amount": "forty", "currency": "USD"}}, "paid.amount"),
        ({"paid": {"amount": "NaN", "currency": "USD"}}, "paid.amount"),
        ({"wishes": "refund"}, "wishes"),
        ({"issue_types": "damaged"}, "issue_types"),
        ({"recovery": {"lost": {"chance": "0.5", "cases": "3"}}}, "recovery.lost.cases"),
        ({"learnt_prices": {"rent": {"value": "5.00", "cases": 3}}}, "learnt_prices"),
        ({"learnt_prices": {"freight_out": {"value": "-5.00", "cases": 3}}}, "learnt_prices.value"),
    ],
)
def test_json_that_does_not_fit_is_refused_by_name(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as caught:
        facts_from_json(WRITTEN | change)
    assert caught.value.field_name == field


@pytest.mark.parametrize("document", [None, [], "facts", 3])
def test_facts_are_an_object(document: object) -> None:
    with pytest.raises(BadFacts):
        facts_from_json(document)


def test_every_name_a_pack_may_ask_for_is_known_and_can_be_asked_of_somebody() -> None:
    known = known_of(case())
    assert {name for name in known if known[name] is None or known[name] is not None} == set(fact_kinds())
    told_by_nobody = {
        "marketplace",
        "shop",
        "carrier",
        "wishes",
        "threats",
        "evidence",
        "events",
        "known",
        "issues",
    }
    told_by_nobody |= {"steps_done", "steps_begun"}
    told_by_nobody |= {name for name in fact_kinds() if name.startswith(("hours_left_", "days_since_"))}
    told_by_nobody |= set(question_kinds())  # asked for by the facts their tables lack
    told_by_nobody |= {"order_state"}
    assert {name for name in fact_kinds() if ask_for(name) is None} <= told_by_nobody
    asked = {ask.fact for name in fact_kinds() if (ask := ask_for(name)) is not None}
    assert asked <= {*asked_facts(), "prices"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({}, "days_past_promise", None),
        ({"promised_until": at("2026-11-20T16:00:00Z")}, "days_past_promise", 0),
        ({"promised_until": at("2026-11-20T15:00:00Z")}, "days_past_promise", 1),
        ({"promised_until": at("2026-11-10T15:07:00Z")}, "days_past_promise", 10),
        ({"promised_until": at("2026-11-23T15:07:00Z")}, "days_past_promise", -3),
        ({"last_event_at": at("2026-11-18T15:08:00Z")}, "days_since_event", 1),
        ({"last_event_at": at("2026-11-21T15:08:00Z")}, "days_since_event", 0),
        ({"shipped_at": NOW}, "shipped", True),
        ({}, "shipped", None),
        ({"parcel_state": "label_made"}, "shipped", False),
        ({"parcel_state": "in_transit"}, "shipped", True),
        ({"delivered_at": NOW}, "delivered", True),
        ({}, "delivered", None),
        ({"parcel_state": "delivered"}, "delivered", True),
        ({"parcel_state": "lost"}, "delivered", False),
        ({}, "cheap", False),
        ({"paid": usd("14.99")}, "cheap", True),
        ({"paid": None}, "cheap", None),
        ({"paid": Money(Decimal(5), "XOF")}, "cheap", None),
        ({"upgrade_paid": usd("0.00")}, "paid_extra", False),
        ({"upgrade_paid": usd("3.00")}, "paid_extra", True),
        ({"first_message_at": at("2026-11-20T14:00:00Z")}, "hours_to_claim", 46),
        ({"first_message_at": at("2026-11-10T14:00:00Z")}, "hours_to_claim", 0),
        ({}, "hours_to_claim", None),
        ({}, "return_window", None),
        ({"delivered_at": at("2026-11-01T00:00:00Z")}, "return_window", "open"),
        ({"delivered_at": at("2026-10-01T00:00:00Z")}, "return_window", "closed"),
        ({"delivered_at": at("2026-10-01T00:00:00Z"), "marketplace": "own"}, "return_window", "none"),
        ({"delivered_at": at("2026-11-10T00:00:00Z"), "country": "GB"}, "law_rule", "uk.ccr14"),
        ({"delivered_at": at("2026-11-10T00:00:00Z"), "country": "GB"}, "fault_rule", "uk.cra30"),
        ({"delivered_at": at("2026-11-10T00:00:00Z")}, "law_rule", None),
    ],
)
def test_what_follows_from_facts(change: dict[str, Any], name: str, value: object) -> None:
    assert known_of(case(**change))[name] == value
