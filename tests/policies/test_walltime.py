"""Days of 23 and 25 hours, and never an earlier end for a later start."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.policies.walltime import at_wall, day_begins, days_later

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/New_York",
            "Europe/London",
            "Asia/Shanghai",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/Havana",
            "Africa/Casablanca",
            "Pacific/Apia",
        )
    ]
)
MOMENTS = st.datetimes(
    datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01"), timezones=st.just(UTC)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-06T15:00:00-05:00", 4, "2026-03-10T15:00:00-04:00"),  # over the hour that is skipped
        ("2026-10-30T15:00:00-04:00", 4, "2026-11-03T15:00:00-05:00"),  # over the hour that comes twice
        ("2026-03-07T02:30:00-05:00", 1, "2026-03-08T03:00:00-04:00"),  # into the skipped hour: the jump
        ("2026-10-31T01:30:00-04:00", 1, "2026-11-01T01:30:00-04:00"),  # into the double hour: its first
        ("2026-11-01T01:30:00-04:00", 1, "2026-11-02T01:30:00-05:00"),
        ("2026-11-01T01:10:00-05:00", 1, "2026-11-02T02:00:00-05:00"),  # the second time: its end
        ("2024-02-28T12:00:00-05:00", 1, "2024-02-29T12:00:00-05:00"),
        ("2026-12-31T23:59:00-05:00", 1, "2027-01-01T23:59:00-05:00"),
    ],
)
def test_the_same_time_of_day(start: str, days: int, end: str) -> None:
    assert days_later(utc(start), days, NEW_YORK) == utc(end)


def test_a_day_begins_where_midnight_is_skipped() -> None:
    assert day_begins(date(2026, 3, 8), ZoneInfo("America/Havana")) == utc("2026-03-08T01:00:00-04:00")
    assert day_begins(date(2026, 3, 8), NEW_YORK) == utc("2026-03-08T00:00:00-05:00")


@given(MOMENTS, st.integers(0, 3_600 * 24), st.integers(0, 30), ZONES)
def test_later_in_is_never_earlier_out(start: datetime, seconds: int, days: int, zone: ZoneInfo) -> None:
    later = start + timedelta(seconds=seconds)
    assert days_later(start, days, zone) <= days_later(later, days, zone)


@given(MOMENTS, st.integers(0, 400), ZONES)
def test_no_end_before_its_start_and_none_far_off(start: datetime, days: int, zone: ZoneInfo) -> None:
    end = days_later(start, days, zone)
    assert start <= end
    assert abs(end - start - timedelta(days=days)) <= timedelta(hours=26)


@given(MOMENTS, ZONES)
def test_a_wall_clock_shows_what_was_asked(moment: datetime, zone: ZoneInfo) -> None:
    wall = moment.astimezone(zone).replace(tzinfo=None)
    found = at_wall(wall, zone)
    assert found.astimezone(zone).replace(tzinfo=None) == wall
    assert found <= moment


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), ZONES)
def test_days_follow_each_other(day: date, zone: ZoneInfo) -> None:
    begins = day_begins(day, zone)
    assert begins <= day_begins(day + timedelta(days=1), zone)
    assert (begins - timedelta(seconds=1)).astimezone(zone).date() <= day
