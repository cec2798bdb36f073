"""Weights from rows of known types, and how far they are to be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, vstack
from scipy.special import softmax
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from amends.triage.codes import CODES
from amends.triage.training.material import Example

BOLDNESS = 2.0  # how much a wrong guess on the examples costs beside large weights
NEAREST = 6  # types a row is a lesson for
COUNTED_SHARE, SMOOTHING = 0.7, 0.1
ALSO_SHARE = 0.2  # what a row counts for a type that is right for it besides its own
HELD_BACK = 0.2  # of the examples: thousands, so that a second share would tell the same
CUE_SHARES = (0.0, 0.02, 0.04, 0.06)
RIGHT_WHERE_SURE = 0.95  # of those kept back
_EXACT_ENOUGH = 0.5  # more exact takes up to ten times as long and guesses the same
_SEED = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each of CODES and column, and one for each of CODES alone."""

    by_code: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, slots=True)
class Trust:
    """How scores become confidences, from which on they are sure, and what those kept back showed."""

    cue_share: float
    sharpness: float
    sure: float
    first: float
    among_three: float


@dataclass(frozen=True, slots=True)
class Lessons:
    """Rows to learn from: the type of each, all types that are right for it, and what it counts."""

    rows: csr_matrix
    codes: np.ndarray
    right: np.ndarray
    shares: np.ndarray

    def only(self, chosen: np.ndarray) -> "Lessons":
        """Some of them."""
        return Lessons(self.rows[chosen], self.codes[chosen], self.right[chosen], self.shares[chosen])

    def beside(self, others: "Lessons") -> "Lessons":
        """These and others."""
        return Lessons(
            vstack([self.rows, others.rows], format="csr"),
            np.concatenate([self.codes, others.codes]),
            np.concatenate([self.right, others.right]),
            np.concatenate([self.shares, others.shares]),
        )


def lessons(rows: csr_matrix, told: Sequence[Example], share: float = 1.0) -> Lessons:
    """The rows of these examples, each counting as much."""
    number = {code: at for at, code in enumerate(CODES)}
    right = np.zeros((len(told), len(CODES)), dtype=bool)
    for row, example in enumerate(told):
        right[row, [number[code] for code in example.accepted]] = True
    codes = np.array([number[example.code] for example in told])
    return Lessons(rows, codes, right, np.full(len(told), share))


def fit(given: Lessons) -> Weights:
    """Learn one straight line for each type against all others.

    A type learns from its own rows, a little from those it is right for as well, and from those of others
    that counting alone takes to be near it: the rest lie beyond the line anyway. To the line, what counting
    says is added: it knows less and errs less.
    """
    rows = given.rows
    counted = _counted(given)
    likely = np.asarray(rows @ counted.T)
    near = np.argsort(np.argsort(-likely, axis=1), axis=1) < NEAREST
    learnt, bias = np.zeros_like(counted), np.zeros(len(CODES))
    for code in range(len(CODES)):
        right = given.right[:, code]
        shares = given.shares * np.where(right & (given.codes != code), ALSO_SHARE, 1.0)
        asked = np.nonzero(right | near[:, code])[0]
        learner = LinearSVC(C=BOLDNESS, tol=_EXACT_ENOUGH, random_state=_SEED)
        learner.fit(rows[asked], right[asked], sample_weight=shares[asked])
        learnt[code], bias[code] = learner.coef_[0], learner.intercept_[0]
    scale = COUNTED_SHARE * _spread(rows @ learnt.T) / _spread(likely)
    return Weights(learnt + scale * counted, bias)


def _counted(given: Lessons) -> np.ndarray:
    """How much more often each column stands in a type's texts than in all others, as a logarithm."""
    weighed = given.rows.multiply(given.shares[:, None]).tocsr()
    whole = np.asarray(weighed.sum(axis=0)).ravel()
    found = np.zeros((len(CODES), weighed.shape[1]))
    for code in range(len(CODES)):
        own = np.asarray(weighed[given.codes == code].sum(axis=0)).ravel() + SMOOTHING
        others = whole - own + SMOOTHING * 20
        found[code] = np.log(own / own.sum()) - np.log(others / others.sum())
    return found


def _spread(scores: np.ndarray) -> float:
    return float(np.asarray(scores).std(axis=1).mean())


def scores_of(weights: Weights, rows: csr_matrix) -> np.ndarray:
    """A row of scores for each text."""
    return np.asarray(rows @ weights.by_code.T) + weights.bias


def held_back(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows to learn from and, of every type its share, those kept back to see what came of it."""
    known, asked = train_test_split(
        np.arange(len(codes)), test_size=HELD_BACK, stratify=codes, random_state=_SEED
    )
    return np.sort(known), np.sort(asked)


def scores_unseen(given: Lessons, known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Scores of the rows `asked`, by weights learnt from those `known` alone."""
    return scores_of(fit(given.only(known)), given.rows[asked])


def trust_of(scores: np.ndarray, cues: np.ndarray, right: np.ndarray) -> Trust:
    """What scores of texts never learnt from say of confidences, and how much the cues alone add."""
    share = min(CUE_SHARES, key=lambda each: _surprise(scores + each * cues, right)[0])
    whole = scores + share * cues
    sharpness = _surprise(whole, right)[1]
    shares = softmax(sharpness * whole, axis=1)
    order = np.argsort(-shares, axis=1)
    first = right[np.arange(len(right)), order[:, 0]]
    among = np.take_along_axis(right, order[:, :3], axis=1).any(axis=1)
    sure = _sure_from(shares.max(axis=1), first)
    return Trust(share, sharpness, sure, float(first.mean()), float(among.mean()))


def _surprise(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """How little is expected of what is right, at the sharpness where that is least; and that sharpness."""

    def at(sharpness: float) -> float:
        shares = softmax(sharpness * scores, axis=1)
        return float(-np.log((shares * right).sum(axis=1) + 1e-12).mean())

    found = minimize_scalar(at, bounds=(0.5, 20.0), method="bounded")
    return float(found.fun), float(found.x)


def _sure_from(highest: np.ndarray, right: np.ndarray) -> float:
    """The lowest confidence from which on so many best guesses are right."""
    order = np.argsort(-highest)
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(kept >= RIGHT_WHERE_SURE)[0]
    return float(highest[order][enough[-1]]) if len(enough) else 1.0
