"""The messages the judgement is measured on: written apart from all it learns from."""

from collections.abc import Iterator
from dataclasses import dataclass

from amends.core.packs import load_packs
from amends.triage.classify import classify
from amends.triage.evaluation import Answered, answered

FAMILY, CONTRASTS = "triage_trials", "triage_contrasts"


@dataclass(frozen=True, slots=True)
class Trial:
    """A message, the language it is in, and the types that are right, the first naming it."""

    language: str
    text: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How a pair that differs by little was judged: each text, the types that are right, what was guessed.

    Two who did not know the pairs have named every message; what both hold as right too counts as right. A
    pair that is a `lesson` was learnt from.
    """

    language: str
    texts: tuple[str, str]
    accepted: tuple[tuple[str, ...], tuple[str, ...]]
    guessed: tuple[str, str]
    lesson: bool

    @property
    def wrong(self) -> list[dict[str, str]]:
        """Those of the two that were judged wrong: text, what it is, what was guessed."""
        return [
            {"text": text, "told": right[0], "guessed": guess}
            for text, right, guess in zip(self.texts, self.accepted, self.guessed, strict=True)
            if guess not in right
        ]


def trials(language: str = "") -> Iterator[Trial]:
    """Every trial, or those of one language."""
    for pack in load_packs(f"{FAMILY}/{language}" if language else FAMILY):
        code = pack.body["code"]
        for written in pack.body["messages"]:
            text = written if isinstance(written, str) else written["text"]
            also = () if isinstance(written, str) else written.get("also", ())
            yield Trial(pack.body["language"], text, (code, *also))


def judged(asked: Iterator[Trial]) -> list[Answered]:
    """The trials put to the judgement, by their words alone."""
    return [answered(trial.language, trial.accepted, classify(trial.text)) for trial in asked]


def contrasts() -> Iterator[Contrast]:
    """Every contrasting pair put to the judgement."""
    for pack in load_packs(CONTRASTS):
        for pair in pack.body["pairs"]:
            guessed = (classify(pair["a"]).code, classify(pair["b"]).code)
            accepted = tuple((pair[f"{side}_code"], *pair.get(f"{side}_also", ())) for side in "ab")
            lesson = pair.get("lesson", False)
            texts = (pair["a"], pair["b"])
            yield Contrast(pack.body["language"], texts, (accepted[0], accepted[1]), guessed, lesson)
