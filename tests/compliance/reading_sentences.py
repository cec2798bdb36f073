"""The lists of sentences beside these tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LISTS = Path(__file__).parent / "sentences"
_SORTED = ("en", "fr", "second-en", "second-fr", "second-zh-Hans", "zh-Hans")
USUAL = {"en": "amazon", "fr": "amazon", "zh-Hans": "taobao"}


def sorted_lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """The lists that name the rule of each bad sentence, with their language."""
    for path in sorted(LISTS.glob("*.yaml")):
        if path.stem in _SORTED:
            yield path.stem.removeprefix("second-"), yaml.safe_load(path.read_text(encoding="utf-8"))


def bad() -> Iterator[tuple[str, str, str]]:
    """Language, rule ("" for any) and text of every bad sentence."""
    for language, listed in sorted_lists():
        yield from ((language, rule, text) for rule, texts in listed["bad"].items() for text in texts)
    for language, listed in mixed_lists():
        yield from ((language, "", text) for text in listed["bad"])


def good() -> Iterator[tuple[str, str]]:
    """Language and text of every good sentence."""
    for language, listed in (*sorted_lists(), *mixed_lists()):
        yield from ((language, text) for text in listed["good"])


def mixed_lists() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The lists of all three languages that name no rules."""
    for path in sorted(LISTS.glob("*.yaml")):
        if path.stem not in _SORTED:
            yield from yaml.safe_load(path.read_text(encoding="utf-8")).items()


def warned() -> Iterator[tuple[str, str]]:
    """Language and text of every sentence that a lead may let pass."""
    for language, listed in mixed_lists():
        yield from ((language, text) for text in listed.get("warned", ()))
