"""One round with a mailbox in a thread of its own, which may hang on a server without keeping anybody."""

import math
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from amends.mailboxes.asking import Asking
from amends.mailboxes.fetching import Take


@dataclass(slots=True, eq=False)
class Watched:
    """A mailbox whose lock is held here. Times are those of the monotonic clock."""

    mailbox_id: int
    changed_at: datetime
    asking: Asking
    due_at: float
    is_busy: bool = False
    is_leaving: bool = False  # its lock is let go once the round is over
    is_suspect: bool = False  # it failed the last time
    begun_at: float = 0.0
    others_at: float = -math.inf  # when its further folders are looked into again
    asks_others: bool = True  # in the round that is running
    noted_at: float = -math.inf
    watched_fd: int | None = None  # readable when the idling server says something

    def abandon(self) -> None:
        """Cut the connection; a thread that hangs on it ends."""
        with suppress(Exception):
            self.asking.end()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended: well, then idling or not; or with an error."""

    watched: Watched
    is_idling: bool = False
    error: Exception | None = None


@dataclass(slots=True)
class Rounds:
    """Begins rounds, and hands on how they ended through `tell`."""

    take: Take
    tell: Callable[[Outcome], None]
    running: set[Watched] = field(default_factory=set)

    def begin(self, watched: Watched) -> None:
        """Ask the mailbox in a thread; the program may end without it."""
        watched.is_busy = True
        self.running.add(watched)
        name = f"mailbox {watched.mailbox_id}"
        threading.Thread(target=self._round, args=(watched,), name=name, daemon=True).start()

    def _round(self, watched: Watched) -> None:
        try:
            watched.asking.ask(self.take, others=watched.asks_others)
            outcome = Outcome(watched, is_idling=watched.asking.idle())
        except Exception as error:
            outcome = Outcome(watched, error=error)
        self.tell(outcome)
