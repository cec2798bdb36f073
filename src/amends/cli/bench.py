"""`amends bench`, `amends fill`: speed, measured beside a yardstick. Only in a checkout."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from amends.core.errors import Refused


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="decisions, import, orders, cases, live, start; all.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Larger sets and more rounds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure speed, each thing beside a yardstick of the same run. Exit code 1 when a bar is missed."""
    raise typer.Exit(_benchmarks().run(names or [], full=full, as_json=as_json))


def fill(
    count: Annotated[int, typer.Argument(help="How many, a multiple of 1,000.", min=1_000)],
    cases: Annotated[bool, typer.Option("--cases", help="Cases, with all that hangs on them.")] = False,
) -> None:
    """Build a big set of orders, or of cases, for measuring, in a database of its own."""
    if count % 1_000:
        raise Refused("fill_not_thousands", f"{count} is not a multiple of 1,000.", mend="Round it.")
    _benchmarks().fill(count, cases=cases)


def _benchmarks() -> ModuleType:
    checkout = Path(__file__).parents[3]
    if not (checkout / "benchmarks" / "run.py").exists():
        raise Refused(
            "no_benchmarks",
            "The benchmarks are not part of an installed package.",
            mend="Run this in a checkout of the source.",
        )
    sys.path.insert(0, str(checkout))
    return import_module("benchmarks.run")
