"""The supervisor's children: started, started again when they die, ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from amends.runtime.lifeline import LIFELINE

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 10.0
STEADY_AFTER_S = 30.0
REFUSED = 2


def delay_before_restart(deaths_in_a_row: int) -> float:
    """Seconds to wait after so many quick deaths: 0.1, 0.2, 0.4 … at most 10."""
    return float(min(FIRST_DELAY_S * 2 ** max(deaths_in_a_row - 1, 0), LONGEST_DELAY_S))


@dataclass
class Child:
    """One process to keep alive. `pass_fds` are open files it inherits under the same numbers."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    deaths_in_a_row: int = field(default=0, init=False)
    _started_at: float = field(default=0.0, init=False)
    _start_at: float = field(default=0.0, init=False)

    def tend(self, lifeline: int) -> int | None:
        """Start the child if it is due. Returns the exit code of one that refused to run, else None."""
        if self.process is None:
            if time.monotonic() >= self._start_at:
                self._start(lifeline)
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        if code == REFUSED:
            return code
        self._plan_restart(code)
        return None

    def seconds_until_due(self) -> float | None:
        """How long until `tend` has something to start; None while the child runs."""
        return max(0.0, self._start_at - time.monotonic()) if self.process is None else None

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def wait_until(self, moment: float) -> None:
        """Wait for the end until `moment` (monotonic seconds), then make an end."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, moment - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _start(self, lifeline: int) -> None:
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment, LIFELINE: str(lifeline)},
            pass_fds=(lifeline, *self.pass_fds),
            # Out of the terminal's reach: Ctrl-C is for the supervisor, which ends its children in order.
            start_new_session=True,
        )

    def _plan_restart(self, code: int) -> None:
        lived = time.monotonic() - self._started_at
        self.deaths_in_a_row = 1 if lived >= STEADY_AFTER_S else self.deaths_in_a_row + 1
        delay = delay_before_restart(self.deaths_in_a_row)
        self._start_at = time.monotonic() + delay
        why = f"signal {-code}" if code < 0 else f"exit code {code}"
        print(
            f"The {self.name} ended ({why}); starting it again in {delay:g} s.", file=sys.stderr, flush=True
        )
