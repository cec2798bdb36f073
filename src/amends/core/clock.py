"""One clock for the whole program, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def civil_day(moment: datetime, zone: str) -> date:
    """The calendar day on which `moment` falls in `zone` (an IANA name)."""
    try:
        return _aware(moment).astimezone(ZoneInfo(zone)).date()
    except OverflowError:  # a day before the year 1 or after 9999: the calendar ends here
        return moment.date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment` inside the block."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def rfc3339(moment: datetime | None) -> str | None:
    """`2026-11-21T14:02:00Z`: how times leave the program. None stays None."""
    if moment is None:
        return None
    return _aware(moment).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:  # Python would take it for the machine's own zone
        raise ValueError(f"{moment} does not say its time zone")
    return moment
