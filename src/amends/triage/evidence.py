"""What the words themselves say, learnt by counting in the packs' cues and examples.

Cues are exact and leave gaps; the counts speak for wordings that nobody wrote down. For each feature (a
run of characters, a word, two words) and issue type there is a weight: how much more often it stands in that
type's texts than elsewhere.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from amends.triage.codes import CODES
from amends.triage.cue_syntax import BREAK, Choice, Gap, Row, Unit
from amends.triage.judgement import Script
from amends.triage.lexicon import cue_row, packs_of
from amends.triage.reading import read
from amends.triage.units import Units, letters, words

SMOOTHING = 0.25
_CUE_SHARE = 0.7  # what a cue counts beside a whole example
_RARE = 6.0  # texts a unit may be in and still be rare
_MOST_READINGS = 12  # of one cue with alternatives
Weights = dict[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The learnt weights of one language."""

    weights: Weights
    rarity: dict[str, float]  # of a unit: 0 where it is in every text, 1 where it is rare

    def scores(self, units: Sequence[str], script: Script) -> list[float]:
        """A number for each of CODES, comparable between texts of different length."""
        totals = [0.0] * len(CODES)
        known = 0
        weights = self.weights
        for feature in features(units, script):
            row = weights.get(feature)
            if row:
                known += 1
                for code, weight in row:
                    totals[code] += weight
        if known:
            scale = 1.0 / math.sqrt(known + 2)
            totals = [total * scale for total in totals]
        return totals


def features(units: Sequence[str], script: Script) -> set[str]:
    """What is counted in a text, each once."""
    found: set[str] = set()
    plain = [unit for unit in units if unit != BREAK]
    if script == "zh":
        found.update(plain)
        found.update(map("".join, pairwise(plain)))
        found.update(map("".join, zip(plain, plain[1:], plain[2:], strict=False)))
        return found
    found.update(plain)
    found.update(map(" ".join, pairwise(plain)))
    found.update(f"^{unit[:5]}" for unit in plain if len(unit) > 5)
    return found


def text_units(text: str, script: Script) -> Units:
    """The units of a text, misspellings left as they are."""
    plain = read(text).text
    return letters(plain) if script == "zh" else words(plain, script)


@cache
def evidence(script: Script) -> Evidence:
    """Counted from the packs of a language."""
    return learn(training_texts(script), script)


@cache
def training_texts(script: Script) -> tuple[tuple[str, float, list[str]], ...]:
    """Code, share and units of every example and every reading of every cue."""
    return tuple(_read_training_texts(script))


def _read_training_texts(script: Script) -> Iterator[tuple[str, float, list[str]]]:
    for pack in packs_of(script):
        if pack.body["kind"] != "issue_type":
            continue
        code = pack.body["code"]
        for example in pack.body["examples"]:
            text = example if isinstance(example, str) else example["text"]
            yield code, 1.0, text_units(text, script).units
        for strength in ("strong", "plain"):
            for cue in pack.body["cues"].get(strength, ()):
                readings = _readings(cue_row(cue, script))[:_MOST_READINGS]
                for reading in readings:
                    yield code, _CUE_SHARE / math.sqrt(len(readings)), reading


def learn(texts: Iterable[tuple[str, float, list[str]]], script: Script) -> Evidence:
    """Weights from texts of known types."""
    counts: dict[str, Counter[int]] = {}
    sizes = [0.0] * len(CODES)
    number = {code: at for at, code in enumerate(CODES)}
    for code, share, units in texts:
        at = number[code]
        found = features(units, script)
        sizes[at] += share
        for feature in found:
            counts.setdefault(feature, Counter())[at] += share  # type: ignore[assignment]
    whole = sum(sizes)
    rarity = {
        feature: min(1.0, math.log(whole / float(sum(by_code.values()))) / math.log(whole / _RARE))
        for feature, by_code in counts.items()
        if " " not in feature and feature[0] != "^"
    }
    weights: Weights = {}
    for feature, by_code in counts.items():
        weights[feature] = tuple(_weights(by_code, sizes, whole))
    return Evidence(weights, rarity)


def _weights(by_code: Counter[int], sizes: list[float], whole: float) -> Iterator[tuple[int, float]]:
    total = float(sum(by_code.values()))
    average = total / whole
    # A feature that is everywhere tells nothing; one seen in few types tells much.
    for at, count in by_code.items():
        rate = (float(count) + SMOOTHING * average * 4) / (sizes[at] + SMOOTHING * 4)
        weight = math.log(rate / average)
        if weight > 0.1:
            yield at, weight * float(count) / (float(count) + SMOOTHING)


def _readings(row: Row) -> list[list[str]]:
    """Some of the texts a cue stands for: each alternative at least once, not each with each."""
    texts: list[list[str]] = [[]]
    for part in row:
        if isinstance(part, Unit):
            for text in texts:
                text.append(part.text)
        elif isinstance(part, Choice):
            options = [reading for option in part.options for reading in _readings(option)[:3]]
            if part.times in ("?", "*"):
                options.append([])
            if options:
                width = max(len(texts), len(options))
                texts = [texts[at % len(texts)] + options[at % len(options)] for at in range(width)]
        elif isinstance(part, Gap):
            continue
    return texts
