"""`amends triage train`: learn from the packs anew, in a process of its own."""

import importlib.util
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context

import typer

from amends.core.errors import Refused

NEEDED = ("numpy", "scipy", "sklearn")


def train(*, anew: bool, as_json: bool) -> None:
    """Train every language whose packs changed, write the files, measure, and tell what came of it."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            "cannot_train",
            f"Training needs {', '.join(missing)}.",
            mend="Run .venv/bin/pip install --require-hashes -r requirements/train.txt.",
        )
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from amends.triage.training.run import SCRIPTS, learn

    begun = time.perf_counter()
    workers = min(len(SCRIPTS), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        learnt = list(pool.map(partial(learn, anew=anew), SCRIPTS))
    seconds = round(time.perf_counter() - begun, 1)
    from amends.triage.evaluation_document import keep, measured, words_of_change

    document = measured()
    if any(one.trust is not None for one in learnt):
        keep(document)
    if as_json:
        told = [asdict(one) | {"path": one.path.name} for one in learnt]
        typer.echo(
            json.dumps({"seconds": seconds, "learnt": told, "evaluation": document}, ensure_ascii=False)
        )
        return
    for one in learnt:
        typer.echo(
            f"{one.path.name}: {one.examples} examples, "
            + (
                "up to date"
                if one.trust is None
                else f"{one.grams} grams; unseen {one.trust.first:.1%} first"
            )
        )
    for language, figures in document["languages"].items():
        typer.echo(f"{language}: macro F1 {figures['macro_f1']:.3f}, first {figures['first']:.1%}")
    for line in words_of_change(document):
        typer.echo(line)
    typer.echo(f"{seconds} s")
