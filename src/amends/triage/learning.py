"""Learning from corrections, beside what the packs have taught: small steps, nothing but arithmetic.

Each gram that stands in more than one correction gets a weight for the types it was mistaken between, so
that the corrected messages come out as people said and some of the packs' examples stay as they were.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amends.triage.classify import units_of
from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.judgement import Script
from amends.triage.language import language_of
from amends.triage.own import Own, added_by
from amends.triage.reading import read
from amends.triage.scoring import confidences, score, script_of
from amends.triage.trained import trained
from amends.triage.training.material import examples

STRENGTHS = (1.0, 3.0)  # how far one step goes
ROUNDS, FOLDS = 4, 4
SEEN_IN = 2  # corrections, or a gram is a chance one, and might be somebody's own word
ANCHORS = 200  # examples of the packs, of each language
MOST = 2_000  # corrections, the newest
_SEED = 7
_NO_STEP = 0.04
_NUMBER = {code: at for at, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Told:
    """A message and what a person says it is about."""

    text: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Case:
    """A message ready to learn from: its grams, and its scores as they are without."""

    script: Script
    grams: frozenset[str]
    scores: list[float]  # times sharpness
    code: int


def case_of(told: Told) -> Case:
    """Read a message once, to be learnt from many times."""
    message = read(told.text)
    script = script_of(language_of(message.text, told.language))
    units, known = units_of(message, script), trained(script)
    whole = score(known.lexicon.hits(units), units, script, known).whole
    sharpness = known.figures.sharpness
    found = frozenset(grams(units, script))
    return Case(script, found, [one * sharpness for one in whole], _NUMBER[told.code])


def anchors(scripts: Iterable[Script]) -> list[Case]:
    """Examples of the packs that are to stay as they are; always the same ones."""
    chance = random.Random(_SEED)
    chosen: list[Case] = []
    for script in sorted(scripts):
        told = examples(script)
        for one in chance.sample(told, min(ANCHORS, len(told))):
            chosen.append(case_of(Told(one.text, script, one.code)))
    return chosen


def learnt(told: Sequence[Case], kept: Sequence[Case], strength: float) -> Own:
    """The weights that follow from corrections beside what is to stay. The same in gives the same out."""
    seen: defaultdict[Script, Counter[str]] = defaultdict(Counter)
    for case in told:
        seen[case.script].update(case.grams)
    steps: dict[Script, dict[str, dict[int, float]]] = {
        script: {gram: {} for gram, count in sorted(counts.items()) if count >= SEEN_IN}
        for script, counts in seen.items()
    }
    every = [*told, *(case for case in kept if case.script in steps)]
    chance = random.Random(_SEED)
    for turn in range(ROUNDS):
        chance.shuffle(every)
        for case in every:
            _step(case, steps[case.script], strength / (1 + turn))
    taken = {script: {gram: own for gram, own in by.items() if own} for script, by in steps.items()}
    return Own({script: trained(script).sources for script in steps}, taken)


def right_unseen(told: Sequence[Case], kept: Sequence[Case], strength: float) -> list[list[float]]:
    """Shares of each correction by what is learnt from the others alone, in the order given."""
    found: list[list[float]] = [[] for _ in told]
    for fold in range(FOLDS):
        own = learnt([case for at, case in enumerate(told) if at % FOLDS != fold], kept, strength)
        for at in range(fold, len(told), FOLDS):
            found[at] = shares(told[at], own)
    return found


def shares(case: Case, own: Own | None = None) -> list[float]:
    """Confidences of a case, without or with what was learnt."""
    steps = own.steps.get(case.script, {}) if own is not None else {}
    return _shares(case, added_by(steps, case.grams))


def _shares(case: Case, added: Mapping[int, float]) -> list[float]:
    scores = list(case.scores)
    for code, step in added.items():
        scores[code] += step
    return confidences(scores, 1.0)


def _step(case: Case, steps: dict[str, dict[int, float]], strength: float) -> None:
    """One step towards what is right, where the shares are off it."""
    scale = strength * math.sqrt(1 / len(case.grams)) if case.grams else 0.0
    moves = [
        (code, scale * ((code == case.code) - share))
        for code, share in enumerate(_shares(case, added_by(steps, case.grams)))
        if abs((code == case.code) - share) > _NO_STEP
    ]
    for gram in steps.keys() & case.grams if moves else ():
        own = steps[gram]
        for code, move in moves:
            own[code] = own.get(code, 0.0) + move
