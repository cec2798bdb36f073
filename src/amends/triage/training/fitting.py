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
NEAREST = 10  # types a row is a lesson for
COUNTED_SHARE, SMOOTHING = 0.7, 0.1
VARIANT_SHARE = 0.4
HELD_BACK = 0.2  # of the examples: thousands, so that a second share would tell the same
CUE_SHARES = (0.0, 0.02, 0.04, 0.06)
RIGHT_WHERE_SURE = 0.93  # of those kept back, harder than what buyers write: there it is 95 and more
_EXACT_ENOUGH = 0.3  # more exact takes five times as long and guesses the same
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


def fit(rows: csr_matrix, codes: np.ndarray, shares: np.ndarray) -> Weights:
    """Learn one straight line for each type against all others; `shares` is what each row counts.

    A type learns from its own rows and from those of others that counting alone takes to be near it: the
    rest lie beyond the line anyway. To the line, what counting says is added: it knows less and errs less.
    """
    counted = _counted(rows, codes, shares)
    likely = np.asarray(rows @ counted.T)
    near = np.argsort(np.argsort(-likely, axis=1), axis=1) < NEAREST
    learnt, bias = np.zeros_like(counted), np.zeros(len(CODES))
    for code in range(len(CODES)):
        own = codes == code
        asked = np.nonzero(own | near[:, code])[0]
        learner = LinearSVC(C=BOLDNESS, tol=_EXACT_ENOUGH, random_state=_SEED)
        learner.fit(rows[asked], own[asked], sample_weight=shares[asked])
        learnt[code], bias[code] = learner.coef_[0], learner.intercept_[0]
    scale = COUNTED_SHARE * _spread(rows @ learnt.T) / _spread(likely)
    return Weights(learnt + scale * counted, bias)


def _counted(rows: csr_matrix, codes: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How much more often each column stands in a type's texts than in all others, as a logarithm."""
    weighed = rows.multiply(shares[:, None]).tocsr()
    whole = np.asarray(weighed.sum(axis=0)).ravel()
    found = np.zeros((len(CODES), rows.shape[1]))
    for code in range(len(CODES)):
        own = np.asarray(weighed[codes == code].sum(axis=0)).ravel() + SMOOTHING
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


def scores_unseen(rows: csr_matrix, codes: np.ndarray, known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Scores of the rows `asked`, by weights learnt from those `known` alone."""
    return scores_of(fit(rows[known], codes[known], np.ones(len(known))), rows[asked])


def fit_with(
    rows: csr_matrix, codes: np.ndarray, variants: csr_matrix, codes_of_variants: np.ndarray
) -> Weights:
    """Learn from texts and from variants of some of them, which count less."""
    shares = np.concatenate([np.ones(len(codes)), np.full(len(codes_of_variants), VARIANT_SHARE)])
    every = np.concatenate([codes, codes_of_variants])
    return fit(vstack([rows, variants], format="csr"), every, shares)


def trust_of(scores: np.ndarray, cues: np.ndarray, told: Sequence[Example]) -> Trust:
    """What scores of texts never learnt from say of confidences, and how much the cues alone add."""
    number = {code: at for at, code in enumerate(CODES)}
    right = np.zeros(scores.shape, dtype=bool)
    for row, example in enumerate(told):
        right[row, [number[code] for code in example.accepted]] = True
    share = min(CUE_SHARES, key=lambda each: _surprise(scores + each * cues, right)[0])
    whole = scores + share * cues
    sharpness = _surprise(whole, right)[1]
    shares = softmax(sharpness * whole, axis=1)
    order = np.argsort(-shares, axis=1)
    first = right[np.arange(len(told)), order[:, 0]]
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
