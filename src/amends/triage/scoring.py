"""From cues found and words counted to confidences."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from amends.triage.codes import CODES
from amends.triage.cue_syntax import BREAK
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
    cues = cue_scores(hits, units, script, known.precisions)
    return together(cues, known.scores(units, signs(hits, units, script)), known.figures.cue_share)


def together(cues: list[float], weighed: list[float], cue_share: float) -> Scores:
    """What the trained weights say, and the share of the cues beside it."""
    if not cue_share:
        return Scores(cues, weighed)
    return Scores(cues, [one + cue_share * cue for one, cue in zip(weighed, cues, strict=True)])


def signs(hits: Sequence[Hit], units: Units, script: Script) -> set[str]:
    """The cues found, as the trained weights know them: each by itself and by its type and strength."""
    found: set[str] = set()
    denied = _denied(hits, units, script)
    for hit in hits:
        cue = hit.cue
        if not cue.weight:
            found.add(cue.code)
        elif hit in denied:
            found.add(f"denied:{cue.code}")
        else:
            found.update(cue.signs)
    return found


def cue_scores(
    hits: Sequence[Hit], units: Units, script: Script, precisions: Mapping[tuple[str, ...], float]
) -> list[float]:
    """What the cues alone say, for each of CODES; `precisions` is what the words of each cue found say."""
    found: dict[str, dict[str, float]] = {}
    spans = {(start, end) for cue, start, end in hits if cue.fixed and cue.weight > 0}
    denied, row = _denied(hits, units, script), units.units
    for hit in hits:
        cue, start, end = hit
        weight = cue.weight
        if not weight:
            continue
        if weight > 0:
            if script == "zh":
                weight *= _BY_LENGTH[min(end - start, 7)]
            else:
                weight *= precisions[tuple(row[start:end])]
            if _is_hidden(start, end, spans):
                weight *= HIDDEN
            if hit in denied:
                weight *= DENIED
        by_cue = found.get(cue.code)
        if by_cue is None:
            found[cue.code] = {cue.text: weight}
        elif abs(weight) > abs(by_cue.get(cue.text, 0.0)):
            by_cue[cue.text] = weight
    totals = [0.0] * len(CODES)
    for code, by_cue in found.items():
        totals[NUMBER[code]] = _of_one_type(list(by_cue.values()))
    for code in _SAFETY:
        totals[NUMBER[code]] *= SAFETY_WEIGHT if totals[NUMBER[code]] > 0 else 1.0
    return totals


def _of_one_type(weights: list[float]) -> float:
    if len(weights) == 1:
        return max(weights[0], MOST_AGAINST)
    speaking = sorted((weight for weight in weights if weight > 0), reverse=True)
    against = sum(weight for weight in weights if weight < 0)
    total = 0.0
    for at, weight in enumerate(speaking[:8]):
        total += weight * FOLLOWING[min(at, len(FOLLOWING) - 1)]
    return total + max(against, MOST_AGAINST)


# A longer wording says more, up to seven characters.
_BY_LENGTH = (0.0, 0.35, *(0.65 + 0.09 * length for length in range(2, 8)))


def _is_hidden(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    longer = end - start + 1
    for other_start, other_end in spans:
        if other_start <= start and end <= other_end and other_end - other_start > longer:
            return True
    return False


def _denied(hits: Sequence[Hit], units: Units, script: Script) -> Collection[Hit]:
    """The cues that a denial turns around."""
    if _DENIALS[script].isdisjoint(units.units):
        return ()
    return {
        hit
        for hit in hits
        if hit.cue.weight > 0 and hit.cue.code in DENIABLE and _is_denied(hit, units.units, script)
    }


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
    exp = math.exp
    masses = [exp(sharpness * (value - highest)) for value in whole]
    total = sum(masses)
    return [mass / total for mass in masses]


def with_second_needs(shares: Sequence[float], scores: Scores) -> list[float]:
    """A need told in its own cues is not made small by another one beside it."""
    raised = list(shares)
    if max(scores.cues) <= SECOND_NEED:
        return raised
    best = shares.index(max(shares))
    for at, cues in enumerate(scores.cues):
        if cues > SECOND_NEED and at != best:
            own = SECOND_MOST / (1.0 + math.exp(SECOND_NEED + 1.0 - cues))
            raised[at] = max(shares[at], min(own, SECOND_SHARE * shares[best]))
    return raised


def is_unsure(scores: Scores, shares: Sequence[float], sure: float) -> bool:
    """Whether a person should look: the best is not likely enough, and no cue stands firmly for it."""
    best = shares.index(max(shares))
    if shares[best] >= sure:
        return False
    return scores.cues[best] < FIRM or shares[best] < FIRM_SHARE * sure


def script_of(language: str) -> Script:
    """The lexicon a language is judged with; English where there is none of its own."""
    if language.startswith("zh"):
        return "zh"
    return "fr" if language == "fr" else "en"
