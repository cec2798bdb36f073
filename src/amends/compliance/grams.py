"""What the second reader weighs in a sentence: words, their beginnings, pairs of these, and runs of three.

Training names grams by `grams`; judging adds them up by numbers (`learnt.py`). Whoever changes what is
counted raises `FEATURES`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from amends.compliance.units import BREAK, Span, Units

FEATURES = 1  # goes into the hash of a trained file
START, END, FIGURE = "<", ">", "0"  # none of them is a unit; which number it is tells nothing
BEGINNING = 5  # letters that tell a word whatever its ending
FIRST_CHINESE = "\u3400"
Gram = tuple[str, ...]
WORD, STEM, BESIDE, APART, THREE = "word", "stem", "beside", "apart", "three"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a script is read: how far apart two units are seen as a pair, whether words count as written."""

    name: str
    farthest: int
    whole_words: bool
    threes: bool
    fewest: int  # units that say anything by themselves

    def count(self, length: int) -> int:
        """How many grams a sentence of so many units has."""
        apart = sum(max(0, length - step) for step in range(2, self.farthest + 1))
        return (1 + self.whole_words + self.threes) * length + length + 1 + apart


WORDS = Shape("words", farthest=5, whole_words=True, threes=False, fewest=4)
CHARACTERS = Shape("characters", farthest=2, whole_words=False, threes=True, fewest=5)
SHAPES = (WORDS, CHARACTERS)


class Sentence(NamedTuple):
    """From which unit to before which a sentence goes, without its break; and its script."""

    first: int
    last: int
    shape: Shape


def sentences(units: Units, spans: Sequence[Span]) -> list[Sentence]:
    """Those of the sentences that say anything; Chinese as soon as a third of one is Chinese characters."""
    every = units.units
    ends = [last - (last > first and every[last - 1] == BREAK) for first, last, _ in spans]
    if units.joined.isascii():
        return [Sentence(one[0], end, WORDS) for one, end in zip(spans, ends, strict=True) if end > one[0]]
    chinese = list(accumulate(map(FIRST_CHINESE.__le__, every), initial=0))
    return [
        Sentence(one[0], end, CHARACTERS if 3 * (chinese[end] - chinese[one[0]]) >= end - one[0] else WORDS)
        for one, end in zip(spans, ends, strict=True)
        if end > one[0]
    ]


def grams(row: Sequence[str], shape: Shape) -> Iterator[Gram]:
    """All that is counted in a sentence, each as often as it stands."""
    stems = [stem(unit) for unit in row]
    around = [START, *stems, END]
    yield from ((STEM, one) for one in stems)
    yield from ((BESIDE, *pair) for pair in pairwise(around))
    for step in range(2, shape.farthest + 1):
        yield from ((APART, *pair) for pair in zip(stems, stems[step:], strict=False))
    if shape.whole_words:
        yield from ((WORD, unit) for unit in row if not unit[0].isdigit())
    if shape.threes:
        yield from ((THREE, *three) for three in zip(around, around[1:], around[2:], strict=False))


def stem(unit: str) -> str:
    """The beginning of a word; one sign for all numbers."""
    return FIGURE if unit[0].isdigit() else unit[:BEGINNING]
