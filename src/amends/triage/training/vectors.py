"""Texts as rows of numbers, for the library that learns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from amends.triage.grams import APART, BESIDE, FIRMER, START, STEM, firmness, grams
from amends.triage.judgement import Script
from amends.triage.lexicon import Hit, Lexicon
from amends.triage.reading import read
from amends.triage.scoring import cue_scores, signs
from amends.triage.trained import precision
from amends.triage.units import Units, letters, words

RARE_IN = 6.0  # texts, and a word still tells much
COMMON = 1.0  # what a gram weighs that is in every text
# In so many texts each gram is, or it is a chance one.
OF_CHARACTERS, OF_NEIGHBOURS, OF_PIECES, OF_PAIRS_APART = 3, 4, 5, 10
SIGN_SHARE = 0.08  # how much a cue weighs beside the grams of a whole text


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in one text."""

    grams: Mapping[str, int]
    signs: frozenset[str]
    units: Units
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which gram and which sign stands in which column, and what each gram weighs by itself."""

    grams: dict[str, int]
    signs: dict[str, int]
    own: np.ndarray
    fewest: int  # texts that the rarest gram is in

    @property
    def rare(self) -> float:
        """What a stem weighs that is in few texts."""
        return float(self.own.max()) - FIRMER * float(np.log(RARE_IN / self.fewest))

    @property
    def common(self) -> float:
        """What a stem weighs that is in every text."""
        return FIRMER * COMMON

    def rarity(self, own: float) -> float:
        """0 where it is in every text, 1 where it is in few."""
        return min(1.0, max(0.0, (own - self.common) / (self.rare - self.common)))


def seen_in(text: str, script: Script, lexicon: Lexicon, mend: Callable[[str], str]) -> Seen:
    """The grams and the signs of a text, as they will be found when judging."""
    plain = read(text).text
    units: Units = letters(plain) if script == "zh" else words(plain, script, mend)
    hits = lexicon.hits(units)
    return Seen(grams(units, script), frozenset(signs(hits, units, script)), units, hits)


def columns_of(texts: Sequence[Seen], script: Script) -> Columns:
    """The columns of all that is seen in these texts."""
    counts: dict[str, int] = {}
    for text in texts:
        for gram in text.grams:
            counts[gram] = counts.get(gram, 0) + 1
    kept = sorted(gram for gram in counts if counts[gram] >= _least(gram, script))
    named = {gram: at for at, gram in enumerate(kept)}
    own = np.array(
        [firmness(gram, script) * (COMMON + np.log((1 + len(texts)) / (1 + counts[gram]))) for gram in named]
    )
    shown = sorted({sign for text in texts for sign in text.signs})
    return Columns(named, {sign: at for at, sign in enumerate(shown)}, own, _least(START + BESIDE, script))


def rows_of(texts: Sequence[Seen], columns: Columns) -> csr_matrix:
    """One row a text: its grams weighed to a like length, its signs beside them."""
    counted = _marked((text.grams for text in texts), columns.grams)
    length = np.sqrt(counted @ columns.own**2)
    length[length == 0] = 1.0
    counted = counted.multiply(columns.own).multiply((1.0 / length)[:, None])
    said = _marked((dict.fromkeys(text.signs, 1) for text in texts), columns.signs) * SIGN_SHARE
    return hstack([counted, said], format="csr", dtype=np.float64)


def cues_of(texts: Sequence[Seen], script: Script, columns: Columns) -> np.ndarray:
    """What the cues alone say of each text, one column for each of CODES."""

    def rarity(stem: str) -> float:
        at = columns.grams.get(f"{STEM}{stem}")
        return 0.5 if at is None else columns.rarity(float(columns.own[at]))

    class Told(dict[tuple[str, ...], float]):
        def __missing__(self, stems: tuple[str, ...]) -> float:
            self[stems] = precision(map(rarity, stems))
            return self[stems]

    told = Told()
    return np.array([cue_scores(text.hits, text.units, script, told) for text in texts])


def _least(gram: str, script: Script) -> int:
    if script == "zh":
        return OF_CHARACTERS
    if APART in gram[1:]:
        return OF_PAIRS_APART
    return OF_NEIGHBOURS if BESIDE in gram[1:] else OF_PIECES


def _marked(texts: Iterable[Mapping[str, int]], columns: dict[str, int]) -> csr_matrix:
    starts, places, counts = [0], [], []
    for text in texts:
        for place, count in sorted((columns[one], text[one]) for one in text if one in columns):
            places.append(place)
            counts.append(float(count))
        starts.append(len(places))
    return csr_matrix((counts, places, starts), shape=(len(starts) - 1, len(columns)))
