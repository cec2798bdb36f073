"""From the assessment to the reply."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.playbooks.assess import assess
from amends.playbooks.assessment import Assessment
from amends.playbooks.drafting import Draft, Promises, draft_reply, draft_values, offer
from amends.playbooks.facts import CaseFacts
from amends.replies.values import Offer
from tests.playbooks.cases import case, usd
from tests.playbooks.test_assess import CASES

CHICAGO = ZoneInfo("America/Chicago")


def drafted(facts: CaseFacts, locale: str = "en", **more: object) -> Draft:
    given = {"agent_name": "Li Min", "unheard_of": 3, **more}
    return draft_reply(facts, assess(facts), locale=locale, channel="platform", given=given)


def test_without_photos_the_buyer_is_asked_for_what_is_missing() -> None:
    told = drafted(case(evidence=frozenset({"photo_label"})))
    assert told.template == "ask_evidence"
    assert "- a photo of the damaged part\n- a photo of the outside of the box\n" in (told.text or "")
    assert "Saturday 21 November, 10:00" in (told.text or "")


def test_two_numbered_choices_with_amount_and_time() -> None:
    facts = case(evidence=frozenset({"photo_goods"}), stock_good=3, wishes=frozenset({"refund"}))
    told = drafted(facts, "fr", buyer_name="Claire")
    assert told.template == "choices"
    assert "1. Un nouvel article part au plus tard le samedi 21 novembre à 10 h 00" in (told.text or "")
    assert "2. Un remboursement intégral de 40,00\xa0$US, sans rien renvoyer." in (told.text or "")
    assert "Bonjour Claire," in (told.text or "")
    assert (told.text or "").endswith("Cordialement,\nLi Min")


def test_the_choice_taken_is_confirmed_with_its_time() -> None:
    facts = case(evidence=frozenset({"photo_goods"}), chosen="refund_keep")
    assert "$40.00 will be refunded to you by Friday 20 November, 11:00" in (drafted(facts).text or "")


def test_what_only_the_agent_knows_is_named() -> None:
    facts = case("how_to_use", answer_known=True)
    assert drafted(facts) == Draft("how_to", None, missing=("steps",))
    assert "1. Switch it off." in (drafted(facts, steps=["Switch it off."]).text or "")


def test_no_template_no_draft() -> None:
    assert drafted(case("safety_incident")) == Draft(None, None)


def test_a_forbidden_message_cites_its_rule() -> None:
    closing = Assessment("judged", ("other",), "other", None, None, template="closing")
    told = draft_reply(case(), closing, locale="en", channel="email")
    assert told == Draft(None, None, forbidden="amz.comm.forbidden")


def test_what_the_facts_say() -> None:
    facts = case(
        "delayed",
        shipped_at=datetime.fromisoformat("2026-11-15T10:00:00-06:00"),
        last_event_at=datetime.fromisoformat("2026-11-18T23:30:00-06:00"),
        promised_until=datetime.fromisoformat("2026-11-24T20:00:00-06:00"),
    )
    values = draft_values(facts, assess(facts), "zh-Hans", Promises(answer_hours=2))
    assert values["last_event_on"] == date(2026, 11, 18)
    assert values["expected_on"] == date(2026, 11, 24)
    assert values["marketplace_name"] == "亚马逊"
    assert values["answer_by"] == datetime(2026, 11, 20, 12, tzinfo=CHICAGO)
    assert values["freight_payer"] == "seller"
    assert values["amount"] == usd("40.00")


def test_a_promised_day_gone_by_is_no_news() -> None:
    facts = case("delayed", promised_until=datetime.fromisoformat("2026-11-19T20:00:00-06:00"))
    values = draft_values(facts, assess(facts), "en", Promises())
    assert "expected_on" not in values
    assert "last_event_on" not in values


def test_a_marketplace_without_a_name_is_left_out() -> None:
    facts = case(marketplace="souk")
    assert "marketplace_name" not in draft_values(facts, assess(facts), "en", Promises())


def test_an_offer_says_what_the_buyer_gets_and_when() -> None:
    facts = case(as_of=datetime.fromisoformat("2026-11-20T09:00:00-06:00"), stock_good=1)
    assessment = assess(facts)
    tomorrow = datetime(2026, 11, 21, 9, tzinfo=CHICAGO)
    assert offer("reship", facts, assessment) == Offer("reship", usd("0"), tomorrow)
    assert offer("marketplace_care", facts, assessment).by == tomorrow
    assert offer("partial_refund", facts, assessment).amount == usd("20.00")


def test_an_offer_without_a_price_names_no_amount() -> None:
    facts = case("wrong_carrier", serves_address=True)
    assert offer("refund_difference", facts, assess(facts)).amount is None


def test_who_pays_the_way_back() -> None:
    facts = case("no_reason_return", delivered_at=datetime.fromisoformat("2026-11-15T10:00:00-06:00"))
    told = drafted(facts)
    assert told.template == "return_instructions"
    assert "The return postage is yours to pay" in (told.text or "")
    assert "$40.00 is refunded within 2 days" in (told.text or "")


@given(CASES, st.sampled_from(["en", "zh-Hans", "fr"]), st.sampled_from(["email", "chat", "platform"]))
def test_every_case_has_its_draft_once_the_agent_adds_what_facts_do_not_say(
    facts: CaseFacts, locale: str, channel: str
) -> None:
    given_values = {"tracking_number": "1Z", "carrier": "UPS", "steps": ["Switch it on."]}
    assessment = assess(facts)
    told = draft_reply(facts, assessment, locale=locale, channel=channel, given=given_values)
    assert (told.template is None) == (told.text is None), told.missing
    assert "{{" not in (told.text or "")


@pytest.mark.parametrize("hours", [1, 3])
def test_promises_are_the_shops_own(hours: int) -> None:
    facts = case(evidence=frozenset({"photo_goods"}), stock_good=3)
    told = draft_reply(facts, assess(facts), locale="en", channel="email", promises=Promises(act_hours=hours))
    assert f"We act within {hours} {'hour' if hours == 1 else 'hours'} of" in (told.text or "")
    assert Decimal(40) == (facts.paid or usd("0")).amount
