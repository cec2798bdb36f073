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
    """How a pair that differs by little was judged."""

    language: str
    texts: tuple[str, str]
    told: tuple[str, str]
    guessed: tuple[str, str]

    @property
    def right(self) -> int:
        """How many of the two were judged right."""
        return sum(one == other for one, other in zip(self.told, self.guessed, strict=True))


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
            told = (pair["a_code"], pair["b_code"])
            yield Contrast(pack.body["language"], (pair["a"], pair["b"]), told, guessed)
