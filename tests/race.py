"""Real threads on the real database, all let go at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def race(*runners: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on its own connection; what each returned, or the exception it raised."""
    start = Barrier(len(runners), timeout=30)

    def run(runner: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return runner()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))
