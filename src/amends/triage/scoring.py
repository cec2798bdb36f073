"""From cues found and words counted to confidences."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.triage.codes import CODES
from amends.triage.cue_syntax import BREAK
from amends.triage.evidence import Evidence, evidence
from amends.triage.judgement import Script
from amends.triage.lexicon import Hit
from amends.triage.units import Units

NUMBER = {code: at for at, code in enumerate(CODES)}
FOLLOWING = (1.0, 0.55, 0.35, 0.2)  # what the second, third … cue for one type still adds
HIDDEN = 0.35  # what is left of a cue that stands inside a longer one
DENIED = -0.4
EVIDENCE_SHARE = 1.25
SHARPNESS = 0.95
SURE_STRENGTH, SURE_CONFIDENCE = 2.2, 0.34
CLOSE = 1.25  # the best must be so many times as likely as the second, unless both stand firmly
FIRM = 5.0
SECOND_NEED, SECOND_MOST, SECOND_SHARE = 2.0, 0.6, 0.9
SILENCE = 0.4  # what speaks for "other" in a text without any sign
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
# Where a mood or a courtesy stands beside a need, the need names the case.
_BACKGROUND: Mapping[str, float] = {"thanks": 0.55, "other": 0.55, "negative_review": 0.8, "pre_sale": 0.9}
_SAFETY = ("safety_incident", "authority_complaint")
SAFETY_WEIGHT = 1.35


@dataclass(frozen=True, slots=True)
class Scores:
    """A score for each of CODES: what cues say (`cues`), and all together (`whole`)."""

    cues: list[float]
    whole: list[float]


def score(hits: Sequence[Hit], units: Units, script: Script, learnt: Evidence | None = None) -> Scores:
    """Put together what cues and words say."""
    known = learnt or evidence(script)
    cues = _cue_scores(hits, units, script, known.rarity)
    counted = known.scores(units.units, script)
    for code in _SAFETY:
        cues[NUMBER[code]] *= SAFETY_WEIGHT if cues[NUMBER[code]] > 0 else 1.0
    whole = [one + EVIDENCE_SHARE * other for one, other in zip(cues, counted, strict=True)]
    whole[NUMBER["other"]] += SILENCE
    return Scores(cues, _needs_first(whole, cues))


def _needs_first(whole: list[float], cues: list[float]) -> list[float]:
    """Courtesy and mood give way to a need that is told in its own cues."""
    strongest = max(cues[at] for at, code in enumerate(CODES) if code not in _BACKGROUND)
    if strongest >= 2.0:
        for code, share in _BACKGROUND.items():
            if whole[NUMBER[code]] > 0:
                whole[NUMBER[code]] *= share
    return whole


def _cue_scores(
    hits: Sequence[Hit], units: Units, script: Script, rarity: Mapping[str, float]
) -> list[float]:
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
    return totals


def _together(weights: list[float]) -> float:
    speaking = sorted((weight for weight in weights if weight > 0), reverse=True)
    against = sum(weight for weight in weights if weight < 0)
    total = 0.0
    for at, weight in enumerate(speaking[:8]):
        total += weight * FOLLOWING[min(at, len(FOLLOWING) - 1)]
    return total + max(against, MOST_AGAINST)


def _precision(units: list[str], script: Script, rarity: Mapping[str, float]) -> float:
    """A longer wording says more; common words alone say little."""
    if script == "zh":
        return 0.35 if len(units) == 1 else 0.65 + 0.09 * min(len(units), 7)
    told = sum(sorted((rarity.get(unit, 0.5) for unit in units), reverse=True)[:4])
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


def confidences(whole: Sequence[float]) -> list[float]:
    """Scores as confidences that sum to one."""
    highest = max(whole)
    masses = [math.exp(SHARPNESS * (value - highest)) for value in whole]
    # A text that says nothing leaves all types open.
    nothing = math.exp(SHARPNESS * (1.2 - highest))
    total = sum(masses) + nothing
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


def is_unsure(scores: Scores, shares: Sequence[float]) -> bool:
    """Whether a person should look: the best is weak, or the second is as good and neither is firm."""
    order = sorted(range(len(CODES)), key=lambda at: -shares[at])
    best, second = order[0], order[1]
    if scores.whole[best] < SURE_STRENGTH or shares[best] < SURE_CONFIDENCE:
        return not (scores.cues[best] >= FIRM and shares[best] >= SURE_CONFIDENCE * 0.8)
    return shares[best] < shares[second] * CLOSE and scores.cues[best] < FIRM


def script_of(language: str) -> Script:
    """The lexicon a language is judged with; English where there is none of its own."""
    if language.startswith("zh"):
        return "zh"
    return "fr" if language == "fr" else "en"
