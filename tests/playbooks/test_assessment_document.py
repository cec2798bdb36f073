"""An assessment as JSON: codes with their sentences, in each language."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.playbooks.assess import assess
from amends.playbooks.assessment_document import assessment_document
from amends.playbooks.facts import CaseFacts
from tests.playbooks.cases import case, usd
from tests.playbooks.test_assess import CASES


def document(facts: CaseFacts, locale: str = "en") -> dict[str, Any]:
    return assessment_document(assess(facts), locale)


def test_what_is_told() -> None:
    facts = case(evidence=frozenset({"photo_goods", "photo_carton"}), stock_good=0, goods_cost=usd("14.00"))
    told = document(facts)
    assert told["liable"] == {
        "party": "carrier",
        "reason": "carton_hurt",
        "rule": None,
        "text": "The carton shows it; the shop pays the buyer and claims from the carrier.",
    }
    reship = next(one for one in told["resolutions"] if one["code"] == "reship")
    assert (reship["verdict"], reship["why"]) == ("refused", "None in stock.")
    assert reship["rule"] == "playbooks/damaged.reship.no_stock"
    assert reship["cost"]["cost"] == {"amount": "11.35", "currency": "USD"}
    assert reship["cost"]["lines"][2] == {
        "line": "carrier_claim",
        "text": "Paid by the carrier",
        "fact": None,
        "side": "back",
        "amount": {"amount": "10.25", "currency": "USD"},
        "basis": "default",
        "chance": "0.50",
        "whole": {"amount": "20.50", "currency": "USD"},
        "cases": None,
        "from": "our estimate",
    }
    assert told["steps"][0]["due_at"] == "2026-11-20T16:07:00Z"
    assert told["causes"][0]["look"].startswith("Photo of the carton")


def test_whose_act_it_is_is_said_where_no_row_speaks() -> None:
    told = document(case(fulfilment="marketplace"), "fr")
    reship = next(one for one in told["resolutions"] if one["code"] == "reship")
    assert reship["why"] == "Qui expédie traite le colis, le retour et le remplacement."
    assert told["liable"] is None


def test_a_price_not_known_is_no_cost() -> None:
    told = document(case("wrong_carrier", serves_address=True))
    assert next(one for one in told["resolutions"] if one["code"] == "refund_difference")["cost"] is None


def test_without_a_playbook_there_is_little_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.playbooks.assess.playbooks", dict)
    told = document(case("invoice"))
    assert (told["outcome"], told["playbook"], told["resolutions"]) == ("no_playbook", None, [])


@given(CASES, st.sampled_from(["en", "zh-Hans", "fr"]))
def test_every_assessment_can_be_told_in_every_language(facts: CaseFacts, locale: str) -> None:
    told = document(facts, locale)
    assert json.loads(json.dumps(told)) == told
    for one in told["resolutions"]:
        assert (one["why"] is None) == (one["rule"] is None)


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "fr"])
def test_warnings_are_sentences(locale: str) -> None:
    assert all(warning["text"] for warning in document(case(), locale)["warnings"])
