"""What is weighed in a text: characters and pairs in Chinese; words, pairs and pieces of words elsewhere.

The same functions serve training and judging. Whoever changes what they give raises `FEATURES`.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

from amends.triage.cue_syntax import BREAK
from amends.triage.judgement import Script
from amends.triage.units import Units

FEATURES = 2  # goes into the hash of a trained model
START, END = "^", "$"
APART = "~"
FARTHEST: dict[Script, int] = {"zh": 3, "en": 5, "fr": 5}  # of two units seen as a pair
_LONGEST_PIECE = 5
_NUMBER = "0"  # which number it is tells nothing of the type
_STOPS = frozenset([BREAK, ",", "，", "、"])


def grams(units: Units, script: Script) -> set[str]:
    """What is counted in a text, each once."""
    row = told(units)
    if script == "zh":
        return runs(row)
    found = pairs(row)
    found.update(*map(pieces, set(row)))
    return found


def told(units: Units) -> list[str]:
    """The units that say something; all, where none of them is a word."""
    return _told(units.units) or [unit for unit in units.units if unit != BREAK]


def _told(row: Sequence[str]) -> list[str]:
    """Without smileys and signs, which change nothing: breaks stand between words alone."""
    told: list[str] = []
    for unit in row:
        if unit.isalnum():
            told.append(unit if not unit[0].isdigit() else _NUMBER)
        elif unit in _STOPS and told and told[-1] != BREAK:
            told.append(BREAK)
    if told and told[-1] == BREAK:
        told.pop()
    return told


def runs(row: Sequence[str]) -> set[str]:
    """Characters and neighbouring two, the ends of the text among them, and pairs a little apart."""
    text = f"{START}{''.join(row)}{END}"
    found = {*text, *map(add, text, text[1:])}
    _add_apart(found, row, FARTHEST["zh"])
    return found


def pairs(row: Sequence[str]) -> set[str]:
    """Neighbouring words, the ends of the text among them, and pairs a little apart."""
    found = set(map(" ".join, pairwise([START, *row, END])))
    _add_apart(found, row, FARTHEST["en"])
    return found


def _add_apart(found: set[str], row: Sequence[str], farthest: int) -> None:
    """Pairs with units between them."""
    opened = [unit + APART for unit in row[:-2]]
    for step in range(2, farthest + 1):
        found.update(map(add, opened, row[step:]))


@lru_cache(maxsize=20_000)
def pieces(stem: str) -> tuple[str, ...]:
    """The word itself, and its pieces of two to five letters with its ends marked."""
    if stem == BREAK or len(stem) > 40:
        return (f" {stem}",)
    marked = f"_{stem}_"
    pieces = {
        marked[at : at + size]
        for size in range(2, min(_LONGEST_PIECE, len(marked)) + 1)
        for at in range(len(marked) - size + 1)
    }
    return (f" {stem}", *sorted(pieces))
