"""From cues found and words counted to confidences."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amends.triage.codes import CODES
from amends.triage.cue_syntax import BREAK
from amends.triage.grams import grams
from amends.triage.judgement import Script
from amends.triage.lexicon import Hit
from amends.triage.trained import Trained
from amends.triage.units import Units

NUMBER = {code: at for at, code in enumerate(CODES)}
FOLLOWING = (1.0, 0.55, 0.35, 0.2)  # what the second, third … cue for one type still adds
HIDDEN = 0.35  # what is left of a cue that stands inside a longer one
DENIED = -0.4
FIRM, FIRM_SHARE = 5.0, 0.7  # cues this strong make sure what is nearly so
SECOND_NEED, SECOND_MOST, SECOND_SHARE = 2.0, 0.6, 0.9
MOST_AGAINST = -4.0

# Types that a denial turns around: "not broken", 没有坏, "pas cassé".
DENIABLE = frozenset(
    [
        "damaged",
        "leaking",
        "defective",
        "lost",
        "missing_item",
        "missing_part",
        "wrong_item",
        "customs",
        "not_as_described",
        "negative_review",
        "safety_incident",
        "authority_complaint",
        "dispute_opened",
    ]
)
_DENIALS: dict[Script, frozenset[str]] = {
    "zh": frozenset("没不未无非"),
    "en": frozenset(["not", "no", "never", "without"]),
    "fr": frozenset(["pas", "jamais", "sans", "aucun", "aucune", "aucun"]),
}
_LOOK_BACK: dict[Script, int] = {"zh": 2, "en": 2, "fr": 2}
_SAFETY = ("safety_incident", "authority_complaint")
SAFETY_WEIGHT = 1.35


@dataclass(frozen=True, slots=True)
class Scores:
    """A score for each of CODES: what cues say (`cues`), and all together (`whole`)."""

    cues: list[float]
    whole: list[float]


def score(hits: Sequence[Hit], units: Units, script: Script, known: Trained) -> Scores:
    """Put together what cues and words say."""
    cues = cue_scores(hits, units, script, known.rarity)
    weighed = known.scores(grams(units, script), signs(hits, units, script))
    share = known.figures.cue_share
    return Scores(cues, [one + share * cue for one, cue in zip(weighed, cues, strict=True)])


def signs(hits: Sequence[Hit], units: Units, script: Script) -> set[str]:
    """The cues found, as the trained weights know them: each by itself and by its type and strength."""
    found: set[str] = set()
    for hit in hits:
        cue = hit.cue
        if not cue.weight:
            found.add(cue.code)
        elif cue.weight > 0 and cue.code in DENIABLE and _is_denied(hit, units.units, script):
            found.add(f"denied:{cue.code}")
        else:
            found.add(f"{cue.code}:{cue.text}")
            found.add(f"{cue.code}:{cue.weight}")
    return found


def cue_scores(
    hits: Sequence[Hit], units: Units, script: Script, rarity: Callable[[str], float]
) -> list[float]:
    """What the cues alone say, for each of CODES."""
    found: dict[str, dict[str, float]] = {}
    spans = sorted({(hit.start, hit.end) for hit in hits if hit.cue.fixed and hit.cue.weight > 0})
    for hit in hits:
        cue = hit.cue
        if not cue.weight:
            continue
        weight = cue.weight
        if weight > 0:
            weight *= _precision(units.units[hit.start : hit.end], script, rarity)
            if _is_hidden(hit, spans):
                weight *= HIDDEN
            if cue.code in DENIABLE and _is_denied(hit, units.units, script):
                weight *= DENIED
        by_cue = found.setdefault(cue.code, {})
        if abs(weight) > abs(by_cue.get(cue.text, 0.0)):
            by_cue[cue.text] = weight
    totals = [0.0] * len(CODES)
    for code, by_cue in found.items():
        totals[NUMBER[code]] = _together(list(by_cue.values()))
    for code in _SAFETY:
        totals[NUMBER[code]] *= SAFETY_WEIGHT if totals[NUMBER[code]] > 0 else 1.0
    return totals


def _together(weights: list[float]) -> float:
    speaking = sorted((weight for weight in weights if weight > 0), reverse=True)
    against = sum(weight for weight in weights if weight < 0)
    total = 0.0
    for at, weight in enumerate(speaking[:8]):
        total += weight * FOLLOWING[min(at, len(FOLLOWING) - 1)]
    return total + max(against, MOST_AGAINST)


def _precision(units: list[str], script: Script, rarity: Callable[[str], float]) -> float:
    """A longer wording says more; common words alone say little."""
    if script == "zh":
        return 0.35 if len(units) == 1 else 0.65 + 0.09 * min(len(units), 7)
    told = sum(sorted((rarity(unit) for unit in units), reverse=True)[:4])
    return min(1.3, 0.1 + 0.45 * told)


def _is_hidden(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    length = hit.end - hit.start
    return any(
        start <= hit.start and hit.end <= end and end - start > length + 1
        for start, end in spans
        if start <= hit.start
    )


def _is_denied(hit: Hit, units: list[str], script: Script) -> bool:
    """Whether a denial stands right before the cue, in the same sentence, and not in the cue itself."""
    denials = _DENIALS[script]
    if any(unit in denials for unit in units[hit.start : hit.end]):
        return False
    for at in range(hit.start - 1, max(hit.start - 1 - _LOOK_BACK[script], -1), -1):
        if units[at] in (BREAK, ",", "，", "、"):
            return False
        if units[at] in denials:
            return True
    return False


def confidences(whole: Sequence[float], sharpness: float) -> list[float]:
    """Scores as confidences that sum to one."""
    highest = max(whole)
    masses = [math.exp(sharpness * (value - highest)) for value in whole]
    total = sum(masses)
    return [mass / total for mass in masses]


def with_second_needs(shares: Sequence[float], scores: Scores) -> list[float]:
    """A need told in its own cues is not made small by another one beside it."""
    raised = list(shares)
    best = max(range(len(CODES)), key=lambda at: shares[at])
    for at, cues in enumerate(scores.cues):
        if at != best and cues > SECOND_NEED:
            own = SECOND_MOST / (1.0 + math.exp(SECOND_NEED + 1.0 - cues))
            raised[at] = max(shares[at], min(own, SECOND_SHARE * shares[best]))
    return raised


def is_unsure(scores: Scores, shares: Sequence[float], sure: float) -> bool:
    """Whether a person should look: the best is not likely enough, and no cue stands firmly for it."""
    best = max(range(len(CODES)), key=lambda at: shares[at])
    if shares[best] >= sure:
        return False
    return scores.cues[best] < FIRM or shares[best] < FIRM_SHARE * sure


def script_of(language: str) -> Script:
    """The lexicon a language is judged with; English where there is none of its own."""
    if language.startswith("zh"):
        return "zh"
    return "fr" if language == "fr" else "en"
