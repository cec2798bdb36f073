from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.clock import civil_day, frozen_at, now, rfc3339

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_now_is_aware() -> None:
    assert now().utcoffset() == timedelta(0)


def test_the_clock_can_be_held_and_goes_on_afterwards() -> None:
    later = NOON + timedelta(days=1)
    with frozen_at(NOON):
        assert now() == NOON
        with frozen_at(later):
            assert now() == later
        assert now() == NOON
    assert now() != NOON


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (NOON, "Asia/Shanghai", date(2026, 11, 21)),
        (datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "Asia/Shanghai", date(2026, 11, 22)),
        (datetime(2026, 11, 21, 7, 59, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 20)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Paris", date(2026, 3, 29)),
        (datetime(9999, 12, 31, 20, 0, tzinfo=UTC), "Asia/Shanghai", date(9999, 12, 31)),
        (datetime(1, 1, 1, 2, 0, tzinfo=UTC), "America/New_York", date(1, 1, 1)),
    ],
)
def test_the_civil_day_is_that_of_the_zone(moment: datetime, zone: str, day: date) -> None:
    assert civil_day(moment, zone) == day


def test_a_moment_without_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        civil_day(naive, "UTC")
    with pytest.raises(ValueError, match="time zone"):
        rfc3339(naive)


def test_times_leave_in_utc() -> None:
    assert rfc3339(None) is None
    assert rfc3339(NOON) == "2026-11-21T12:00:00Z"
    assert rfc3339(NOON.astimezone(timezone(timedelta(hours=8)))) == "2026-11-21T12:00:00Z"


EARLIEST, LATEST = date(1970, 1, 2), date(9999, 12, 30)


@given(st.dates(EARLIEST, LATEST), st.times(timezones=st.timezones()))
def test_times_are_read_back_as_they_were(day: date, time: time) -> None:
    moment = datetime.combine(day, time)
    assert datetime.fromisoformat(str(rfc3339(moment))) == moment.astimezone(UTC)
