"""Training the second reader from the beginning to the written file, one script at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.compliance.book import book
from amends.compliance.findings import ERROR
from amends.compliance.grams import SHAPES, Shape
from amends.compliance.learnt import reader_file
from amends.compliance.training.fitting import (
    fit,
    fit_rules,
    levels_of,
    scores_unseen,
)
from amends.compliance.training.likeness import groups
from amends.compliance.training.material import CLEAN, Example, examples, of_shape, sources
from amends.compliance.training.writing import document
from amends.core.trained_files import write

__all__ = ["SHAPES", "Learning", "learn"]


@dataclass(frozen=True, slots=True)
class Learning:
    """What came of training one script; the shares are those of the folds, by language."""

    shape: str
    examples: int
    grams: int
    passed: dict[str, float]  # of what is clean
    stopped: dict[str, float]  # of what breaks a rule


def learn(shape: Shape) -> Learning:
    """Train a script and write its file."""
    told = of_shape(examples(), shape)
    known = [example for example, _ in told]
    messages = [row for _, row in told]
    broken = np.array([example.rule != CLEAN for example in known])
    alike = groups([[unit for each in row for unit in each.row] for row in messages])
    scores = scores_unseen(messages, broken, alike, shape)
    levels = levels_of(scores, broken)
    lines = fit(messages, broken, shape)
    forbidden = [(row, one.rule) for row, one in zip(messages, known, strict=True) if one.rule != CLEAN]
    fit_rules(lines, [row for row, _ in forbidden], [rule for _, rule in forbidden])
    write(reader_file(shape), document(lines, sources=sources(), levels=levels))
    return Learning(shape.name, len(known), len(lines.weights), *_shares(known, scores, levels["sure"]))


def _shares(
    known: Sequence[Example], scores: np.ndarray, sure: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Of each language, how much of what is clean passes and how much of the rest is stopped."""
    grave = {rule.id for rule in book().rules if any(scope.severity == ERROR for scope in rule.scopes)}
    shares: tuple[dict[str, float], dict[str, float]] = ({}, {})
    languages = {one.language for one in known if one.rule == CLEAN}
    for language in sorted(languages):
        own = np.array([one.language == language for one in known])
        clean = own & np.array([one.rule == CLEAN for one in known])
        bad = own & np.array([one.rule in grave for one in known])
        shares[0][language] = round(float((scores[clean] <= sure).mean()), 4)
        shares[1][language] = round(float((scores[bad] > sure).mean()), 4)
    return shares
