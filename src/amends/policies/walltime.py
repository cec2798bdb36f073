"""Days as people count them in a zone, where some days have 23 or 25 hours.

All moments are aware; what comes out is in UTC. Later in never gives earlier out.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)
_LONGEST_JUMP = timedelta(hours=26)  # Samoa once left out a whole day


def days_later(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day `days` civil days after `start`.

    A time of day that the clocks skip becomes the moment of the jump. A start in an hour that comes twice
    counts, the second time, as the end of that hour: else a later start would be due earlier.
    """
    local = start.astimezone(zone)
    wall = local.replace(tzinfo=None)
    if local.fold:
        jump = _jump(start.astimezone(UTC) - _LONGEST_JUMP, start.astimezone(UTC), zone)
        before = (jump - _SECOND).astimezone(zone).utcoffset() or timedelta()
        wall = jump.replace(tzinfo=None) + before
    return at_wall(wall + timedelta(days=days), zone)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a civil day, which is the end of the day before."""
    return at_wall(datetime.combine(day, time.min), zone)


def at_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which clocks in `zone` show `wall` (naive), or the jump that skips it."""
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first if first <= second else _jump(second, first, zone)


def _jump(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two UTC moments at which the zone's offset becomes that of `later`."""
    after = later.astimezone(zone).utcoffset()
    start = earlier.replace(microsecond=0)
    low, high = 0, -(-(later - start) // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return start + timedelta(seconds=high)
