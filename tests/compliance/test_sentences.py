"""Sentences of everyday wording, beside those in the packs, judged one by one."""

from datetime import date

import pytest

from amends.compliance.findings import Finding
from amends.compliance.lint import lint
from tests.compliance.reading_sentences import USUAL, bad, good, warned

ON = date(2026, 11, 22)


def found(language: str, text: str) -> tuple[Finding, ...]:
    return lint(text, language=language, marketplace=USUAL[language], on=ON)


@pytest.mark.parametrize(("language", "rule", "text"), list(bad()))
def test_a_bad_sentence_is_found(language: str, rule: str, text: str) -> None:
    findings = found(language, text)
    assert any(one.rule == rule if rule else _is_grave(one) for one in findings)


@pytest.mark.parametrize(("language", "text"), list(warned()))
def test_a_matter_of_craft_is_told(language: str, text: str) -> None:
    assert found(language, text)


def _is_grave(finding: Finding) -> bool:
    """What stops a text, and a promise too many, which only a lead lets pass."""
    return finding.severity == "error" or finding.rule == "promise_beyond_policy"


@pytest.mark.parametrize(("language", "text"), list(good()))
def test_a_good_sentence_passes(language: str, text: str) -> None:
    assert [one.rule for one in found(language, text)] == []


def test_the_named_language_does_not_hide_another() -> None:
    wrong = lint("Please delete your review.", language="zh-Hans", marketplace="amazon", on=ON)
    assert [one.rule for one in wrong] == ["review_change_request"]


def test_sentences_apart_are_seen_together() -> None:
    text = "We have just sent you a $10 voucher.\nHope you like it!\nPlease take a minute to rate us."
    assert "review_incentive" in {one.rule for one in found("en", text)}
