"""A seller's own rules only ever add: what they object to, what they raise, and that they soften nothing."""

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.compliance.findings import ERROR, WARNING, Finding
from amends.compliance.lint import lint, lint_by_own_rules
from amends.compliance.own_rules import own_book
from amends.compliance.phrases import BadPhrase
from amends.compliance.told import rule_said
from amends.core.pack_sets import PackSet, judging_by

ON = date(2026, 11, 22)
SOURCE = {"known_from": "house style", "read_on": "2026-11-22", "confidence": "A"}
GUSHING = {
    "text": {"en": "We do not gush.", "fr": "On ne s’extasie pas."},
    "severity": ERROR,
    "phrases": {"en": ["lovel*", "don't worry"], "zh-Hans": ["放心"], "fr": ["soyez (sûr|certain)"]},
    "unless": {"en": ["not so lovely"]},
    "exact": ["😊", "!!"],
    "suggestion": {"en": "We will look after it."},
    "source": SOURCE,
    "examples": {"en": {"bad": ["It is a lovely lamp."], "good": ["We will see."]}},
}
STRICT_TONE = {"text": {"en": "Tone stops."}, "severity": ERROR, "raises": "tone", "source": SOURCE}
RUDE = "Please calm down and wait."


def laid_over(**rules: dict[str, object]) -> PackSet:
    return PackSet(
        {
            f"own_wording/{name}": yaml.safe_dump(body, allow_unicode=True).encode()
            for name, body in rules.items()
        }
    )


def found(text: str, packs: PackSet, *, marketplace: str = "amazon", **options: str) -> list[Finding]:
    with judging_by(packs):
        return list(lint(text, language="en", marketplace=marketplace, on=ON, **options))


def words(text: str, packs: PackSet) -> list[str]:
    return [text[one.start : one.end] for one in found(text, packs) if one.rule == "own_wording/calm"]


@pytest.mark.parametrize(
    ("text", "objected"),
    [
        ("It is a lovely lamp.", ["lovely"]),
        ("Don’t worry about it.", ["Don’t worry"]),
        ("Not so lovely.", []),
        ("请放心，已经寄出。", ["放心"]),
        ("Soyez sûr de nous.", ["Soyez sûr"]),
        ("Ok!! 😊", ["!!", "😊"]),
        ("It left the warehouse today.", []),
    ],
)
def test_phrases_of_three_languages_and_signs(text: str, objected: list[str]) -> None:
    assert words(text, laid_over(calm=GUSHING)) == objected


def test_a_finding_says_whose_rule_it_is() -> None:
    packs = laid_over(calm=GUSHING)
    (one,) = found("It is a lovely lamp.", packs)
    assert (one.rule, one.severity) == ("own_wording/calm", ERROR)
    assert str(one.source) == "house style (2026-11-22)"
    assert one.suggestion == "We will look after it."
    with judging_by(packs):
        assert rule_said(one.rule, "fr") == "On ne s’extasie pas."
        assert rule_said(one.rule, "zh-Hans") == "We do not gush."


def test_only_where_and_while_it_holds() -> None:
    narrow = GUSHING | {"marketplaces": ["ebay"], "kinds": ["dispute_message"], "until": "2026-11-22"}
    packs = laid_over(calm=narrow)
    assert found("It is a lovely lamp.", packs, marketplace="ebay", kind="dispute_message")
    assert not found("It is a lovely lamp.", packs, marketplace="ebay")
    assert not found("It is a lovely lamp.", packs, kind="dispute_message")
    assert not found("It is a lovely lamp.", laid_over(calm=GUSHING | {"until": "2026-11-21"}))
    assert not found("A lovely lamp!!", laid_over(calm=GUSHING | {"from": "2026-11-23"}))


def test_a_warning_is_raised_to_an_error_and_only_there() -> None:
    assert severities(PackSet({})) == {WARNING}
    assert severities(laid_over(tone=STRICT_TONE)) == {ERROR}
    assert severities(laid_over(tone=STRICT_TONE | {"marketplaces": ["ebay"]})) == {WARNING}


def severities(packs: PackSet) -> set[str]:
    return {one.severity for one in found(RUDE, packs) if one.rule == "tone"}


def test_without_own_rules_nothing_is_read_twice() -> None:
    with judging_by(PackSet({"case_costs": b"x"})):
        assert own_book() is None


@pytest.mark.parametrize("phrase", ["{review}", "(a|b", "ab*", "..", "a* a* a* a* a* a* a*", "—"])
def test_a_phrase_that_cannot_be_read_is_named(phrase: str) -> None:
    with (
        pytest.raises(BadPhrase) as refusal,
        judging_by(laid_over(calm=GUSHING | {"phrases": {"en": [phrase]}})),
    ):
        own_book()
    assert phrase in refusal.value.message or "must begin" in refusal.value.message


SENTENCES = (
    "It is a lovely lamp.", RUDE, "Change your review and we pay you 5 USD.", "Your parcel left today.",
    "Write to me on WhatsApp +44 7700 900123.", "亲，好评返现5元。", "请放心。", "Ok!!", "not so lovely",
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join),
    st.sampled_from([ERROR, WARNING]),
    st.sampled_from(["amazon", "ebay", "taobao"]),
)
def test_nothing_of_the_products_is_lost_or_softened(text: str, severity: str, marketplace: str) -> None:
    packs = laid_over(calm=GUSHING | {"severity": severity, "unless": {"en": ["review"]}}, tone=STRICT_TONE)
    before, after = places(text, PackSet({}), marketplace), places(text, packs, marketplace)
    for place, was in before.items():
        assert after[place] in (was, ERROR)
    assert all(rule == "own_wording/calm" for rule, *_ in after.keys() - before.keys())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join),
    st.sampled_from(["amazon", "ebay", "taobao"]),
)
def test_read_alone_they_find_the_same(text: str, marketplace: str) -> None:
    packs = laid_over(calm=GUSHING, tone=STRICT_TONE)
    with judging_by(packs):
        alone = lint_by_own_rules(text, language="en", marketplaces=[marketplace], on=ON)
    assert list(alone) == [
        one for one in found(text, packs, marketplace=marketplace) if one.rule in packs.files
    ]


def test_read_alone_the_stricter_marketplace_counts() -> None:
    strict = GUSHING | {"marketplaces": ["ebay"]}
    with judging_by(laid_over(calm=GUSHING | {"severity": WARNING, "marketplaces": ["amazon"]}, more=strict)):
        both = lint_by_own_rules("Ok!!", language="en", marketplaces=["amazon", "ebay"], on=ON)
        assert lint_by_own_rules("Ok!!", language="en", marketplaces=["taobao"], on=ON) == ()
    assert [(one.rule, one.severity) for one in both] == [
        ("own_wording/calm", WARNING),
        ("own_wording/more", ERROR),
    ]
    assert lint_by_own_rules("Ok!!", language="en", marketplaces=["amazon"], on=ON) == (), "there are none"


def places(text: str, packs: PackSet, marketplace: str) -> dict[tuple[str, int, int], str]:
    return {
        (one.rule, one.start, one.end): one.severity for one in found(text, packs, marketplace=marketplace)
    }
