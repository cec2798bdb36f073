"""The second reader: how sure a linear model is that a text breaks a rule that phrases may not have seen.

It reads up to three neighbouring sentences at a time, in the language they are written in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter

from amends.compliance.grams import FIRST_CHINESE, Sentence, Shape, sentences
from amends.compliance.learnt import Figures, learnt
from amends.compliance.units import Span, Units

WINDOW = 3  # sentences read at a time; that many make one message of an agent


@dataclass(frozen=True, slots=True)
class Reading:
    """The stretch that speaks most for a broken rule: its score, its sentences, and what each weighs."""

    units: Units
    score: float
    read: Sequence[Sentence]
    weights: Sequence[int]

    @property
    def shape(self) -> Shape:
        return self.read[0].shape

    @property
    def figures(self) -> Figures:
        return learnt(self.shape).figures

    @property
    def rule(self) -> str:
        """The rule it is likeliest to break."""
        return learnt(self.shape).rule([text.split() for text in _texts(self.units, self.read)])

    @property
    def stretch(self) -> tuple[int, int]:
        """From the first to before the last unit of the sentences that speak for it."""
        telling = [
            one for one, weight in zip(self.read, self.weights, strict=True) if weight > 0
        ] or self.read
        return telling[0].first, telling[-1].last

    @property
    def is_suspicious(self) -> bool:
        """Whether it may break a rule."""
        return self.score > self.figures.doubtful

    def is_sure(self, *, craft: bool) -> bool:
        """Whether it is sure of the rule; `craft`: of one that only warns."""
        return self.score > (self.figures.sure_of_craft if craft else self.figures.sure)

    @property
    def is_clear(self) -> bool:
        """Whether it hardly breaks a rule."""
        return self.score < self.figures.clear

    @property
    def is_harmless(self) -> bool:
        """Whether it surely breaks none."""
        return self.score < self.figures.harmless


def read_again(units: Units, within: range | None = None) -> Reading | None:
    """The most telling stretch of a text, or of the sentences of these numbers; None where there is none."""
    spans = units.spans if within is None else units.spans[within.start : within.stop]
    return max(_readings(units, spans), key=attrgetter("score"), default=None)


def _readings(units: Units, spans: Sequence[Span]) -> Iterator[Reading]:
    """Of each run of sentences in one script the most telling stretch."""
    for shape, group in groupby(sentences(units, spans), key=attrgetter("shape")):
        read, known = list(group), learnt(shape)
        weights = known.weights_of(_texts(units, read))
        totals = list(accumulate(weights, initial=0))
        counts = list(accumulate([known.count(one.last - one.first) for one in read], initial=0))
        width = min(WINDOW, len(read))
        score, first = max(
            (known.score(totals[at + width] - totals[at], counts[at + width] - counts[at]), at)
            for at in range(len(read) - width + 1)
        )
        stretch = slice(first, first + width)
        if _says_enough(units, read[stretch], shape):
            yield Reading(units, score, read[stretch], weights[stretch])


def _says_enough(units: Units, read: Sequence[Sentence], shape: Shape) -> bool:
    """Whether there are words enough; single letters of a broken one are none."""
    if read[-1].last - read[0].first > 5 * shape.fewest:
        return True
    said = (unit for one in read for unit in units.units[one.first : one.last])
    return sum(len(unit) > 1 or unit >= FIRST_CHINESE for unit in said) >= shape.fewest


def _texts(units: Units, read: Iterable[Sentence]) -> list[str]:
    joined, offsets = units.joined, units.offsets
    return [joined[offsets[one.first] : offsets[one.last]] for one in read]
