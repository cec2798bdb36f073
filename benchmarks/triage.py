"""Judging messages: one by one, in a batch on two cores, loading; beside the library's own predict."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context

from amends.cli.triage import PIECE
from amends.triage.classify import Asked, classify, classify_all, prepare, units_of
from amends.triage.grams import grams
from amends.triage.judgement import Script
from amends.triage.reading import read
from amends.triage.scoring import signs
from amends.triage.trained import model_file, trained
from amends.triage.training.material import SCRIPTS
from amends.triage.trials import trials
from benchmarks.measuring import Finding, p95

LENGTH, MESSAGES, CORES = 60, 6_000, 2
MOST_MS, LEAST_A_SECOND, MOST_SECONDS, MOST_MEGABYTES = 3.0, 10_000, 1.0, 30


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: p95 under 3 ms, 10,000 a second on two cores, loaded within 1 s, under 30 MB."""
    loaded = _loading_seconds()
    prepare()
    texts = _texts(MESSAGES * (5 if full else 1))
    singles = [_milliseconds(text) for text in texts]
    rate = _rate(texts)
    megabytes = sum(model_file(script).stat().st_size for script in SCRIPTS) / 1e6
    return [
        Finding(
            name=f"one message of {LENGTH} characters, p95",
            measured=f"{p95(singles):.2f} ms",
            yardstick=f"mean {sum(singles) / len(singles):.2f} ms",
            ratio=None,
            bar=f"under {MOST_MS:.0f} ms",
            ok=p95(singles) < MOST_MS,
        ),
        Finding(
            name=f"messages a second on {CORES} cores",
            measured=f"{rate:,.0f}",
            yardstick="",
            ratio=None,
            bar=f"at least {LEAST_A_SECOND:,}",
            ok=rate >= LEAST_A_SECOND,
        ),
        Finding("loading", f"{loaded:.2f} s", "", None, f"under {MOST_SECONDS:.0f} s", loaded < MOST_SECONDS),
        Finding(
            "trained files",
            f"{megabytes:.1f} MB",
            "",
            None,
            f"under {MOST_MEGABYTES} MB",
            megabytes < MOST_MEGABYTES,
        ),
        _beside_the_library(texts[:3_000]),
    ]


def _texts(count: int) -> list[str]:
    whole = " ".join(trial.text for trial in trials())
    pieces = [whole[at : at + LENGTH] for at in range(0, len(whole) - LENGTH, LENGTH)]
    return (pieces * (count // len(pieces) + 1))[:count]


def _milliseconds(text: str) -> float:
    begun = time.perf_counter()
    classify(text)
    return (time.perf_counter() - begun) * 1000


def _rate(texts: Sequence[str]) -> float:
    gc.freeze()
    with get_context("fork").Pool(CORES, initializer=gc.disable) as pool:
        pieces = [texts[at : at + PIECE] for at in range(0, len(texts), PIECE)]
        pool.map(_judge, pieces[:CORES], chunksize=1)  # everybody awake
        begun = time.perf_counter()
        pool.map(_judge, pieces, chunksize=1)
        return len(texts) / (time.perf_counter() - begun)


def _judge(texts: Sequence[str]) -> list[str]:
    return [judged.code for judged in classify_all(list(map(Asked, texts)))]


def _loading_seconds() -> float:
    script = (
        "import time; begun = time.perf_counter(); from amends.triage.classify import prepare; prepare();"
        "print(time.perf_counter() - begun)"
    )
    return float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)


def _beside_the_library(texts: Sequence[str]) -> Finding:
    """The same grams weighed by us and by scikit-learn's predict, English texts alone."""
    script: Script = "en"
    known = trained(script)
    seen = []
    for text in texts:
        units = units_of(read(text), script)
        seen.append((units, signs(known.lexicon.hits(units), units, script)))
    begun = time.perf_counter()
    for units, signed in seen:
        known.scores(units, signed)
    ours = (time.perf_counter() - begun) / len(seen)
    name, bar = "weighing one message's grams", "as quick as the library alone"
    if find_spec("sklearn") is None:
        return Finding(name, f"{ours * 1e6:.0f} µs", "scikit-learn is not installed", None, "", None)
    theirs = _library_seconds([set(grams(units, script)) for units, _ in seen])
    ratio = theirs / ours
    return Finding(
        name, f"{ours * 1e6:.0f} µs", f"scikit-learn {theirs * 1e6:.0f} µs", round(ratio, 2), bar, ratio >= 1
    )


def _library_seconds(seen: Sequence[set[str]]) -> float:
    """Seconds a text: vectors and predict of a linear model of these texts, one text at a time."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier

    vectors = TfidfVectorizer(analyzer=partial(sorted))
    rows = vectors.fit_transform(seen)
    learner = SGDClassifier(max_iter=1, tol=None).fit(rows, np.arange(len(seen)) % 43)
    begun = time.perf_counter()
    for found in seen[:300]:
        learner.predict(vectors.transform([found]))
    return (time.perf_counter() - begun) / 300


if __name__ == "__main__":
    print(json.dumps([finding.as_json() for finding in run("", full=False)], ensure_ascii=False, indent=1))
