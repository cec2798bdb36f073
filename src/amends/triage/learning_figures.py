"""Whether what corrections taught is any good: on corrections held back, and on the trials."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amends.triage.classify import classify
from amends.triage.evaluation import answered, by_language
from amends.triage.learning import MOST, STRENGTHS, Case, Told, anchors, case_of, learnt, right_unseen, shares
from amends.triage.own import Own, written
from amends.triage.trials import trials

FEWEST = 20  # corrections, or nothing is to be told from them
MOST_LOST = 0.005  # of the trials of a language that may come out worse
BETTER, NO_BETTER, WORSE = "better", "no_better", "worse"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of learning: the weights as they are kept, how good they are, and the word for it."""

    weights: bytes
    figures: dict[str, Any]
    verdict: str


def lesson_of(told: Sequence[Told]) -> Lesson:
    """Learn from these corrections, the oldest first, and measure. It takes long."""
    cases = [case_of(one) for one in dict.fromkeys(told)][-MOST:]
    kept = anchors({case.script for case in cases})
    tried = {strength: right_unseen(cases, kept, strength) for strength in STRENGTHS}
    before = [shares(case) for case in cases]
    lesson = None
    for strength in sorted(STRENGTHS, key=lambda each: (-_right(cases, tried[each], 1), each)):
        own = learnt(cases, kept, strength)
        figures = {
            "corrections": len(cases),
            "held_back": {
                "before": {"first": _right(cases, before, 1), "among_three": _right(cases, before, 3)},
                "after": {
                    "first": _right(cases, tried[strength], 1),
                    "among_three": _right(cases, tried[strength], 3),
                },
            },
            "trials": trials_with(own),
        }
        lesson = Lesson(written(own), figures, verdict_of(figures))
        if lesson.verdict != WORSE:
            break
    assert lesson is not None
    return lesson


def verdict_of(figures: dict[str, Any]) -> str:
    """better, no_better, or worse: the corrections held back, or the trials of a language, come out worse."""
    was, now = figures["held_back"]["before"]["first"], figures["held_back"]["after"]["first"]
    lost = max((told["before"] - told["after"] for told in figures["trials"].values()), default=0.0)
    if now < was or lost > MOST_LOST:
        return WORSE
    return BETTER if now > was else NO_BETTER


def trials_with(own: Own) -> dict[str, dict[str, float]]:
    """Of the trials of each language it touches, the share right before and after."""
    asked = [trial for trial in trials() if trial.language.split("-")[0] in own.steps]
    told = {}
    for name, judged_by in (("before", None), ("after", own)):
        answers = [
            answered(trial.language, trial.accepted, classify(trial.text, own=judged_by)) for trial in asked
        ]
        told[name] = {language: figures["first"] for language, figures in by_language(answers).items()}
    return {
        language: {"before": share, "after": told["after"][language]}
        for language, share in told["before"].items()
    }


def _right(cases: Sequence[Case], found: Sequence[Sequence[float]], among: int) -> float:
    """The share of cases whose type is among the first so many."""
    right = sum(
        sum(share > one[case.code] for share in one) < among for case, one in zip(cases, found, strict=True)
    )
    return round(right / len(cases), 4) if cases else 0.0
