"""What was learnt from the packs, read from the file that comes with the product.

One file a language: the cues ready to be looked for, the words that are known, and a weight for each gram
and issue type. Weights are whole numbers from -128 to 127. Those of one gram lie side by side in one big
number, sixteen bits for each type, so that all types of a text are added up in one sum.
"""

import json
import math
import struct
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from amends.core.errors import AmendsError
from amends.core.packs import PACKS
from amends.triage.codes import CODES
from amends.triage.grams import pairs, pieces, runs
from amends.triage.judgement import Script
from amends.triage.lexicon import Lexicon, read_lexicon

FOLDER = PACKS / "triage" / "trained"
MAGIC = b"amends triage 1\n"
LANES = len(CODES) + 1  # one for each type, the last for the gram's own weight, squared
ZERO = 128  # what a weight of nothing is written as
MOST_IN_A_SUM = 256  # of eight bits in lanes of sixteen
MOST_STEMS = 5_000  # words kept with their pieces
_MEND = "Run ./amends triage train, or take the file from the release again."
_LANES = struct.Struct(f"<{LANES + 1}H")  # and how many rows were added
_BYTES = _LANES.size
_ONE = 1 << 16 * LANES


class BadModel(AmendsError):
    """The file of what was learnt is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers beside the weights: steps turn whole numbers back into weights."""

    gram_steps: tuple[float, ...]
    sign_steps: tuple[float, ...]
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
    grams: Mapping[str, int]
    signs: Mapping[str, int]
    stems: "Stems"

    def scores_of(self, row: Sequence[str], signs: Collection[str], script: Script) -> list[float]:
        """The scores of a text by its units: the same as those of its grams, found quicker."""
        if script == "zh":
            return self.scores(runs(row), signs)
        pairwise = pairs(row)
        total, many = self.stems.added(row)
        if many + len(pairwise) > MOST_IN_A_SUM:
            return self.scores(pairwise.union(*map(pieces, row)), signs)
        return self._scores(unpacked(total + sum(filter(None, map(self.grams.get, pairwise)))), signs)

    def scores(self, grams: Collection[str], signs: Collection[str]) -> list[float]:
        """A number for each of CODES, comparable between texts of different length."""
        return self._scores(added(self.grams, grams), signs)

    def _scores(self, counted_rows: tuple[tuple[int, ...], int], signs: Collection[str]) -> list[float]:
        figures = self.figures
        counted, many = counted_rows
        said, few = added(self.signs, signs)
        scale = 1.0 / math.sqrt(counted[-1] * figures.own_step) if many else 0.0
        off, off_said = ZERO * many, ZERO * few
        return [
            bias + (gram - off) * gram_step * scale + (sign - off_said) * sign_step
            for bias, gram, gram_step, sign, sign_step in zip(
                figures.bias, counted, figures.gram_steps, said, figures.sign_steps, strict=False
            )
        ]

    def weight(self, gram: str, code: int) -> float:
        """How much a gram speaks for the type of that number, in a text of its own."""
        row = self.grams.get(gram)
        if row is None:
            return 0.0
        own = (row >> 16 * (LANES - 1) & 0xFFFF) * self.figures.own_step
        return ((row >> 16 * code & 0xFFFF) - ZERO) * self.figures.gram_steps[code] / math.sqrt(own)

    def rarity(self, word: str) -> float:
        """0 where a word is in every text, 1 where it is in few, ½ where it is unknown."""
        return self.stems[word].rarity


class Stem(NamedTuple):
    """A word's pieces that are known, their rows in one sum, and how rare the word is."""

    known: frozenset[str]
    total: int
    rarity: float


class Stems(dict[str, Stem]):
    """Words met before, added up once for all texts."""

    def __init__(self, grams: Mapping[str, int], figures: Figures) -> None:
        self._grams = grams
        self._figures = figures

    def __missing__(self, word: str) -> Stem:
        known = frozenset(filter(self._grams.__contains__, pieces(word)))
        stem = Stem(known, sum(map(self._grams.__getitem__, known)), self._rarity(word))
        if len(self) < MOST_STEMS:
            self[word] = stem
        return stem

    def added(self, row: Iterable[str]) -> tuple[int, int]:
        """The rows of all pieces of these words, each piece once, in one sum; and how many there are."""
        total = 0
        seen: set[str] = set()
        for word in set(row):
            known, own, _ = self[word]
            total += own
            again = known & seen
            if again:
                total -= sum(map(self._grams.__getitem__, again))
            seen |= known
        return total, len(seen)

    def _rarity(self, word: str) -> float:
        row = self._grams.get(f" {word}")
        if row is None:
            return 0.5
        figures = self._figures
        own = math.sqrt((row >> 16 * (LANES - 1) & 0xFFFF) * figures.own_step)
        return min(1.0, max(0.0, (own - figures.common) / (figures.rare - figures.common)))


def added(rows: Mapping[str, int], found: Collection[str]) -> tuple[tuple[int, ...], int]:
    """The lanes of the rows found, added up, and how many rows there were."""
    known = list(filter(None, map(rows.get, found)))
    if len(known) <= MOST_IN_A_SUM:
        return unpacked(sum(known))
    totals = [0] * LANES
    for at in range(0, len(known), MOST_IN_A_SUM):
        lanes, _ = unpacked(sum(known[at : at + MOST_IN_A_SUM]))
        totals = list(map(int.__add__, totals, lanes))
    return tuple(totals), len(known)


def unpacked(total: int) -> tuple[tuple[int, ...], int]:
    """The lanes of a sum of rows, and how many rows there were."""
    lanes = _LANES.unpack(total.to_bytes(_BYTES, "little"))
    return lanes[:-1], lanes[-1]


@cache
def trained(script: Script) -> Trained:
    """What was learnt of a language. Raises BadModel."""
    return read_trained(model_file(script))


def model_file(script: Script) -> Path:
    """Where what was learnt of a language stands."""
    return FOLDER / f"{script}.model"


def sources_of(path: Path) -> str:
    """The hash of the packs and the code a file was made from; "" where it cannot be told."""
    try:
        with path.open("rb") as raw:
            return str(json.loads(raw.readline())["sources"]) if raw.read(len(MAGIC)) == MAGIC else ""
    except (OSError, ValueError, KeyError):
        return ""


def read_trained(path: Path) -> Trained:
    """Read a file of what was learnt. Raises BadModel."""
    try:
        raw = path.read_bytes()
        head, packed = raw.removeprefix(MAGIC).split(b"\n", 1)
        header: dict[str, Any] = json.loads(head)
        body = zlib.decompress(packed)
        if not raw.startswith(MAGIC) or header["codes"] != list(CODES):
            raise ValueError("it is for other issue types")
        parts = _parts(body, header["parts"])
        figures: dict[str, Any] = {
            key: tuple(one) if isinstance(one, list) else one for key, one in header["figures"].items()
        }
        grams = dict(zip(parts["grams"].decode().split("\n"), _rows(parts["gram_rows"]), strict=True))
        return Trained(
            sources=header["sources"],
            figures=Figures(**figures),
            lexicon=read_lexicon(json.loads(parts["lexicon"])),
            words=tuple(parts["words"].decode().split("\n")),
            grams=grams,
            stems=Stems(grams, Figures(**figures)),
            signs=dict(zip(parts["signs"].decode().split("\n"), _rows(parts["sign_rows"]), strict=True)),
        )
    except OSError as error:
        raise BadModel(
            "model_missing", f"{path.name} cannot be read: {error.strerror}.", mend=_MEND
        ) from error
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise BadModel("model_unreadable", f"{path.name} cannot be used: {error}.", mend=_MEND) from error


def _parts(body: bytes, lengths: Mapping[str, int]) -> dict[str, bytes]:
    parts = {}
    at = 0
    for name, length in lengths.items():
        parts[name] = body[at : at + length]
        at += length
    return parts


def _rows(raw: bytes) -> list[int]:
    """Rows of one byte a lane as numbers of two bytes a lane."""
    wide = bytearray(2 * len(raw))
    wide[::2] = raw
    size = 2 * LANES
    return [int.from_bytes(wide[at : at + size], "little") | _ONE for at in range(0, len(wide), size)]
