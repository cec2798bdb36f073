"""The bar that shows how far an import is: on a terminal only, and never on stdout."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from amends.imports.models import ImportFile


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[["ImportFile"], None]]:
    """Yields what an import calls after each batch."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[rows]} rows"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(name, total=None, rows=0)

        def show(importing: "ImportFile") -> None:
            progress.update(
                bar, total=importing.size or None, completed=importing.progress, rows=importing.rows
            )

        yield show
