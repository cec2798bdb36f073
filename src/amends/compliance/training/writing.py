"""The file of what was learnt: weights as whole numbers, everything sorted, the same bytes each time."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from amends.compliance.grams import APART, BESIDE, END, START, STEM, THREE, WORD, Gram
from amends.compliance.learnt import MAGIC, PLACE, Figures
from amends.compliance.training.fitting import Lines
from amends.core.trained_files import packed

_HIGHEST = 127
_TAIL = 99.95  # percentile beyond which weights are cut off, so that the many small ones keep their grain


def document(lines: Lines, *, sources: str, levels: Mapping[str, float]) -> bytes:
    """All that was learnt of one script, as the bytes of its file; `levels` are the scores to judge by."""
    step = float(np.percentile(np.abs(list(lines.weights.values())), _TAIL)) / _HIGHEST
    whole = {gram: _whole(weight, step) for gram, weight in lines.weights.items()}
    whole = {gram: weight for gram, weight in whole.items() if weight or gram in lines.by_rule}
    stems = sorted(
        {
            START,
            END,
            *(unit for gram in whole if gram[0] in (STEM, BESIDE, APART, THREE) for unit in gram[1:]),
        }
    )
    if len(stems) >= PLACE:
        raise ValueError("there are too many stems")
    numbers = {stem: number for number, stem in enumerate(stems, 1)}
    words = sorted(gram[1] for gram in whole if gram[0] == WORD and whole[gram])
    parts = {
        "stems": "\n".join(stems).encode(),
        "stem_weights": _bytes(whole.get((STEM, stem), 0) for stem in stems),
        "words": "\n".join(words).encode(),
        "word_weights": _bytes(whole[WORD, word] for word in words),
    }
    for kind in (BESIDE, APART, THREE):
        kept = sorted(gram for gram in whole if gram[0] == kind)
        parts[f"{kind}_numbers"] = array("H", [numbers[unit] for gram in kept for unit in gram[1:]]).tobytes()
        parts[f"{kind}_weights"] = _bytes(whole[gram] for gram in kept)
    named = [(STEM, stem) for stem in stems] + sorted(gram for gram in whole if gram[0] == BESIDE)
    parts["rule_rows"], rule_steps = _by_rule(lines, named)
    figures = Figures(lines.bias, step, lines.ground, **levels)
    header = {
        "sources": sources,
        "shape": lines.shape.name,
        "rules": lines.rules,
        "rule_steps": rule_steps,
        "figures": {name: float(f"{getattr(figures, name):.6g}") for name in Figures.__slots__},
    }
    return packed(MAGIC, header, parts)


def _by_rule(lines: Lines, named: Sequence[Gram]) -> tuple[bytes, list[float]]:
    """A row of whole numbers for each gram, one number a rule; and what one step of each rule is worth."""
    none = np.zeros(len(lines.rules))
    rows = np.array([lines.by_rule.get(gram, none) for gram in named])
    steps = np.maximum(np.percentile(np.abs(rows), _TAIL, axis=0), 1e-9) / _HIGHEST
    whole = np.clip(np.rint(rows / steps), -_HIGHEST, _HIGHEST).astype(np.int8)
    return whole.tobytes(), [float(f"{step:.6g}") for step in steps]


def _whole(weight: float, step: float) -> int:
    return max(-_HIGHEST, min(_HIGHEST, round(weight / step)))


def _bytes(weights: Iterable[int]) -> bytes:
    return array("b", weights).tobytes()
