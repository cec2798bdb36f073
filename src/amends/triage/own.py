"""What one organisation's own corrections add to what the packs have taught."""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from amends.core.errors import AmendsError
from amends.triage.codes import CODES
from amends.triage.judgement import Script
from amends.triage.trained import trained

Steps = Mapping[str, Mapping[int, float]]  # by gram, by number of the type: how much it adds to the score
_NUMBER = {code: at for at, code in enumerate(CODES)}
_GRAIN = 4  # decimal places of a weight


class BadOwn(AmendsError):
    """What was learnt from corrections cannot be read."""


@dataclass(frozen=True, slots=True)
class Own:
    """Weights beside the trained ones, by language. They fit the trained files named in `sources` alone."""

    sources: Mapping[Script, str]
    steps: Mapping[Script, Steps]

    def moved(self, whole: list[float], grams: Collection[str], script: Script) -> list[float]:
        """The scores of a text of these grams, by what was learnt beside; the same where that is nothing."""
        steps = self.steps.get(script)
        if not steps or self.sources.get(script) != trained(script).sources:
            return whole
        added = added_by(steps, grams)
        if not added:
            return whole
        sharpness = trained(script).figures.sharpness
        moved = list(whole)
        for code, step in added.items():
            moved[code] += step / sharpness
        return moved


def added_by(steps: Steps, grams: Collection[str]) -> dict[int, float]:
    """What the grams of a text add for each type, long texts counting no more than short ones."""
    added: dict[int, float] = {}
    for gram in sorted(steps.keys() & grams):
        for code, step in steps[gram].items():
            added[code] = added.get(code, 0.0) + step
    scale = len(grams) ** -0.5 if grams else 0.0
    return {code: step * scale for code, step in added.items()}


def written(own: Own) -> bytes:
    """As bytes, to be kept; the same weights give the same bytes."""
    steps = {
        script: {
            gram: {CODES[code]: round(step, _GRAIN) for code, step in sorted(by_code.items())}
            for gram, by_code in sorted(by_gram.items())
        }
        for script, by_gram in own.steps.items()
    }
    document = {"sources": dict(own.sources), "steps": steps}
    return zlib.compress(json.dumps(document, ensure_ascii=False, sort_keys=True).encode(), 9)


def read_own(raw: bytes) -> Own:
    """What `written` wrote; types that are no more are left out. Raises BadOwn."""
    try:
        document = json.loads(zlib.decompress(raw))
        steps: dict[Script, Steps] = {
            script: {
                gram: {_NUMBER[code]: float(step) for code, step in by_code.items() if code in _NUMBER}
                for gram, by_code in by_gram.items()
            }
            for script, by_gram in document["steps"].items()
        }
        return Own(document["sources"], steps)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadOwn(
            "own_unreadable",
            f"What was learnt from corrections cannot be read: {error}.",
            mend="Learn anew in Settings → Triage.",
        ) from error
