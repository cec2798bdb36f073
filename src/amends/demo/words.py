"""The sentences of one language, parsed: which slots each needs, how angry it is."""

from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from amends.core.packs import load_pack

LANGUAGES = ("zh", "en", "fr")
_FILES = ("parcel", "wishes", "others")
ANGRY, ALONE, OF_ELECTRIC = "!", "~", "^"
ELECTRIC = "electric"  # the slot that only electric products have


@dataclass(frozen=True, slots=True)
class Sentence:
    """`alone`: it wants neither greeting nor closing. `slots`: what it must be given."""

    text: str
    slots: frozenset[str]
    angry: bool = False
    alone: bool = False


def sentence(line: str) -> Sentence:
    """A line of a pack: its marks, its slots, `\\n` for a new line."""
    text = line.lstrip(ANGRY + ALONE + OF_ELECTRIC)
    marks = line[: len(line) - len(text)]
    text = text.replace("\\n", "\n")
    slots = {name for _, name, _, _ in Formatter().parse(text) if name}
    if OF_ELECTRIC in marks:
        slots.add(ELECTRIC)
    return Sentence(text, frozenset(slots), ANGRY in marks, ALONE in marks)


def parsed(texts: dict[str, str]) -> dict[str, tuple[Sentence, ...]]:
    """Issue type → its sentences, from a pack's lines."""
    return {
        issue_type: tuple(sentence(line) for line in lines.splitlines() if line)
        for issue_type, lines in texts.items()
    }


@cache
def sentences(language: str) -> dict[str, tuple[Sentence, ...]]:
    """Every issue type's sentences in zh, en or fr."""
    return {
        issue_type: told
        for file in _FILES
        for issue_type, told in parsed(
            load_pack(f"demo/sentences/{language}/{file}").body["sentences"]
        ).items()
    }


@cache
def fitting(language: str, issue_type: str, given: frozenset[str]) -> tuple[Sentence, ...]:
    """The sentences of a type that need no more than what is given."""
    return tuple(each for each in sentences(language)[issue_type] if each.slots <= given)


@cache
def around(language: str) -> dict[str, Any]:
    """Greetings, closings, answers and notices of a language: see the pack."""
    return load_pack(f"demo/sentences/{language}/around").body
