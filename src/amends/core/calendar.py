"""Business days of a country: its weekend, its public holidays, the weekend days worked instead.

The days come from the calendar packs. A country or year that no pack knows is an error, never a guess.
`country` is ISO 3166-1 alpha-2; `subdivision` the part after it of an ISO 3166-2 code (SCT of GB-SCT), where
a calendar tells them apart. A `day` is a civil day: turn a moment into one with `clock.civil_day` first.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from amends.core.errors import AmendsError
from amends.core.pack_sets import kept_by
from amends.core.packs import BadPack, load_pack

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONE_DAY = timedelta(days=1)


class CalendarUnknown(AmendsError):
    """No pack knows this country, part of a country or year. `code` is calendar_unknown."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "calendar_unknown", message, mend="Set the date by hand, or add it under packs/calendars."
        )


@dataclass(frozen=True, slots=True)
class _Calendar:
    country: str
    years: frozenset[int]
    weekend: frozenset[int]
    holidays: dict[date, dict[str, str]]
    working_days: frozenset[date]


def is_business_day(day: date, country: str, subdivision: str | None = None) -> bool:
    """Whether offices and banks work on `day`. Raises CalendarUnknown."""
    return _is_business_day(day, _calendar(country, subdivision))


def add_business_days(day: date, count: int, country: str, subdivision: str | None = None) -> date:
    """The `count`-th business day after `day` (before it where `count` is negative); `day` does not count.

    0 gives `day` itself if it is a business day, else the next one. Raises CalendarUnknown.
    """
    calendar = _calendar(country, subdivision)
    if count == 0:
        day, count = day - _ONE_DAY, 1
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= _is_business_day(day, calendar)
    return day


def business_days_between(start: date, end: date, country: str, subdivision: str | None = None) -> int:
    """How many business days lie after `start` up to and with `end`; negative where `end` is earlier.

    So `add_business_days(start, n, …)` is n business days from `start`, for any n but 0.
    Raises CalendarUnknown.
    """
    calendar = _calendar(country, subdivision)
    step = _ONE_DAY if end >= start else -_ONE_DAY
    days = (start + step * n for n in range(1, abs((end - start).days) + 1))
    return sum(_is_business_day(day, calendar) for day in days) * step.days


def holiday_name(day: date, country: str, subdivision: str | None = None) -> dict[str, str] | None:
    """The public holiday on `day` as {"en": …, "local": …} (local only where it differs), else None.

    Raises CalendarUnknown.
    """
    calendar = _calendar(country, subdivision)
    _check_year(day, calendar)
    return calendar.holidays.get(day)


def _is_business_day(day: date, calendar: _Calendar) -> bool:
    _check_year(day, calendar)
    if day in calendar.working_days:
        return True
    return day.weekday() not in calendar.weekend and day not in calendar.holidays


def _check_year(day: date, calendar: _Calendar) -> None:
    if isinstance(day, datetime):
        raise TypeError("a moment is no civil day: see clock.civil_day")
    if day.year not in calendar.years:
        raise CalendarUnknown(f"The business days of {day.year} in {calendar.country} are not known.")


@kept_by("calendars")
def _calendar(country: str, subdivision: str | None) -> _Calendar:
    try:
        body = load_pack(f"calendars/{country}").body
    except BadPack as error:
        if error.code != "pack_missing":
            raise
        raise CalendarUnknown(f"There is no calendar of business days for {country!r}.") from error
    return read_calendar(body, subdivision)


def read_calendar(body: dict[str, Any], subdivision: str | None = None) -> _Calendar:
    """The calendar that the body of a pack describes, for one part of its country. Raises CalendarUnknown."""
    country = body["country"]
    part = subdivision or body.get("default_subdivision")
    known = [year for year in body["years"] if "not_announced" not in year]
    rows = [row for year in known for row in year["holidays"] + year.get("working_days", [])]
    parts = {body.get("default_subdivision")}.union(*(row.get("subdivisions", []) for row in rows))
    if part not in parts:
        raise CalendarUnknown(f"The calendar of {country} does not tell {part!r} apart.")

    def days_of(kind: str) -> dict[date, dict[str, str]]:
        return {
            date.fromisoformat(row["date"]): row["name"]
            for year in known
            for row in year.get(kind, [])
            if part in row.get("subdivisions", [part])
        }

    return _Calendar(
        country=country,
        years=frozenset(year["year"] for year in known),
        weekend=frozenset(map(_WEEKDAYS.index, body["weekend"])),
        holidays=days_of("holidays"),
        working_days=frozenset(days_of("working_days")),
    )
