"""How a mailbox is doing, and when it is asked again: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
FIRST_PAUSE_REFUSED = timedelta(minutes=1)
LONGEST_PAUSE_REFUSED = timedelta(hours=1)  # servers lock those out who try a wrong password too often
ALARM_AFTER = timedelta(minutes=10)
DOUBLINGS = 12  # more would only make a larger number than the cap

# A person has to do something; waiting alone mends nothing.
FOR_A_PERSON = frozenset({"refused", "certificate", "no_encryption", "folder_missing", "key"})


class Health(StrEnum):
    """How a mailbox is doing, as it is shown."""

    OFF = "off"
    NEW = "new"  # not asked yet
    GOOD = "good"
    INTERRUPTED = "interrupted"  # since a moment only, and it is asked again
    FAILING = "failing"  # somebody should look


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of how a mailbox answered."""

    is_on: bool
    good_at: datetime | None
    failing_since: datetime | None
    error_code: str


def health_of(record: Record, *, now: datetime) -> Health:
    """The judgement of a record at this moment."""
    if not record.is_on:
        return Health.OFF
    if record.failing_since is None:
        return Health.NEW if record.good_at is None else Health.GOOD
    if record.error_code in FOR_A_PERSON or now - record.failing_since >= ALARM_AFTER:
        return Health.FAILING
    return Health.INTERRUPTED


def pause_after(failures: int, code: str, *, jitter: float = 0.0) -> timedelta:
    """How long to wait after so many failures in a row, at least 1; `jitter` from -1 to 1 spreads it."""
    first, longest = FIRST_PAUSE, LONGEST_PAUSE
    if code == "refused":
        first, longest = FIRST_PAUSE_REFUSED, LONGEST_PAUSE_REFUSED
    doublings = min(failures - 1, DOUBLINGS)
    pause = min(first * (1 << doublings), longest)
    return pause * (1 + jitter / 5)


def fair_share(mailboxes: int, watchers: int) -> int:
    """How many mailboxes one of several programs that fetch holds at most."""
    return -(-mailboxes // max(watchers, 1))
