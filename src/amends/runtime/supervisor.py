"""One process over the desk of a data folder: its database server, web and worker.

It stays small on purpose (no Django): it only starts, watches and ends others.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from amends.core.errors import AmendsError
from amends.runtime.children import Child

END_WITHIN_S = 10.0
LOOK_EVERY_S = 0.5
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Keeps `children` alive until a signal asks for the end.

    `revive_database` is called often; it starts the database server again where that has died.
    """

    def __init__(self, children: Sequence[Child], revive_database: Callable[[], object]) -> None:
        self._revive_database = revive_database
        self._children = children
        self._ending = False
        self._hurry = False
        self._complained = ""
        self._lifeline, self._lifeline_end = os.pipe()
        self._wake, self._wake_end = os.pipe()
        os.set_blocking(self._wake_end, False)

    def run(self) -> int:
        """Work until told to end. Returns the exit code: 0, or that of a child that refused to run."""
        restore = self._take_signals()
        try:
            refused = self._watch()
        finally:
            self._end_children()
            restore()
            for fd in (self._lifeline, self._lifeline_end, self._wake, self._wake_end):
                os.close(fd)
        return refused

    def _watch(self) -> int:
        while not self._ending:
            self._keep_database()
            for child in self._children:
                refused = child.tend(self._lifeline)
                if refused is not None:
                    return refused
            due = [wait for child in self._children if (wait := child.seconds_until_due()) is not None]
            self._sleep(min([LOOK_EVERY_S, *due]))
        return 0

    def _keep_database(self) -> None:
        try:
            self._revive_database()
        except AmendsError as error:
            if str(error) != self._complained:
                print(error, file=sys.stderr, flush=True)
            self._complained = str(error)
        else:
            self._complained = ""

    def _sleep(self, seconds: float) -> None:
        ready, _, _ = select.select([self._wake], [], [], seconds)
        if ready:
            os.read(self._wake, 4096)

    def _end_children(self) -> None:
        for child in self._children:
            child.ask_to_end()
        end_at = time.monotonic() + END_WITHIN_S
        while not self._hurry and time.monotonic() < end_at:
            if all(child.process is None or child.process.poll() is not None for child in self._children):
                break
            self._sleep(LOOK_EVERY_S)
        for child in self._children:
            child.wait_until(time.monotonic())

    def _take_signals(self) -> Callable[[], None]:
        before: dict[int, Any] = {
            number: signal.signal(number, self._told_to_end) for number in ENDING_SIGNALS
        }
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        woken = signal.set_wakeup_fd(self._wake_end, warn_on_full_buffer=False)

        def restore() -> None:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)

        return restore

    def _told_to_end(self, _number: int, _frame: object) -> None:
        self._hurry = self._ending
        self._ending = True
