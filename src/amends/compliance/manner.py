"""How a text speaks: in capitals, or explaining before it acknowledges."""

import re
from collections.abc import Iterator

from amends.compliance.findings import Mark
from amends.compliance.message import Outgoing
from amends.compliance.units import BREAK

_LEAST_LETTERS, _LEAST_WORDS, _SHARE = 14, 4, 0.85
_MOST_LETTERS = 3_000
_CAPITALS = re.compile("[A-ZÀ-ÖØ-Þ]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_SHORT_SENTENCE = 3


def shouted(outgoing: Outgoing) -> Iterator[Mark]:
    """Most words in capitals; names, codes and single words are no shouting."""
    words = [
        word
        for word in _WORDS.finditer(outgoing.original[:3_000])
        if word[0].isascii() or word[0].lower() != word[0].upper()
    ]
    capitals = [word for word in words if word[0].isupper()]
    letters = sum(len(word[0]) for word in capitals)
    every = sum(len(word[0]) for word in words)
    if len(capitals) >= _LEAST_WORDS and letters >= _LEAST_LETTERS and letters >= _SHARE * every:
        places = outgoing.folded.places
        begin = next((at for at, place in enumerate(places) if place >= capitals[0].start()), 0)
        end = next((at for at, place in enumerate(places) if place >= capitals[-1].end()), len(places))
        yield Mark(begin, end, "shouted")


def explained_first(outgoing: Outgoing) -> Iterator[Mark]:
    """A first sentence that explains, with no word of thanks, regret or understanding before or in it."""
    hits, units = outgoing.hits, outgoing.units
    explained = hits.get("explanation")
    if not explained:
        return
    first = _first_sentence(outgoing)
    hit = next((hit for hit in explained if units.sentences[hit[0]] == first), None)
    if hit is not None and not any(
        units.sentences[one[0]] <= first for one in hits.get("acknowledgement", ())
    ):
        yield Mark(units.starts[hit[0]], units.ends[hit[1] - 1], "explained_first")


def _first_sentence(outgoing: Outgoing) -> int:
    """The number of the first sentence that is more than a greeting."""
    units = outgoing.units
    counts: dict[int, int] = {}
    for unit, sentence in zip(units.units, units.sentences, strict=True):
        counts[sentence] = counts.get(sentence, 0) + (unit != BREAK)
        if counts[sentence] > _SHORT_SENTENCE:
            return sentence
    return 0
