"""Every way of counting, exact to the minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core import calendar
from amends.core.calendar import CalendarUnknown
from amends.policies.durations import Amount, end_of, staffed_end
from amends.policies.facts import AnswerPromise

LONDON = ZoneInfo("Europe/London")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
IN_2026 = st.datetimes(
    datetime.fromisoformat("2026-01-03"), datetime.fromisoformat("2026-10-01"), timezones=st.just(UTC)
)
AMOUNTS = st.builds(
    Amount,
    st.integers(0, 20),
    st.sampled_from(["minutes", "hours", "calendar_days", "business_days", "civil_days_after"]),
)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
PROMISES = st.builds(
    AnswerPromise, st.integers(1, 5_000), TIMES, TIMES, st.frozensets(st.integers(0, 6), min_size=1)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-20T10:00:00Z", Amount(90, "minutes"), "2026-11-20T11:30:00Z"),
        ("2026-10-24T10:00:00+01:00", Amount(24, "hours"), "2026-10-25T09:00:00Z"),
        ("2026-10-24T10:00:00+01:00", Amount(1, "calendar_days"), "2026-10-25T10:00:00Z"),
        ("2026-11-20T17:00:00Z", Amount(1, "business_days"), "2026-11-23T17:00:00Z"),  # Friday
        ("2026-11-21T00:10:00Z", Amount(1, "business_days"), "2026-11-24T00:00:00Z"),  # Saturday
        ("2026-12-24T12:00:00Z", Amount(1, "business_days"), "2026-12-29T12:00:00Z"),  # Christmas, weekend
        ("2026-11-20T23:59:00Z", Amount(7, "civil_days_after"), "2026-11-28T00:00:00Z"),
        ("2026-11-20T00:00:00Z", Amount(7, "civil_days_after"), "2026-11-28T00:00:00Z"),
    ],
)
def test_the_ways_of_counting(start: str, amount: Amount, end: str) -> None:
    assert end_of(utc(start), amount, LONDON, "GB") == utc(end)


def test_a_weekend_day_worked_in_china_is_a_business_day() -> None:
    start = utc("2026-02-13T10:00:00+08:00")  # Friday before the Spring Festival; Saturday is worked
    assert end_of(start, Amount(1, "business_days"), SHANGHAI, "CN") == utc("2026-02-14T10:00:00+08:00")


@pytest.mark.parametrize("country", [None, "AU"])
def test_no_calendar_is_no_guess(country: str | None) -> None:
    with pytest.raises(CalendarUnknown):
        end_of(utc("2026-11-20T10:00:00Z"), Amount(1, "business_days"), LONDON, country)


@given(IN_2026, AMOUNTS, st.sampled_from([LONDON, NEW_YORK]))
def test_due_is_not_before_the_start(start: datetime, amount: Amount, zone: ZoneInfo) -> None:
    assert end_of(start, amount, zone, "GB") >= start


@given(IN_2026, st.integers(0, 200_000), AMOUNTS, st.sampled_from([LONDON, NEW_YORK]))
def test_due_grows_with_the_start(start: datetime, seconds: int, amount: Amount, zone: ZoneInfo) -> None:
    later = start + timedelta(seconds=seconds)
    assert end_of(start, amount, zone, "US") <= end_of(later, amount, zone, "US")


@given(IN_2026, AMOUNTS)
def test_due_grows_with_the_amount(start: datetime, amount: Amount) -> None:
    more = Amount(amount.n + 1, amount.unit)
    assert end_of(start, amount, LONDON, "GB") < end_of(start, more, LONDON, "GB")


@given(IN_2026, st.integers(0, 15), st.integers(0, 30))
def test_one_more_holiday_never_makes_it_earlier(start: datetime, n: int, offset: int) -> None:
    holiday = start.astimezone(LONDON).date() + timedelta(days=offset)
    before = end_of(start, Amount(n, "business_days"), LONDON, "GB")
    known = calendar._calendar("GB", None)
    known.holidays[holiday] = known.holidays.get(holiday, {"en": "one more"})
    try:
        assert end_of(start, Amount(n, "business_days"), LONDON, "GB") >= before
    finally:
        if known.holidays[holiday] == {"en": "one more"}:
            del known.holidays[holiday]


DAYTIME = AnswerPromise(12 * 60, time(9), time(21))


@pytest.mark.parametrize(
    ("promise", "start", "end", "pauses"),
    [
        (DAYTIME, "2026-11-20T09:00:00Z", "2026-11-20T21:00:00Z", 0),
        (DAYTIME, "2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", 1),
        (DAYTIME, "2026-11-20T22:00:00Z", "2026-11-21T21:00:00Z", 1),
        (DAYTIME, "2026-11-20T21:00:00Z", "2026-11-21T21:00:00Z", 1),
        (AnswerPromise(60, time(22), time(6)), "2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z", 0),  # at night
        (AnswerPromise(60, time(22), time(6)), "2026-11-20T05:30:00Z", "2026-11-20T22:30:00Z", 1),
        (AnswerPromise(60, time(0), time(0)), "2026-11-20T23:30:00Z", "2026-11-21T00:30:00Z", 0),  # always
        (
            AnswerPromise(60, time(9), time(17), frozenset(range(5))),
            "2026-11-20T16:30:00Z",  # Friday
            "2026-11-23T09:30:00Z",
            1,
        ),
        (
            AnswerPromise(180, time(0), time(6)),
            "2026-10-24T22:30:00Z",
            "2026-10-25T02:00:00Z",
            1,
        ),  # 7 h shift
    ],
)
def test_a_promise_counts_only_while_somebody_is_there(
    promise: AnswerPromise, start: str, end: str, pauses: int
) -> None:
    due, paused = staffed_end(utc(start), promise, LONDON)
    assert due == utc(end)
    assert len(paused) == pauses


@given(IN_2026, PROMISES, st.sampled_from([LONDON, NEW_YORK, SHANGHAI]))
def test_pauses_and_promise_fill_the_time(start: datetime, promise: AnswerPromise, zone: ZoneInfo) -> None:
    due, paused = staffed_end(start, promise, zone)
    waited = sum((ends - begins for begins, ends in paused), timedelta())
    assert due - start - waited == timedelta(minutes=promise.minutes)
    assert all(begins < ends for begins, ends in paused)
    assert all(first[1] < second[0] for first, second in pairwise(paused))
    assert not paused or (start <= paused[0][0] and paused[-1][1] < due)


@given(IN_2026, st.integers(0, 200_000), PROMISES)
def test_a_promise_given_later_ends_no_earlier(start: datetime, seconds: int, promise: AnswerPromise) -> None:
    later = start + timedelta(seconds=seconds)
    assert staffed_end(start, promise, NEW_YORK)[0] <= staffed_end(later, promise, NEW_YORK)[0]


def test_a_shift_of_the_last_night_still_runs() -> None:
    promise = AnswerPromise(30, time(20), time(8))
    due, paused = staffed_end(utc("2026-11-20T07:00:00Z"), promise, LONDON)
    assert (due, paused) == (utc("2026-11-20T07:30:00Z"), [])
    assert date(2026, 11, 20) == due.date()


def test_a_shift_that_summer_time_takes_away_does_not_part_a_pause() -> None:
    promise = AnswerPromise(1, time(2), time(2, 1), frozenset({0, 6}))
    due, paused = staffed_end(utc("2026-03-03T00:00:00Z"), promise, NEW_YORK)
    assert (due, paused) == (
        utc("2026-03-09T06:01:00Z"),
        [(utc("2026-03-03T00:00:00Z"), utc("2026-03-09T06:00:00Z"))],
    )
