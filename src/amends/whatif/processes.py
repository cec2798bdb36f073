"""Work shared by processes that each have a connection of their own, and end with the one that began them."""

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection as pipes
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from amends.core.errors import AmendsError

P = TypeVar("P")
R = TypeVar("R")
MOST_PROCESSES = 2
AHEAD = 2  # pieces that wait for each process, so that none waits for the next


class WorkLost(AmendsError):
    """A process of a what-if has died."""

    def __init__(self) -> None:
        super().__init__(
            "what_if_broken",
            "A process that judged cases has ended.",
            mend="Run it again; if it happens again, see that the machine has memory to spare.",
        )


@contextmanager
def pool(processes: int, begin: Callable[..., None], *arguments: Any) -> Iterator[ProcessPoolExecutor]:
    """Processes that have called `begin` with these arguments, on the database that this one uses."""
    with ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(_address(), pickle.dumps((begin, arguments))),
    ) as executor:
        try:
            yield executor
        except BrokenProcessPool as error:
            raise WorkLost from error
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise


def in_order(
    executor: ProcessPoolExecutor, work: Callable[[P], R], pieces: Iterable[P], processes: int
) -> Iterator[R]:
    """What each piece gave, in the order of the pieces; only so many are under way at once."""
    waiting: deque[Future[R]] = deque()
    for piece in pieces:
        waiting.append(executor.submit(work, piece))
        if len(waiting) > processes * AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _address() -> Mapping[str, Any]:
    from django.db import connection

    settings = connection.settings_dict
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    return {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} | {
        "OPTIONS": options
    }


def _begin(address: Mapping[str, Any], task: bytes) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict.update(address)
    begin, arguments = pickle.loads(task)  # ours, and its modules want Django to be there
    begin(*arguments)


def _end_with_parent() -> None:
    """A killed parent closes its end of the pipe: nobody wants the work any more."""
    parent = parent_process()
    if parent is not None:
        pipes.wait([parent.sentinel])
        os._exit(1)
