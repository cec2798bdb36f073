"""What spoke for the best guess: the cues and runs of letters that weighed most, with their spans."""

from dataclasses import asdict, dataclass
from typing import Any

from amends.triage.classify import units_of
from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.judgement import Judgement
from amends.triage.reading import read
from amends.triage.scoring import script_of
from amends.triage.trained import trained

MOST = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """A cue (`kind` cue, with its span of the text as received) or a gram, and how much it weighed."""

    kind: str
    found: str
    weight: float
    start: int | None = None
    end: int | None = None

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def reasons(text: str, judgement: Judgement) -> list[Reason]:
    """What weighed most for the best guess, the heaviest first."""
    message, script = read(text), script_of(judgement.language)
    units, known, best = units_of(message, script), trained(script), CODES.index(judgement.code)
    found = {
        (hit.start, hit.end): Reason(
            "cue",
            hit.cue.text,
            round(hit.cue.weight, 3),
            *message.span(units.places[hit.start][0], units.places[hit.end - 1][1]),
        )
        for hit in known.lexicon.hits(units)
        if hit.cue.code == judgement.code
    }
    weighed = ((known.weight(gram, best), gram) for gram in grams(units, script))
    heaviest = sorted((one for one in weighed if one[0] > 0), key=lambda one: (-one[0], one[1]))
    cues = sorted(found.values(), key=lambda one: (-one.weight, one.start))
    return [*cues[:MOST], *(Reason("gram", gram, round(weight, 3)) for weight, gram in heaviest[:MOST])]
