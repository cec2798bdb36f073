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
    return moment.astimezone(ZoneInfo(zone)).date()


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
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
