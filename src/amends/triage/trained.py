"""What was learnt from the packs, read from the file that comes with the product.

One file a language: the cues ready to be looked for, the words that are known, and a weight for each gram
and issue type.
"""

import json
import math
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from amends.core import trained_files
from amends.core.errors import AmendsError
from amends.core.packs import PACKS
from amends.triage.codes import CODES
from amends.triage.grams import STEM
from amends.triage.judgement import Script
from amends.triage.lexicon import Lexicon, read_lexicon
from amends.triage.units import Units
from amends.triage.weights import (
    MOST_MET,
    ZERO,
    Runs,
    Weights,
    Words,
    in_sums,
    own_of,
    rows_of,
    unpacked,
    weight_of,
)

FOLDER = PACKS / "triage" / "trained"
MAGIC = b"amends triage 1\n"
_MEND = "Run ./amends triage train, or take the file from the release again."


class BadModel(AmendsError):
    """The file of what was learnt is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers beside the weights: a step turns whole numbers back into weights."""

    gram_step: float
    sign_step: float
    bias: tuple[float, ...]
    own_step: float  # of a gram's own weight, squared
    sharpness: float  # of confidences
    cue_share: float  # what the cues alone say counts beside the weights
    sure: float  # the confidence from which on nobody need look
    common: float  # a gram's own weight, squared, where it is in every text
    rare: float  # where it is in few


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learnt of one language."""

    sources: str  # the hash of the packs and the code it was learnt from
    figures: Figures
    lexicon: Lexicon
    words: tuple[str, ...]  # known ones, the commonest first
    weights: Weights
    signs: Mapping[str, int]
    precisions: "Precisions"

    def scores(self, units: Units, signs: Collection[str]) -> list[float]:
        """A number for each of CODES, comparable between texts of different length."""
        figures = self.figures
        counted, many = unpacked(self.weights.sums(units))
        said, few = unpacked(in_sums(list(filter(None, map(self.signs.get, signs)))))
        of_gram = figures.gram_step / math.sqrt(counted[-1] * figures.own_step) if many else 0.0
        of_sign = figures.sign_step
        off = ZERO * (many * of_gram + few * of_sign)
        return [
            bias + gram * of_gram + sign * of_sign - off
            for bias, gram, sign in zip(figures.bias, counted, said, strict=False)
        ]

    def weight(self, gram: str, code: int) -> float:
        """How much a gram speaks for the type of that number, in a text of its own."""
        row = self.weights.row(gram)
        if row is None:
            return 0.0
        own = own_of(row) * self.figures.own_step
        return weight_of(row, code) * self.figures.gram_step / math.sqrt(own)


class Precisions(dict[tuple[str, ...], float]):
    """What the words that a cue was found in say, of those met before."""

    def __init__(self, weights: Weights, figures: Figures) -> None:
        self._weights = weights
        self._figures = figures

    def __missing__(self, stems: tuple[str, ...]) -> float:
        told = precision(map(self._rarity, stems))
        if len(self) < MOST_MET:
            self[stems] = told
        return told

    def _rarity(self, stem: str) -> float:
        """0 where a stem is in every text, 1 where it is in few, ½ where it is unknown."""
        row, figures = self._weights.row(f"{STEM}{stem}"), self._figures
        if row is None:
            return 0.5
        own = math.sqrt(own_of(row) * figures.own_step)
        return min(1.0, max(0.0, (own - figures.common) / (figures.rare - figures.common)))


def precision(rarities: Iterable[float]) -> float:
    """A longer wording says more; common words alone say little."""
    return min(1.3, 0.1 + 0.45 * sum(sorted(rarities, reverse=True)[:4]))


@cache
def trained(script: Script) -> Trained:
    """What was learnt of a language. Raises BadModel."""
    return read_trained(model_file(script))


def model_file(script: Script) -> Path:
    """Where what was learnt of a language stands."""
    return FOLDER / f"{script}.model"


def sources_of(path: Path) -> str:
    """The hash of the packs and the code a file was made from; "" where it cannot be told."""
    return trained_files.sources_of(path, MAGIC)


def read_trained(path: Path) -> Trained:
    """Read a file of what was learnt. Raises BadModel."""
    try:
        header, parts = trained_files.unpacked(path.read_bytes(), MAGIC)
        if header["codes"] != list(CODES):
            raise ValueError("it is for other issue types")
        figures: dict[str, Any] = {
            key: tuple(one) if isinstance(one, list) else one for key, one in header["figures"].items()
        }
        rows = dict(zip(parts["grams"].decode().split("\n"), rows_of(parts["gram_rows"]), strict=True))
        weights = Runs(rows) if header["script"] == "zh" else Words(rows)
        return Trained(
            sources=header["sources"],
            figures=Figures(**figures),
            lexicon=read_lexicon(json.loads(parts["lexicon"])),
            words=tuple(parts["words"].decode().split("\n")),
            weights=weights,
            precisions=Precisions(weights, Figures(**figures)),
            signs=dict(zip(parts["signs"].decode().split("\n"), rows_of(parts["sign_rows"]), strict=True)),
        )
    except OSError as error:
        raise BadModel(
            "model_missing", f"{path.name} cannot be read: {error.strerror}.", mend=_MEND
        ) from error
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise BadModel("model_unreadable", f"{path.name} cannot be used: {error}.", mend=_MEND) from error
