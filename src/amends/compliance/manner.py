"""How a text speaks: in capitals, or explaining before it acknowledges."""

import re
from collections.abc import Iterator

from amends.compliance.findings import Mark
from amends.compliance.message import Outgoing

_LEAST_LETTERS, _LEAST_WORDS, _SHARE = 14, 4, 0.85
_MOST_LETTERS = 3_000
_LOUD = re.compile("[A-Z][A-Z]")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def shouted(outgoing: Outgoing) -> Iterator[Mark]:
    """Most words in capitals; names, codes and single words are no shouting."""
    read = outgoing.original[:_MOST_LETTERS]
    if not _LOUD.search(read) if read.isascii() else read.lower() == read:
        return
    capitals = [word for word in _WORDS.finditer(read) if word[0].isupper()]
    if len(capitals) < _LEAST_WORDS:
        return
    words = (word[0] for word in _WORDS.finditer(read))
    every = sum(len(word) for word in words if word.isascii() or word.lower() != word.upper())
    letters = sum(len(word[0]) for word in capitals)
    if letters >= _LEAST_LETTERS and letters >= _SHARE * every:
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
    first = units.opening
    hit = next((hit for hit in explained if units.sentences[hit[0]] == first), None)
    if hit is not None and not any(
        units.sentences[one[0]] <= first for one in hits.get("acknowledgement", ())
    ):
        yield Mark(units.starts[hit[0]], units.ends[hit[1] - 1], "explained_first")
