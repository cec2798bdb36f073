"""What the second reader learnt, read from the file that comes with the product and added up over a text.

Weights are whole numbers from -127 to 127. Units have numbers, so that a pair is looked up by one sum.
"""

import math
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise, repeat
from operator import add, mul
from pathlib import Path
from typing import Any

from amends.compliance.grams import APART, BESIDE, END, SHAPES, START, STEM, THREE, WORD, Gram, Shape, stem
from amends.core import trained_files
from amends.core.errors import AmendsError
from amends.core.packs import PACKS

FOLDER = PACKS / "compliance" / "trained"
MAGIC = b"amends compliance 1\n"
PLACE = 1 << 16  # more than there are stems: what the first of two numbers is multiplied by
_MOST_MET = 20_000
_MEND = "Run ./amends lint train, or take the file from the release again."
_NONE, _PLACES = repeat(0), repeat(PLACE)
_NOTHING = [0] * 8  # the number of what is unknown, and what it weighs


class BadReader(AmendsError):
    """The file of what the second reader learnt is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers beside the weights.

    A text's score is `bias` and what its grams weigh, in `step`s, through the root of `ground` and how many
    there are. From `sure` on it breaks a rule, from `doubtful` on it may; below `clear` what phrases object
    to is doubted, below `harmless` dropped.
    """

    bias: float
    step: float
    ground: float
    sure: float
    sure_of_craft: float  # the same for rules that only warn
    doubtful: float
    clear: float
    harmless: float


class _Met(dict[str, int]):
    """Something of each unit, found out once."""

    def __init__(self, ask: Callable[[str], int]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, unit: str) -> int:
        if len(self) > _MOST_MET:
            self.clear()
        self[unit] = known = self._ask(unit)
        return known


class Learnt:
    """What was learnt of one script."""

    def __init__(
        self, shape: Shape, sources: str, figures: Figures, rules: Sequence[str], parts: Any
    ) -> None:
        self.shape, self.sources, self.figures, self.rules = shape, sources, figures, tuple(rules)
        stems = parts["stems"].decode().split("\n")
        words = parts["words"].decode().split("\n") if parts["words"] else []
        numbers = {one: number for number, one in enumerate(stems, 1)}
        single = dict(zip(stems, array("b", parts["stem_weights"]), strict=True))
        whole = dict(zip(words, array("b", parts["word_weights"]), strict=True))
        self._stems: dict[str, int] = numbers
        self._single: dict[str, int] = single
        self._whole: dict[str, int] = whole
        self._numbers = _Met(lambda unit: numbers.get(stem(unit), 0))
        self._weights = _Met(lambda unit: single.get(stem(unit), 0) + whole.get(unit, 0))
        self._ends = numbers[START], numbers[END]
        self._between = [numbers[END], *_NOTHING[: max(0, shape.farthest - 2)]]
        self._pairs: dict[str, dict[int, int]] = {
            kind: _table(parts, kind) for kind in (BESIDE, APART, THREE)
        }
        self._parts = parts
        self._weighed: dict[str, int] = {}
        self.count = lru_cache(maxsize=1_000)(shape.count)

    def weights_of(self, texts: Sequence[str]) -> list[int]:
        """What each of some sentences weighs, its units with blanks between; one met before is known."""
        new = [text for text in texts if text not in self._weighed]
        if new:
            if len(self._weighed) > _MOST_MET:
                self._weighed.clear()
                new = [*texts]
            self._weighed.update(zip(new, self.weigh([text.split() for text in new]), strict=True))
        return [self._weighed[text] for text in texts]

    def weigh(self, rows: Sequence[Sequence[str]]) -> list[int]:
        """What each of some sentences weighs, in steps.

        All are looked up in one go, so far apart that no pair reaches from one into the next.
        """
        start, between = self._ends[0], self._between
        numbers: list[int] = []
        weights: list[int] = []
        ends = [0]
        for row in rows:
            numbers.append(start)
            numbers += map(self._numbers.__getitem__, row)
            numbers += between
            weights.append(0)
            weights += map(self._weights.__getitem__, row)
            weights += _NOTHING[: len(between)]
            ends.append(len(numbers))
        numbers += _NOTHING
        firsts = list(map(mul, numbers, _PLACES))
        beside = list(map(add, firsts, numbers[1:]))
        totals = map(add, weights, map(self._pairs[BESIDE].get, beside, _NONE))
        apart = self._pairs[APART].get
        for step in range(2, self.shape.farthest + 1):
            totals = map(add, totals, map(apart, map(add, firsts, numbers[step:]), _NONE))
        if self.shape.threes:
            threes = map(add, map(mul, beside, _PLACES), numbers[2:])
            totals = map(add, totals, map(self._pairs[THREE].get, threes, _NONE))
        reached = list(accumulate(totals, initial=0))
        return [reached[last] - reached[first] for first, last in pairwise(ends)]

    def weight(self, gram: Gram) -> int:
        """What one gram weighs, in steps; 0 where it is not known."""
        kind, *units = gram
        if kind in (WORD, STEM):
            return (self._whole if kind == WORD else self._single).get(units[0], 0)
        key, pairs = 0, self._pairs[kind]
        for unit in units:
            key = key * PLACE + self._stems.get(unit, 0)
        return pairs.get(key, 0)

    def score(self, weight: int, count: int) -> float:
        """How much a stretch of sentences speaks for a broken rule."""
        figures = self.figures
        return figures.bias + figures.step * weight / math.sqrt(count + figures.ground)

    def rule(self, rows: Iterable[Sequence[str]]) -> str:
        """The rule that a stretch of sentences is likeliest to break."""
        sums, places = [0] * len(self.rules), self._rule_places
        for row in rows:
            numbers = [self._ends[0], *map(self._numbers.__getitem__, row), self._ends[1]]
            pairs = map(add, map(PLACE.__mul__, numbers), numbers[1:])
            keys = [*numbers[1:-1], *filter(PLACE.__lt__, pairs)]
            for at in [places[key] for key in keys if key in places]:
                sums = list(map(add, sums, self._rule_rows[at * len(sums) : (at + 1) * len(sums)]))
        steps = self._parts["rule_steps"]
        return max(zip(map(mul, sums, steps), self.rules, strict=True))[1]

    @cached_property
    def _rule_rows(self) -> "array[int]":
        return array("b", self._parts["rule_rows"])

    @cached_property
    def _rule_places(self) -> dict[int, int]:
        keys = [*range(1, 1 + len(self._parts["stem_weights"])), *_keys(self._parts, BESIDE)]
        return {key: at for at, key in enumerate(keys)}


def _table(parts: Any, kind: str) -> dict[int, int]:
    return dict(zip(_keys(parts, kind), array("b", parts[f"{kind}_weights"]), strict=True))


def _keys(parts: Any, kind: str) -> list[int]:
    """The keys of pairs or threes: their numbers, one place after the other."""
    numbers = array("H", parts[f"{kind}_numbers"])
    width = 3 if kind == THREE else 2
    keys: list[int] = list(numbers[::width])
    for place in range(1, width):
        keys = list(map(add, map(PLACE.__mul__, keys), numbers[place::width]))
    return keys


@cache
def learnt(shape: Shape) -> Learnt:
    """What was learnt of a script. Raises BadReader."""
    return read_learnt(reader_file(shape))


def reader_file(shape: Shape) -> Path:
    """Where what was learnt of a script stands."""
    return FOLDER / f"{shape.name}.model"


def sources_of(path: Path) -> str:
    """The hash of what a file was learnt from; "" where it cannot be told."""
    return trained_files.sources_of(path, MAGIC)


def read_learnt(path: Path) -> Learnt:
    """Read a file of what was learnt. Raises BadReader."""
    try:
        header, parts = trained_files.unpacked(path.read_bytes(), MAGIC)
        shape = next(one for one in SHAPES if one.name == header["shape"])
        return Learnt(
            shape,
            header["sources"],
            Figures(**header["figures"]),
            header["rules"],
            {**parts, "rule_steps": header["rule_steps"]},
        )
    except (OSError, ValueError, KeyError, TypeError, StopIteration, zlib.error) as error:
        raise BadReader("reader_unreadable", f"{path.name} cannot be read: {error}.", mend=_MEND) from error
