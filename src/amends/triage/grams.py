"""What is weighed in a text: runs of characters in Chinese; words, pairs and pieces of words elsewhere; cues.

The same functions serve training and judging. Whoever changes what they give raises `FEATURES`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from amends.triage.cue_syntax import BREAK
from amends.triage.judgement import Script
from amends.triage.units import Units

FEATURES = 1  # goes into the hash of a trained model
START, END = "^", "$"
APART = "~"
FARTHEST: dict[Script, int] = {"zh": 3, "en": 5, "fr": 5}  # of two units seen as a pair
_LONGEST_PIECE = 5
_NUMBER = "0"  # which number it is tells nothing of the type
_STOPS = frozenset([BREAK, ",", "，", "、"])


def grams(units: Units, script: Script) -> set[str]:
    """What is counted in a text, each once."""
    told = _told(units.units) or [unit for unit in units.units if unit != BREAK]
    return _runs(told) if script == "zh" else _pieces_and_pairs(told)


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


def _runs(row: Sequence[str]) -> set[str]:
    """Runs of one, two and three characters, the ends of the text among them, and pairs a little apart."""
    text = f"{START}{''.join(row)}{END}"
    found = set(text)
    found.update(map("".join, pairwise(text)))
    found.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    found.update(_apart(row, FARTHEST["zh"]))
    return found


def _pieces_and_pairs(row: Sequence[str]) -> set[str]:
    found: set[str] = set()
    found.update(*map(_pieces, set(row)))
    found.update(map(" ".join, pairwise([START, *row, END])))
    found.update(_apart(row, FARTHEST["en"]))
    return found


def _apart(row: Sequence[str], farthest: int) -> Iterator[str]:
    """Pairs with units between them."""
    for step in range(2, farthest + 1):
        yield from map(APART.join, zip(row, row[step:], strict=False))


@lru_cache(maxsize=50_000)
def _pieces(stem: str) -> tuple[str, ...]:
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
