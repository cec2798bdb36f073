from datetime import date
from decimal import Decimal

import pytest

from amends.compliance.findings import BadLint, CaseFacts
from amends.compliance.lint import MOST_CHARACTERS, lint

ON = date(2026, 11, 22)
FACTS = CaseFacts(
    order_numbers=("111-4599076-5153040",),
    amounts=((Decimal("12.00"), "EUR"),),
    dates=(date(2026, 11, 12),),
    names=("Jane Miller",),
)


def rules(text: str, marketplace: str = "amazon", facts: CaseFacts | None = None, **given: str) -> list[str]:
    found = lint(text, language="en", marketplace=marketplace, facts=facts, on=ON, **given)
    return [one.rule for one in found]


def test_a_finding_tells_words_source_and_what_to_write_instead() -> None:
    text = "Hello Jane! Please delete your review. Thank you."
    (one,) = lint(text, language="fr", marketplace="amazon", on=ON)
    assert text[one.start : one.end] == "Please delete your review"
    assert one.severity == "error"
    assert one.source.place.startswith("https://sellercentral.amazon.com/")
    assert one.source.read_on == "2026-11-21"
    assert "remboursement" in one.suggestion
    assert set(one.document()) == {"rule", "severity", "start", "end", "source", "suggestion"}


def test_places_are_those_of_the_text_as_typed() -> None:
    text = "😀ﬁ 请加\u200b微\u200b信lily"
    found = lint(text, language="zh-Hans", marketplace="taobao", on=ON)
    assert text[found[0].start : found[0].end] == "加\u200b微\u200b信"


def test_the_marketplace_decides() -> None:
    assert rules("Write to jane@example.com.") == ["contact_details"]
    assert rules("Write to jane@example.com.", "own") == []
    (ebay,) = lint("Please revise your feedback.", language="en", marketplace="ebay", on=ON)
    assert ebay.severity == "warning"


def test_facts_are_held_against_the_text_only_where_they_are_known() -> None:
    text = "Dear Robert,\nsorry. Order 111-4599076-5153041 of 2026-11-10, 13.00 EUR."
    assert rules(text) == []
    assert rules(text, facts=FACTS) == ["contradicts_case"] * 4
    assert rules(text, facts=CaseFacts(names=("Robert Low",))) == []
    assert rules("Dear Jane,\nsorry. 12 EUR of 12 November.", facts=FACTS) == []


def test_contacts_that_may_be_told() -> None:
    facts = CaseFacts(allowed_contacts=("+33 1 44 55 66 77", "retours@example.fr"))
    text = "Call +33144556677 or write to retours@example.fr"
    assert rules(text, facts=facts) == []
    assert rules(text) == ["contact_details"] * 2


def test_too_long_for_the_marketplace() -> None:
    text = "Thank you. " * 200
    (one,) = lint(text, language="en", marketplace="amazon", on=ON)
    assert (one.rule, one.start, one.end) == ("payload", 2000, len(text))
    assert lint(text, language="en", marketplace="ebay", on=ON) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"language": "de"}, "unknown_language"),
        ({"marketplace": "amzon"}, "unknown_marketplace"),
        ({"kind": "letter"}, "unknown_kind"),
    ],
)
def test_what_cannot_be_judged_is_told(given: dict[str, str], code: str) -> None:
    asked = {"language": "en", "marketplace": "amazon", "kind": "order_message", **given}
    with pytest.raises(BadLint) as caught:
        lint("Hello", on=ON, **asked)
    assert caught.value.code == code


def test_more_than_a_message_is_refused() -> None:
    with pytest.raises(BadLint) as caught:
        lint("a" * (MOST_CHARACTERS + 1), language="en", marketplace="amazon", on=ON)
    assert caught.value.code == "text_too_long"


def test_traditional_characters_are_read_as_chinese() -> None:
    found = lint("給個五星好評，返現五元", language="zh-Hant", marketplace="shopee", on=ON)
    assert "review_incentive" in {one.rule for one in found}
    assert "退款" in found[-1].suggestion


@pytest.mark.parametrize("text", ["n't", "I'd've n't 't", "'t n' ''", "rock n't roll"])
def test_odd_apostrophes_are_read(text: str) -> None:
    assert lint(text, language="en", marketplace="amazon", on=ON) == ()
