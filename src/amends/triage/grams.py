"""What is weighed in a text: characters and pairs in Chinese; words as written, pairs and pieces elsewhere.

The same functions serve training and judging. Whoever changes what they give raises `FEATURES`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import add

from amends.triage.cue_syntax import BREAK
from amends.triage.judgement import Script
from amends.triage.units import NUMBER, Units

FEATURES = 4  # goes into the hash of a trained model
START, END = "^", "$"
BESIDE, APART, STEM = " ", "~", "="
FARTHEST: dict[Script, int] = {"zh": 3, "en": 5, "fr": 5}  # of two words seen as a pair
FIRMER = 2.1  # what whole words, stems and neighbouring pairs weigh beside pieces of words
FIRMER_APART = 1.5  # what pairs a little apart weigh beside pieces
FIRMER_NEIGHBOURS = 1.5  # what two neighbouring characters weigh beside single ones
_LONGEST_PIECE = 5
_STOPS = frozenset([BREAK, ",", "，", "、"])


def grams(units: Units, script: Script) -> Counter[str]:
    """What is counted in a text: pieces of each word, pairs as often as they stand, all else once."""
    if script == "zh":
        return Counter(runs(told(units)))
    row = units.written
    found = Counter(chain.from_iterable(map(pieces, set(row))))
    found.update(map(BESIDE.join, pairwise([START, *row, END])))
    found.update(_apart(row, FARTHEST[script]))
    found.update(map(STEM.__add__, set(units.units)))
    return found


def firmness(gram: str, script: Script) -> float:
    """What a gram weighs beside how rare it is."""
    if script == "zh":
        return FIRMER_NEIGHBOURS if len(gram) == 2 else 1.0
    if APART in gram[1:]:
        return FIRMER_APART
    is_piece = gram[0] not in (BESIDE, STEM) and BESIDE not in gram
    return 1.0 if is_piece else FIRMER


def told(units: Units) -> list[str]:
    """The characters that say something; all, where none of them is a word."""
    return _told(units.units) or [unit for unit in units.units if unit != BREAK]


def _told(row: Sequence[str]) -> list[str]:
    """Without smileys and signs, which change nothing: breaks stand between words alone."""
    told: list[str] = []
    for unit in row:
        if unit.isalnum():
            told.append(unit if not unit[0].isdigit() else NUMBER)
        elif unit in _STOPS and told and told[-1] != BREAK:
            told.append(BREAK)
    if told and told[-1] == BREAK:
        told.pop()
    return told


def runs(row: Sequence[str]) -> set[str]:
    """Characters and neighbouring two, the ends of the text among them, and pairs a little apart."""
    text = f"{START}{''.join(row)}{END}"
    found = {*text, *map(add, text, text[1:])}
    found.update(_apart(row, FARTHEST["zh"]))
    return found


def _apart(row: Sequence[str], farthest: int) -> Iterator[str]:
    """Pairs with words between them."""
    opened = [unit + APART for unit in row[:-2]]
    for step in range(2, farthest + 1):
        yield from map(add, opened, row[step:])


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[str, ...]:
    """The word itself, and its pieces of two to five letters with its ends marked, each once."""
    if not word[0].isalpha() or len(word) > 40:
        return (f"{BESIDE}{word}",)
    marked = f"_{word}_"
    pieces = {
        marked[at : at + size]
        for size in range(2, min(_LONGEST_PIECE, len(marked)) + 1)
        for at in range(len(marked) - size + 1)
    }
    return (f"{BESIDE}{word}", *sorted(pieces))
