"""What the product itself writes passes its own checks: the demo's replies and the wordings it offers."""

from datetime import date

import pytest

from amends.compliance.book import book
from amends.compliance.findings import ERROR, LANGUAGES
from amends.compliance.lint import lint
from amends.demo.words import LANGUAGES as DEMO_LANGUAGES
from amends.demo.words import around

ON = date(2026, 11, 22)
PLACES = ("amazon", "ebay", "taobao", "tmall", "own")
VALUES = {
    "carrier": "UPS",
    "place": "Leeds",
    "tracking": "1Z999AA10123456784",
    "product": "lamp",
    "name": "Jo",
}


class Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return VALUES.get(key, "12")


@pytest.mark.parametrize("language", DEMO_LANGUAGES)
def test_the_demos_replies(language: str) -> None:
    replies = [text for texts in around(language)["replies"].values() for text in texts]
    assert replies
    spoken = next((one for one in LANGUAGES if one == language), "en")
    objected = [
        (text, marketplace, one.rule)
        for text in replies
        for marketplace in PLACES
        for one in lint(text.format_map(Filled()), language=spoken, marketplace=marketplace, on=ON)
        if one.severity == ERROR
    ]
    assert objected == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_instead(language: str) -> None:
    """On every marketplace, not only on those that the packs' own check asks for."""
    offered = {rule.suggestions[language] for rule in book().rules}
    assert not [
        (text, marketplace, one.rule)
        for text in sorted(offered)
        for marketplace in PLACES
        for one in lint(text, language=language, marketplace=marketplace, on=ON)
    ]
