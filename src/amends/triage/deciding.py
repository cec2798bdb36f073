"""Which words of a message spoke for an issue type, with their spans in the text as received."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.triage.classify import units_of
from amends.triage.codes import CODES
from amends.triage.grams import APART, BESIDE, FARTHEST, pieces
from amends.triage.judgement import Script
from amends.triage.language import language_of
from amends.triage.reading import read
from amends.triage.scoring import script_of
from amends.triage.trained import Trained, trained

MOST = 6  # spans
LEAST_SHARE = 0.3  # of what the strongest span weighs
CUE_SHARE = 0.1  # what a strength of a cue weighs beside the words


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text, and how much they weigh, 1 for the strongest."""

    start: int
    end: int
    share: float


def deciding_spans(text: str, code: str, *, language_hint: str | None = None) -> list[Span]:
    """The words that spoke for `code` most, in the order of the text, apart from each other."""
    message = read(text)
    script = script_of(language_of(message.text, language_hint))
    units, known, number = units_of(message, script), trained(script), CODES.index(code)
    places = units.written_places
    weights = [0.0] * len(places)
    for at, weight in _weighed(units.written, script, known, number):
        weights[at] += weight
    written_at = {place: at for at, place in enumerate(places)}
    for hit in known.lexicon.hits(units):
        if hit.cue.code == code and hit.cue.weight > 0:
            for place in units.places[hit.start : hit.end]:
                if place in written_at:
                    weights[written_at[place]] += CUE_SHARE * hit.cue.weight
    strongest = max(weights, default=0.0)
    if strongest <= 0:
        return []
    chosen = [at for at, weight in enumerate(weights) if weight >= LEAST_SHARE * strongest]
    runs = list(_runs(chosen))
    heaviest = sorted(runs, key=lambda run: -max(weights[at] for at in run))[:MOST]
    found: dict[tuple[int, int], float] = {}
    for run in heaviest:
        start, end = message.span(places[run[0]][0], places[run[-1]][1])
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        span = (start, end)
        found[span] = max(found.get(span, 0.0), max(weights[at] for at in run) / strongest)
    return _apart([Span(start, end, round(share, 3)) for (start, end), share in sorted(found.items())])


def _weighed(row: Sequence[str], script: Script, known: Trained, number: int) -> Iterator[tuple[int, float]]:
    """Each word with what its grams say for the type; what a pair says is halved between its two."""
    told = [at for at, unit in enumerate(row) if unit.isalnum()]
    for place, at in enumerate(told):
        own = (row[at],) if script == "zh" else pieces(row[at])
        yield at, sum(known.weight(gram, number) for gram in own)
        for step in range(1, FARTHEST[script] + 1):
            if place + step < len(told):
                other = told[place + step]
                between = ("" if script == "zh" else BESIDE) if step == 1 else APART
                half = known.weight(f"{row[at]}{between}{row[other]}", number) / 2
                yield at, half
                yield other, half


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places next to each other, or with one between them, together."""
    run: list[int] = []
    for at in places:
        if run and at > run[-1] + 2:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Without what overlaps: several units may come of one word."""
    kept: list[Span] = []
    for span in spans:
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end), max(kept[-1].share, span.share))
        else:
            kept.append(span)
    return kept
