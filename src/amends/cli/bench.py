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
        list[str] | None, typer.Argument(help="import, orders, start; all when left out.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Larger sets and more rounds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure speed, each thing beside a yardstick of the same run. Exit code 1 when a bar is missed."""
    raise typer.Exit(_benchmarks().run(names or [], full=full, as_json=as_json))


def fill(
    orders: Annotated[int, typer.Argument(help="How many orders, a multiple of 1,000.", min=1_000)],
) -> None:
    """Build a big set of orders for measuring, in a database of its own."""
    if orders % 1_000:
        raise Refused("fill_not_thousands", f"{orders} is not a multiple of 1,000.", mend="Round it.")
    _benchmarks().fill(orders)


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
