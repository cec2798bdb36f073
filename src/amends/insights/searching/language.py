"""What was typed into the search, read: words, "phrases", -left out, and filters, each with its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.insights.searching.vocabulary import filter_named, names_like

LONGEST = 500  # signs of a search; more is no search
MOST_WORDS = 16
LEAST_NAME = 3  # letters; "Re:" is the beginning of a subject
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "＂": "＂", "”": "”"}
_LEFT_OUT = "-－–−"
_NAME = re.compile(r"[^\W\d][\w'’-]*(?=[:：])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase to look for, or to leave out, and where it was typed (code points, end exclusive)."""

    text: str
    start: int
    end: int
    is_phrase: bool = False
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter as typed: its code, the value in the typed words, and where it stands."""

    code: str
    value: str
    start: int
    end: int
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part of the search that cannot be followed: what was typed, where, and what may have been meant."""

    code: str
    said: str
    start: int
    end: int
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was read."""

    text: str
    words: tuple[Word, ...] = ()
    conditions: tuple[Condition, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def wanted(self) -> tuple[Word, ...]:
        """The words that must be there."""
        return tuple(word for word in self.words if not word.is_left_out)

    @property
    def bare(self) -> str:
        """The words that must be there, as one text."""
        return " ".join(word.text for word in self.wanted)

    def values(self, code: str) -> list[Condition]:
        """What was typed for this filter."""
        return [each for each in self.conditions if each.code == code]


def read_search(text: str) -> Asked:
    """Read what was typed. What cannot be followed is a Trouble; everything else is kept."""
    typed = text[:LONGEST]
    words: list[Word] = []
    conditions: list[Condition] = []
    troubles: list[Trouble] = []
    if len(text) > LONGEST:
        troubles.append(Trouble("search_long", text[LONGEST : LONGEST + 20], LONGEST, len(text)))
    for each in _parts(typed):
        if isinstance(each, Word):
            words.append(each)
        elif isinstance(each, Condition):
            conditions.append(each)
        else:
            troubles.append(each)
    if len(words) > MOST_WORDS:
        beyond = words[MOST_WORDS]
        troubles.append(Trouble("search_words_many", beyond.text, beyond.start, words[-1].end))
        words = words[:MOST_WORDS]
    if words and all(word.is_left_out for word in words):
        troubles.append(Trouble("search_only_left_out", words[0].text, words[0].start, words[0].end))
        words = []
    return Asked(typed, tuple(words), tuple(conditions), tuple(troubles))


def _parts(typed: str) -> Iterator[Word | Condition | Trouble]:
    at = 0
    while at < len(typed):
        if typed[at].isspace() or typed[at] == "\0":
            at += 1
            continue
        start, left_out = at, False
        if typed[at] in _LEFT_OUT and at + 1 < len(typed) and not typed[at + 1].isspace():
            at, left_out = at + 1, True
        name = _NAME.match(typed, at)
        if name and not typed.startswith("//", name.end() + 1):
            value, end, _ = _value(typed, name.end() + 1)
            if value:
                yield _filter(name[0], value, typed[start:end], start, end, left_out)
                at = end
                continue
        value, at, quoted = _value(typed, at)
        if value:
            yield Word(value, start, at, is_phrase=quoted, is_left_out=left_out)


def _filter(
    name: str, value: str, said: str, start: int, end: int, left_out: bool
) -> Word | Condition | Trouble:
    known = filter_named(name)
    if known is None:
        offers = tuple(f"{each}:{value}" for each in names_like(name)) if _may_name(name) else ()
        if not offers:  # "Re:lamp" means nothing by its colon
            return Word(f"{name} {value}", start, end, is_left_out=left_out)
        return Trouble("search_filter_unknown", said, start, end, offers)
    return Condition(known.code, value, start, end, left_out)


def _may_name(name: str) -> bool:
    return len(name) >= LEAST_NAME or not name.isascii()


def _value(typed: str, at: int) -> tuple[str, int, bool]:
    """A word or what stands in quotes from here on, where it ends, and whether it was quoted."""
    closing = _QUOTES.get(typed[at]) if at < len(typed) else None
    if closing is not None:
        end = next((place for place in range(at + 1, len(typed)) if typed[place] in closing), len(typed))
        return " ".join(typed[at + 1 : end].split()), min(end + 1, len(typed)), True
    end = next((n for n in range(at, len(typed)) if typed[n].isspace() or typed[n] == "\0"), len(typed))
    return typed[at:end], end, False


def without(text: str, parts: Sequence[Trouble]) -> str:
    """The text without what could not be followed."""
    for each in sorted(parts, key=lambda part: -part.start):
        text = text[: each.start] + text[each.end :]
    return " ".join(text.split())
