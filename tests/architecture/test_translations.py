"""Chinese and French are equals of English: complete, certain, and with the same places to fill in."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from amends.accounts.rules import VERBS
from amends.web.field_names import FIELD_NAMES
from amends.web.reject_reasons import REASONS
from amends.web.sentences import SENTENCES
from amends.web.words import FILE_KIND
from tests.architecture.extraction import LANGUAGES, SOURCE, catalogue, sentences

PLACES = re.compile(r"%\(\w+\)[-0-9]*[a-z]|%%|<[^>]+>")
SAID = list(sentences())
VERB = re.compile(r"(?:Happening\(\s*|verb=)\"([a-z_]+)\"")
REASON = re.compile(r"BadValue\(\s*\"([a-z_]+)\"|BadField\(\s*[^,]+,\s*\"([a-z_]+)\"")


def test_the_extraction_finds_code_and_templates() -> None:
    endings = {place.rpartition(".")[2] for _, _, place in SAID}
    assert endings == {"py", "html"}
    found = {(context, sentence) for context, sentence, _ in SAID}
    assert ("rail", "Orders") in found
    assert (None, ("%(n)s message", "%(n)s messages")) in found
    assert (None, "Unknown sender") in found, "inside a template's filter"


def texts(string: object) -> list[str]:
    return [string] if isinstance(string, str) else [str(each) for each in string or ()]  # type: ignore[attr-defined]


def translated(language: str) -> Iterator[tuple[str | None, object, str, Message | None]]:
    known = catalogue(language)
    for context, sentence, place in SAID:
        yield context, sentence, place, known.get(sentence, context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    missing = [
        f"{place}: {sentence}"
        for _, sentence, place, message in translated(language)
        if message is None or not all(texts(message.string)) or not texts(message.string)
    ]
    assert missing == [], "python -m tests.architecture.extraction brings the .po files up to date"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_or_left_over(language: str) -> None:
    said = {(context, sentence) for context, sentence, _ in SAID}
    for message in catalogue(language):
        if message.id:
            sentence = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            assert (message.context, sentence) in said
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_to_fill_in_are_the_same(language: str) -> None:
    for _, sentence, place, message in translated(language):
        assert message is not None
        wanted = sorted(PLACES.findall(texts(sentence)[-1]))
        for text in texts(message.string):
            assert sorted(PLACES.findall(text)) == wanted, (place, text)


def test_french_and_chinese_are_not_english() -> None:
    """A sentence of four words and more that reads the same in another language was forgotten."""
    for language in LANGUAGES:
        for _, sentence, _, message in translated(language):
            assert message is not None
            if isinstance(sentence, str) and len(PLACES.sub("", sentence).split()) > 3:
                assert message.string != sentence


def code() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path.read_text(encoding="utf-8")


def test_every_verb_of_history_has_its_sentence() -> None:
    verbs = {verb for text in code() for verb in VERB.findall(text)} - set(VERBS)
    assert "order_changed" in verbs
    assert verbs <= set(SENTENCES)


def test_every_reason_of_a_reject_has_its_sentence() -> None:
    reasons = {found[1] or found[2] for text in code() for found in REASON.finditer(text)}
    assert {"amount_unreadable", "direction_unknown", "required_empty"} <= reasons
    assert reasons <= set(REASONS)


def test_every_kind_of_file_has_its_word() -> None:
    kinds = {path.stem for path in (SOURCE / "packs" / "file_kinds").glob("*.yaml")} | {"mail", "chat"}
    assert kinds == set(FILE_KIND)


def test_field_names_are_sentences_too() -> None:
    said = {sentence for _, sentence, _ in SAID}
    assert {str(getattr(name, "_args", [name])[-1]) for name in FIELD_NAMES.values()} & said
