"""The file of what was learnt: weights as whole numbers, everything sorted, the same bytes each time."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from amends.core.trained_files import packed
from amends.triage.codes import CODES
from amends.triage.judgement import Script
from amends.triage.trained import MAGIC
from amends.triage.training.fitting import Trust, Weights
from amends.triage.training.vectors import SIGN_SHARE, Columns
from amends.triage.weights import ZERO

_HIGHEST = 127
_TAIL = 99.98  # percentile beyond which weights are cut off, so that the many small ones keep their grain


def document(
    columns: Columns,
    weights: Weights,
    trust: Trust,
    *,
    script: Script,
    sources: str,
    words: Sequence[str],
    cues: Mapping[str, Any],
) -> bytes:
    """All that was learnt of one language, as the bytes of its file."""
    many = len(columns.grams)
    gram_rows, gram_step = _whole(weights.by_code[:, :many].T * columns.own[:, None])
    sign_rows, sign_step = _whole(weights.by_code[:, many:].T * SIGN_SHARE)
    own = columns.own**2
    own_step = float(own.max() / 255)
    own_lane = np.maximum(np.rint(own / own_step), 1).astype(np.uint8)
    parts = {
        "lexicon": json.dumps(cues, ensure_ascii=False, separators=(",", ":")).encode(),
        "words": "\n".join(words).encode(),
        "grams": "\n".join(columns.grams).encode(),
        "gram_rows": np.hstack([gram_rows, own_lane[:, None]]).tobytes(),
        "signs": "\n".join(columns.signs).encode(),
        "sign_rows": np.hstack([sign_rows, np.zeros((len(sign_rows), 1), np.uint8)]).tobytes(),
    }
    figures = {
        "gram_step": gram_step,
        "sign_step": sign_step,
        "bias": [round(float(value), 6) for value in weights.bias],
        "own_step": own_step,
        "sharpness": round(trust.sharpness, 4),
        "sure": round(trust.sure, 4),
        "cue_share": trust.cue_share,
        "common": columns.common,
        "rare": columns.rare,
    }
    header = {
        "sources": sources,
        "script": script,
        "codes": CODES,
        "figures": figures,
    }
    return packed(MAGIC, header, parts)


def _whole(weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights as whole numbers around ZERO, and what one step is worth, for every type the same."""
    highest = float(np.percentile(np.abs(weights), _TAIL)) if weights.size else 0.0
    step = float(f"{(highest or 1.0) / _HIGHEST:.6g}")
    whole = np.clip(np.rint(weights / step), -_HIGHEST, _HIGHEST) + ZERO
    return whole.astype(np.uint8), step
