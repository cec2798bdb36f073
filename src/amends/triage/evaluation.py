"""How often judgements are right, put into figures: pure counting over messages whose type is known."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from amends.triage.codes import CODES
from amends.triage.judgement import Judgement

RIGHT_ENOUGH = 0.95
BINS = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """A message's judgement beside the types that are right; the first of them names it."""

    language: str
    accepted: tuple[str, ...]
    ranked: tuple[str, ...]
    confidence: float
    unsure: bool

    @property
    def is_right(self) -> bool:
        """Whether the best guess is one of the right types."""
        return self.ranked[0] in self.accepted


def answered(language: str, accepted: Sequence[str], judgement: Judgement) -> Answered:
    """What evaluation keeps of a judgement."""
    return Answered(
        language,
        tuple(accepted),
        tuple(one.code for one in judgement.issue_types),
        judgement.issue_types[0].confidence,
        judgement.unsure,
    )


def figures(answers: Sequence[Answered]) -> dict[str, Any]:
    """All figures of these answers, shares from 0 to 1 with four places."""
    by_type = _by_type(answers)
    sure = [answer for answer in answers if not answer.unsure]
    unsure = [answer for answer in answers if answer.unsure]
    return {
        "messages": len(answers),
        "first": _share(answer.is_right for answer in answers),
        "among_three": _share(bool({*answer.accepted} & {*answer.ranked[:3]}) for answer in answers),
        "macro_f1": _mean([row["f1"] for row in by_type.values()]),
        "calibration_error": _calibration_error(answers),
        "coverage": _coverage(answers),
        "sure": {"share": _ratio(len(sure), len(answers)), "right": _share(one.is_right for one in sure)},
        "unsure": {
            "share": _ratio(len(unsure), len(answers)),
            "wrong": _share(not one.is_right for one in unsure),
        },
        "calibration": _bins(answers),
        "types": by_type,
        "confusion": _confusion(answers),
    }


def by_language(answers: Iterable[Answered]) -> dict[str, dict[str, Any]]:
    """The figures of each language's answers."""
    sorted_out: defaultdict[str, list[Answered]] = defaultdict(list)
    for answer in answers:
        sorted_out[answer.language].append(answer)
    return {language: figures(told) for language, told in sorted(sorted_out.items())}


def _by_type(answers: Sequence[Answered]) -> dict[str, dict[str, Any]]:
    """A guess that is accepted counts for the type guessed; any other against it and its right type."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for answer in answers:
        guess = answer.ranked[0]
        if answer.is_right:
            right[guess] += 1
        else:
            wrong[guess] += 1
            missed[answer.accepted[0]] += 1
    told = Counter(answer.accepted[0] for answer in answers)
    return {
        code: {
            "messages": told[code],
            "precision": _ratio(right[code], right[code] + wrong[code]),
            "recall": _ratio(right[code], right[code] + missed[code]),
            "f1": _ratio(2 * right[code], 2 * right[code] + wrong[code] + missed[code]),
        }
        for code in CODES
        if told[code]
    }


def _confusion(answers: Sequence[Answered]) -> list[dict[str, Any]]:
    """Which type was taken for which, the most frequent first."""
    pairs = Counter((answer.accepted[0], answer.ranked[0]) for answer in answers if not answer.is_right)
    return [
        {"told": told, "guessed": guessed, "messages": count}
        for (told, guessed), count in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))
    ]


def _bins(answers: Sequence[Answered]) -> list[dict[str, Any]]:
    binned: defaultdict[int, list[Answered]] = defaultdict(list)
    for answer in answers:
        binned[min(int(answer.confidence * BINS), BINS - 1)].append(answer)
    return [
        {
            "from": at / BINS,
            "messages": len(told),
            "confidence": _mean([answer.confidence for answer in told]),
            "right": _share(answer.is_right for answer in told),
        }
        for at, told in sorted(binned.items())
    ]


def _calibration_error(answers: Sequence[Answered]) -> float:
    """How far confidence is from the share that is right, on average over all messages."""
    apart = sum(row["messages"] * abs(row["confidence"] - row["right"]) for row in _bins(answers))
    return round(apart / len(answers), 4) if answers else 0.0


def _coverage(answers: Sequence[Answered]) -> float:
    """The largest share of the messages, the most confident first, of which 95 in 100 are right."""
    right = most = 0
    for count, answer in enumerate(sorted(answers, key=lambda one: -one.confidence), 1):
        right += answer.is_right
        if right >= RIGHT_ENOUGH * count:
            most = count
    return _ratio(most, len(answers))


def _share(told: Iterable[bool]) -> float:
    whole = list(told)
    return _ratio(sum(whole), len(whole))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
