"""How long: an amount of time counted from a moment, in each of the ways that rules count."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from amends.core.calendar import CalendarUnknown, add_business_days, is_business_day
from amends.policies.facts import AnswerPromise
from amends.policies.walltime import at_wall, day_begins, days_later

Span = tuple[datetime, datetime]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit.

    minutes, hours: on any day. calendar_days: the same time of day so many civil days later.
    business_days: the same of the country's business days; a start on a day off counts as the first moment of
    the next business day. civil_days_after: the day after the event is the first, and the last one counts in
    full. months, years: the same time of day on the same day of the month, or the end of the month
    where it is shorter.
    """

    n: int
    unit: str


def end_of(start: datetime, amount: Amount, zone: ZoneInfo, country: str | None) -> datetime:
    """When `amount` counted from `start` is over, in UTC.

    Raises CalendarUnknown where business days are counted in a country or year no calendar knows.
    """
    return _UNITS[amount.unit](start.astimezone(UTC), amount.n, zone, country)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """When a civil day is over, in UTC."""
    return day_begins(day + _DAY, zone)


def staffed_end(start: datetime, promise: AnswerPromise, zone: ZoneInfo) -> tuple[datetime, list[Span]]:
    """When the promised minutes are over, counted only while staffed, and the spans between without anybody.

    Times of day are those of `zone`; a shift has as many minutes as really pass in it.
    """
    left = timedelta(minutes=promise.minutes)
    at = start.astimezone(UTC)
    pauses: list[Span] = []
    # A shift inside the hour that summer time takes away does not happen.
    shifts = (shift for shift in _shifts(at, promise, zone) if shift[1] > max(at, shift[0]))
    begins, ends = next(shifts)
    while at + left > ends or begins > at:
        if begins > at:
            pauses.append((at, begins))
            at = begins
        else:
            left -= ends - at
            at = ends
            begins, ends = next(shifts)
    return at + left, pauses


def _shifts(at: datetime, promise: AnswerPromise, zone: ZoneInfo) -> Iterator[Span]:
    """Every shift that may still run at `at`, and all after it."""
    night = _DAY if promise.staffed_until <= promise.staffed_from else timedelta()
    first = at.astimezone(zone).date() - _DAY
    days = (first + _DAY * n for n in count())
    return (
        (_wall(day, promise.staffed_from, zone), _wall(day + night, promise.staffed_until, zone))
        for day in days
        if day.weekday() in promise.days
    )


@lru_cache(maxsize=4096)
def _wall(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return at_wall(datetime.combine(day, clock), zone)


def _minutes(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    return start + timedelta(minutes=n)


def _hours(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    return start + timedelta(hours=n)


def _calendar_days(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    return days_later(start, n, zone)


def _business_days(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    if country is None:
        raise CalendarUnknown("Business days are counted, but the marketplace's country is not known.")
    day = start.astimezone(zone).date()
    if not is_business_day(day, country):
        day = add_business_days(day, 0, country)
        start = day_begins(day, zone)
    return days_later(start, (add_business_days(day, n, country) - day).days, zone)


def _civil_days_after(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    return day_begins(start.astimezone(zone).date() + timedelta(days=n + 1), zone)


def _months(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    day = start.astimezone(zone).date()
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = monthrange(year, month + 1)[1]
    if day.day > last:
        return end_of_day(date(year, month + 1, last), zone)
    return days_later(start, (date(year, month + 1, day.day) - day).days, zone)


def _years(start: datetime, n: int, zone: ZoneInfo, country: str | None) -> datetime:
    return _months(start, 12 * n, zone, country)


_UNITS: dict[str, Callable[[datetime, int, ZoneInfo, str | None], datetime]] = {
    "minutes": _minutes,
    "hours": _hours,
    "calendar_days": _calendar_days,
    "business_days": _business_days,
    "civil_days_after": _civil_days_after,
    "months": _months,
    "years": _years,
}
UNITS = tuple(_UNITS)
