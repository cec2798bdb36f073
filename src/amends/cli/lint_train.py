"""`amends lint train`: the second reader learns from the packs anew, in processes of their own."""

import importlib.util
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context

import typer

from amends.compliance.training.current import is_current
from amends.core.errors import Refused

NEEDED = ("numpy", "scipy", "sklearn")


def train(*, anew: bool, as_json: bool) -> None:
    """Train both scripts where the packs changed, write the files, and tell what the folds show."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            "cannot_train",
            f"Training needs {', '.join(missing)}.",
            mend="Run .venv/bin/pip install --require-hashes -r requirements/train.txt.",
        )
    if not anew and is_current():
        typer.echo(json.dumps({"learnt": []}) if as_json else "Up to date.")
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from amends.compliance.training.run import SHAPES, learn

    begun = time.perf_counter()
    workers = min(len(SHAPES), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        learnt = list(pool.map(learn, SHAPES))
    seconds = round(time.perf_counter() - begun, 1)
    if as_json:
        document = {"seconds": seconds, "learnt": [asdict(one) for one in learnt]}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for one in learnt:
        typer.echo(f"{one.shape}: {one.examples} messages, {one.grams} grams")
        for language, passed in one.passed.items():
            typer.echo(
                f"  {language}: unseen, {passed:.1%} of what is clean passes, "
                f"{one.stopped[language]:.1%} of what is forbidden is stopped by the second reader alone"
            )
    typer.echo(f"{seconds} s")
