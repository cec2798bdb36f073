"""Weights from examples, and from which score on they are to be trusted."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from amends.compliance.grams import BESIDE, STEM, Gram, Shape, grams
from amends.compliance.second_reader import WINDOW
from amends.compliance.training.material import Row

FOLDS = 5
# Shares of the folds, which are harder than what agents write.
STOPPED, STOPPED_BY_CRAFT, WARNED = 0.03, 0.02, 0.065  # of what is clean
DOUBTED, FREED = 0.04, 0.015  # of what breaks a rule, most of which no phrase objects to anyway
_BOLDNESS = 1.0  # how much a wrong guess on the examples costs beside large weights
_LEAST = 2  # messages that a gram stands in
_GROUND = 0.5  # a message of no words at all counts as one of so many average ones
_COUNTED, _SMOOTHING = 0.5, 0.1  # the share of what counting alone says
_SEED = 5
Message = Sequence[Row]


@dataclass(slots=True)
class Lines:
    """What was learnt of one script: a weight for each gram, and one for each rule and gram of its own."""

    shape: Shape
    bias: float
    ground: float
    weights: dict[Gram, float]
    rules: tuple[str, ...] = ()
    by_rule: dict[Gram, np.ndarray] = field(default_factory=dict)

    def score(self, message: Message) -> float:
        """The score of its most telling sentences, as it is judged."""
        sums = [sum(self.weights.get(one, 0.0) for one in grams(each.row, self.shape)) for each in message]
        counts = [self.shape.count(len(each.row)) for each in message]
        width = min(WINDOW, len(message))
        return max(
            self.bias + sum(sums[at : at + width]) / math.sqrt(sum(counts[at : at + width]) + self.ground)
            for at in range(len(message) - width + 1)
        )


def fit(messages: Sequence[Message], broken: np.ndarray, shape: Shape) -> Lines:
    """Learn a straight line between what breaks any rule and what breaks none."""
    counted = [_counted(message, shape) for message in messages]
    columns, rarity = _columns(counted)
    length = np.array([sum(shape.count(len(each.row)) for each in message) for message in messages], float)
    ground = _GROUND * float(length.mean())
    rows = _matrix(counted, columns).multiply(rarity).tocsr()
    size = math.sqrt(float(rows.multiply(rows).sum()) / float((length + ground).sum()))
    rows = rows.multiply(1 / (size * np.sqrt(length + ground))[:, None]).tocsr()
    learner = LinearSVC(C=_BOLDNESS, tol=0.1, random_state=_SEED).fit(rows, broken)
    by_column, bias = _with_counts(rows, broken, learner.coef_[0], float(learner.intercept_[0]))
    weights = by_column * rarity / size
    return Lines(shape, bias, ground, dict(zip(columns, map(float, weights), strict=True)))


def _with_counts(
    rows: csr_matrix, broken: np.ndarray, line: np.ndarray, bias: float
) -> tuple[np.ndarray, float]:
    """The line with what counting alone says added: it knows less and errs less."""
    bad = np.asarray(rows[broken].sum(axis=0)).ravel() + _SMOOTHING
    good = np.asarray(rows[~broken].sum(axis=0)).ravel() + _SMOOTHING
    counted = np.log(bad / bad.sum()) - np.log(good / good.sum())
    said = rows @ counted
    share = _COUNTED * float(np.std(rows @ line)) / float(np.std(said))
    return line + share * counted, bias - share * float(said.mean())


def fit_rules(lines: Lines, messages: Sequence[Message], rules: Sequence[str]) -> Lines:
    """Learn which of the rules a message breaks, from those that break one."""
    counted = [
        Counter({gram: times for gram, times in _counted(message, lines.shape).items() if _names(gram)})
        for message in messages
    ]
    columns, rarity = _columns(counted)
    rows = _matrix(counted, columns).multiply(rarity).tocsr()
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel()) + 1e-9
    learner = LinearSVC(C=_BOLDNESS, tol=0.1, random_state=_SEED, fit_intercept=False)
    learner.fit(rows.multiply(1 / size[:, None]).tocsr(), np.array(rules))
    lines.rules = tuple(map(str, learner.classes_))
    by_gram = (learner.coef_ * rarity).T
    lines.by_rule = dict(zip(columns, by_gram, strict=True))
    return lines


def scores_unseen(
    messages: Sequence[Message], broken: np.ndarray, alike: Sequence[int], shape: Shape
) -> np.ndarray:
    """The score of each message by weights learnt without it and all that are nearly the same."""
    scores = np.zeros(len(messages))
    fold = np.random.default_rng(_SEED).integers(0, FOLDS, max(alike) + 1)[list(alike)]
    for number in range(FOLDS):
        known = np.nonzero(fold != number)[0]
        lines = fit([messages[at] for at in known], broken[known], shape)
        for at in np.nonzero(fold == number)[0]:
            scores[at] = lines.score(messages[at])
    return scores


def levels_of(scores: np.ndarray, broken: np.ndarray) -> dict[str, float]:
    """From which scores on, or below which, a text is judged how; by name, as in `Figures`."""
    clean, bad = scores[~broken], scores[broken]
    return {
        "sure": exceeded_by(clean, STOPPED),
        "sure_of_craft": exceeded_by(clean, STOPPED_BY_CRAFT),
        "doubtful": exceeded_by(clean, WARNED),
        "clear": -exceeded_by(-bad, DOUBTED),
        "harmless": -exceeded_by(-bad, FREED),
    }


def exceeded_by(scores: np.ndarray, share: float) -> float:
    """The score that at most so great a share of these exceeds."""
    return float(np.sort(scores)[::-1][int(share * len(scores))])


def _names(gram: Gram) -> bool:
    return gram[0] in (STEM, BESIDE)


def _counted(message: Message, shape: Shape) -> "Counter[Gram]":
    return Counter(gram for each in message for gram in grams(each.row, shape))


def _columns(counted: Sequence["Counter[Gram]"]) -> tuple[dict[Gram, int], np.ndarray]:
    """The grams that stand in enough messages, in order, and how rare each is."""
    seen = Counter(gram for each in counted for gram in each)
    kept = sorted(gram for gram, times in seen.items() if times >= _LEAST)
    rarity = np.array([math.log(len(counted) / seen[gram]) + 1 for gram in kept])
    return {gram: at for at, gram in enumerate(kept)}, rarity


def _matrix(counted: Sequence["Counter[Gram]"], columns: dict[Gram, int]) -> csr_matrix:
    starts, places, times = [0], [], []
    for each in counted:
        for place, count in sorted((columns[gram], count) for gram, count in each.items() if gram in columns):
            places.append(place)
            times.append(float(count))
        starts.append(len(places))
    return csr_matrix((times, places, starts), shape=(len(counted), len(columns)))
