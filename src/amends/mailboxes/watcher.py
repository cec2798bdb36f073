"""The watch over the mailboxes as a thread of the worker: it begins anew whenever the database was away."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from amends.core.jobs import PASSING

if TYPE_CHECKING:
    from amends.mailboxes.watching import Watch

AGAIN_AFTER_S = 2.0

log = logging.getLogger(__name__)


class Watcher:
    """Watches from `start` until `stop`, which waits for what is being taken at that moment."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._watch: Watch | None = None
        self._thread = threading.Thread(target=self._run, name="mailboxes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        watch = self._watch
        if watch is not None:
            watch.wake()
        self._thread.join()

    def _run(self) -> None:
        # What speaks with mail servers is loaded only here: many processes never do.
        from amends.mailboxes.watching import Watch

        while not self._stop.is_set():
            try:
                self._watch = Watch(self._stop)
                self._watch.run()
            except PASSING as error:
                log.warning("The mailboxes lost the database: %s", str(error).partition("\n")[0])
            except Exception:
                log.exception("the watch over the mailboxes broke off")
            finally:
                connection.close()
            self._stop.wait(AGAIN_AFTER_S)


@contextmanager
def mailboxes_watched() -> Iterator[None]:
    """Mails come in from the mailboxes while the block runs."""
    watcher = Watcher()
    watcher.start()
    try:
        yield
    finally:
        watcher.stop()
