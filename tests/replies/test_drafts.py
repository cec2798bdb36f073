"""Choosing a template, filling it, and stopping where something lacks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.errors import NotFound
from amends.core.money import Money
from amends.replies.drafts import (
    bubbles,
    choose_template,
    draft,
    nearest_locale,
    offer_text,
    template_for,
    values_asked_for,
)
from amends.replies.errors import ReplyValueBad, ReplyValueMissing, TemplateForbidden
from amends.replies.values import Offer

BY = datetime(2026, 11, 21, 18, 0, tzinfo=timezone(timedelta(hours=8)))
HUNDRED = Money(Decimal("100.00"), "CNY")


@dataclass(frozen=True)
class Told:
    template: str | None


@pytest.mark.parametrize(
    ("locale", "marketplace", "channel", "name"),
    [
        ("en", "ebay", "platform", "choices"),
        ("en", "amazon", "email", "choices"),
        ("en", "ebay", "chat", "choices.chat"),
        ("fr", "own", "chat", "choices.chat"),
        ("zh-Hans", "tmall", "chat", "choices"),
    ],
)
def test_the_wording_that_fits_is_chosen(locale: str, marketplace: str, channel: str, name: str) -> None:
    assert choose_template(Told("choices"), locale, marketplace, channel) == name


def test_no_template_no_choice() -> None:
    assert choose_template(Told(None), "en", "ebay", "chat") is None


def test_what_a_marketplace_forbids_is_not_offered() -> None:
    with pytest.raises(TemplateForbidden) as caught:
        template_for("closing", "en", "amazon", "email")
    assert caught.value.rule == "amz.comm.forbidden"
    assert template_for("closing", "en", "ebay", "email") == "closing"


@pytest.mark.parametrize("locale", ["en", "de"])
def test_an_unknown_template_names_those_there_are(locale: str) -> None:
    with pytest.raises(NotFound) as caught:
        template_for("poem", locale, "ebay", "email")
    assert ("choices" in caught.value.mend) is (locale == "en")


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("zh-Hans", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("FR-ca", "fr"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language(language: str, locale: str) -> None:
    assert nearest_locale(language) == locale


VALUES: dict[str, Any] = {
    "choices": [Offer("reship", None, BY), Offer("refund", HUNDRED, BY)],
    "act_hours": 1,
}


def test_chinese_is_a_few_short_bubbles() -> None:
    said = bubbles(draft("choices", "zh-Hans", VALUES))
    assert said == [
        "亲，这次给您添麻烦了，非常抱歉，给您两个方案，您看哪个方便",
        "1. 给您免费补发一件新的，11月21日18:00前发出\n2. 给您全额退款¥100.00",
        "您回复数字就行，收到后1小时内给您办好，办好马上告诉您",
    ]


def test_a_single_way_has_no_number() -> None:
    said = draft("choices", "en", VALUES | {"choices": [Offer("refund", HUNDRED, BY)]})
    assert "Here is how we would like to put it right:\n\nA full refund of CN¥100.00.\n" in said
    assert "Please tell us if that suits you." in said


def test_what_is_optional_leaves_no_trace() -> None:
    said = draft("choices", "en", VALUES | {"buyer_name": "", "shop_name": "Planterie"})
    assert said.startswith("Hello,\n\nI am sorry about what happened with your order. Here")
    assert said.endswith("Kind regards\nPlanterie")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"act_hours": None}, ["act_hours"]),
        ({"act_hours": None, "choices": None}, ["act_hours", "choices"]),
    ],
)
def test_a_missing_value_stops_and_is_named(change: dict[str, Any], missing: list[str]) -> None:
    values = {name: value for name, value in (VALUES | change).items() if value is not None}
    with pytest.raises(ReplyValueMissing) as caught:
        draft("choices", "en", values)
    assert caught.value.names == missing
    assert ", ".join(missing) in str(caught.value)


def test_an_empty_text_is_missing() -> None:
    values = {"tracking_number": "  ", "carrier": "UPS", "update_by": BY}
    with pytest.raises(ReplyValueMissing, match="tracking_number"):
        draft("where_is_it", "en", values)


@pytest.mark.parametrize(
    ("template", "change", "name"),
    [
        ("choices", {"coupon": "10 %"}, "coupon"),
        ("choices", {"buyer_name": 3}, "buyer_name"),
        ("choices", {"buyer_name": "x" * 501}, "buyer_name"),
        ("choices", {"act_hours": "1"}, "act_hours"),
        ("choices", {"act_hours": True}, "act_hours"),
        ("choices", {"act_hours": -1}, "act_hours"),
        ("choices", {"choices": []}, "choices"),
        ("choices", {"choices": ["refund"]}, "choices"),
        ("choices", {"choices": Offer("refund")}, "choices"),
        ("choices", {"choices": [Offer("gift", HUNDRED, BY)]}, "gift"),
        ("choices", {"choices": [Offer("reship", None, BY.replace(tzinfo=None))]}, "reship"),
        ("choice_taken", {"way": "refund"}, "way"),
        ("acknowledge", {"answer_by": BY.replace(tzinfo=None)}, "answer_by"),
        ("acknowledge", {"answer_by": date(2026, 11, 21)}, "answer_by"),
        ("where_is_it", {"expected_on": BY}, "expected_on"),
        ("where_is_it", {"expected_on": "tomorrow"}, "expected_on"),
        ("return_instructions", {"amount": "41.98"}, "amount"),
        ("return_instructions", {"return_address": 3}, "return_address"),
        ("ask_evidence", {"evidence": "a photo"}, "evidence"),
        ("ask_evidence", {"evidence": ["a photo"] * 21}, "evidence"),
        ("ask_evidence", {"evidence": [3]}, "evidence"),
    ],
)
def test_a_value_that_does_not_fit_stops_and_is_named(
    template: str, change: dict[str, Any], name: str
) -> None:
    with pytest.raises(ReplyValueBad) as caught:
        draft(template, "en", change)
    assert name in (caught.value.name, caught.value.message.split(",")[0].rpartition(".")[2])


def test_an_offer_without_what_its_words_need_is_missing() -> None:
    with pytest.raises(ReplyValueMissing, match=r"offer\.refund.*amount"):
        offer_text(Offer("refund", None, BY), "en", use="offer")
    with pytest.raises(ReplyValueMissing, match=r"taken\.refund.*amount, by"):
        offer_text(Offer("refund"), "en", use="taken")


def test_an_address_keeps_its_lines_and_a_name_has_none() -> None:
    values = {
        "amount": HUNDRED,
        "freight_payer": "seller",
        "refund_days": 1,
        "return_address": " 12 Dock Road \n\n Reno ",
        "buyer_name": "Jane\n\nDoe",
    }
    said = draft("return_instructions", "en", values)
    assert "12 Dock Road\nReno\n" in said
    assert said.startswith("Hello Jane Doe,")
    assert "refunded within 1 day of" in said


def test_another_languages_variant_falls_back_to_the_usual_one() -> None:
    assert draft("choices.chat", "zh-Hans", VALUES) == draft("choices", "zh-Hans", VALUES)


def test_what_a_template_asks_for() -> None:
    asked = values_asked_for("choices.chat", "en")
    assert set(asked) == {"choices", "act_hours"}
    assert asked["choices"].type == "offers"


def test_bubbles_of_nothing() -> None:
    assert bubbles("\n\n \n\n") == []


@given(st.text(max_size=80), st.sampled_from(["en", "zh-Hans", "fr"]))
def test_whatever_a_name_holds_is_only_text(name: str, locale: str) -> None:
    plain = draft("choices", locale, VALUES)
    said = draft("choices", locale, VALUES | {"buyer_name": name})
    if locale == "zh-Hans":
        assert said == plain
    else:
        assert len(bubbles(said)) == len(bubbles(plain))
        assert " ".join(name.split()) in said


@pytest.mark.parametrize("payload", ["{{ 7 | times: 7 }}", "{% for a in (1..99) %}x{% endfor %}", "{%"])
def test_liquid_in_a_value_stays_as_it_is(payload: str) -> None:
    assert payload in draft("choices", "en", VALUES | {"buyer_name": payload})


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "Saturday 21 November, 18:00"),
        ("fr", "samedi 21 novembre à 18 h 00"),
        ("zh-Hans", "11月21日18:00"),
    ],
)
def test_times_are_said_in_the_zone_they_are_given_in(locale: str, shown: str) -> None:
    assert shown in draft("acknowledge", locale, {"answer_by": BY})
    assert shown not in draft("acknowledge", locale, {"answer_by": BY.astimezone(UTC)})


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "On Friday 20 November it was in Reno. We expect it with you on Tuesday 24 November."),
        (
            "fr",
            "Le vendredi 20 novembre, elle se trouvait à Reno. Nous l’attendons chez vous le mardi 24",
        ),
        ("zh-Hans", "11月20日到了Reno，预计11月24日送到"),
    ],
)
def test_where_a_parcel_is_with_its_days(locale: str, said: str) -> None:
    values = {
        "tracking_number": "7749",
        "carrier": "FedEx",
        "last_place": "Reno",
        "last_event_on": date(2026, 11, 20),
        "expected_on": date(2026, 11, 24),
        "update_by": BY,
    }
    assert said in draft("where_is_it", locale, values)
