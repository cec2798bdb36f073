from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core import calendar
from amends.core.calendar import (
    CalendarUnknown,
    add_business_days,
    business_days_between,
    holiday_name,
    is_business_day,
    read_calendar,
)
from amends.core.packs import BadPack

COUNTRIES = ["CN", "US", "GB", "FR", "DE"]
days = st.dates(min_value=date(2024, 5, 15), max_value=date(2026, 10, 1))
counts = st.integers(min_value=-25, max_value=25).filter(bool)


@pytest.mark.parametrize(
    ("day", "count", "country", "expected"),
    [
        (date(2026, 11, 20), 1, "US", date(2026, 11, 23)),
        (date(2026, 11, 25), 1, "US", date(2026, 11, 27)),
        (date(2026, 11, 22), 0, "US", date(2026, 11, 23)),
        (date(2026, 11, 23), 0, "US", date(2026, 11, 23)),
        (date(2026, 11, 23), -1, "US", date(2026, 11, 20)),
        (date(2026, 11, 22), -1, "US", date(2026, 11, 20)),
        (date(2026, 2, 13), 1, "CN", date(2026, 2, 14)),
        (date(2026, 2, 14), 1, "CN", date(2026, 2, 24)),
        (date(2026, 10, 8), 3, "CN", date(2026, 10, 12)),
        (date(2024, 1, 1), 0, "DE", date(2024, 1, 2)),
    ],
)
def test_counting_forward_and_back(day: date, count: int, country: str, expected: date) -> None:
    assert add_business_days(day, count, country) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 12, 24), date(2026, 12, 30), 2),
        (date(2026, 12, 30), date(2026, 12, 24), -2),
        (date(2026, 12, 24), date(2026, 12, 24), 0),
        (date(2026, 12, 25), date(2026, 12, 28), 0),
    ],
)
def test_counting_between_two_days(start: date, end: date, expected: int) -> None:
    assert business_days_between(start, end, "GB") == expected


def test_a_part_of_a_country_has_its_own_days() -> None:
    easter_monday = date(2026, 4, 6)
    assert not is_business_day(easter_monday, "GB")
    assert not is_business_day(easter_monday, "GB", "NIR")
    assert is_business_day(easter_monday, "GB", "SCT")
    assert add_business_days(date(2026, 4, 2), 1, "GB", "SCT") == easter_monday
    assert business_days_between(date(2026, 4, 2), easter_monday, "GB", "SCT") == 1
    assert holiday_name(easter_monday, "GB", "SCT") is None


def test_holidays_have_names() -> None:
    assert holiday_name(date(2026, 10, 3), "DE") == {
        "en": "German Unity Day",
        "local": "Tag der Deutschen Einheit",
    }
    assert holiday_name(date(2026, 10, 5), "DE") is None
    assert holiday_name(date(2026, 10, 10), "CN") is None


def unknown(message: str) -> Any:
    return pytest.raises(CalendarUnknown, match=message)


def test_what_no_pack_knows_is_an_error_and_no_guess() -> None:
    with unknown("calendar of business days for 'XX'") as caught:
        is_business_day(date(2026, 1, 5), "XX")
    assert caught.value.code == "calendar_unknown"
    assert caught.value.mend
    with unknown("'../currencies'"):
        is_business_day(date(2026, 1, 5), "../currencies")
    with unknown("2023 in US"):
        is_business_day(date(2023, 12, 29), "US")
    with unknown("2027 in CN"):
        add_business_days(date(2026, 12, 31), 1, "CN")
    with unknown("2028 in US"):
        business_days_between(date(2027, 12, 30), date(2028, 1, 3), "US")
    with unknown("2023 in FR"):
        holiday_name(date(2023, 7, 14), "FR")
    with unknown("'BY'"):
        is_business_day(date(2026, 1, 5), "DE", "BY")


def test_a_broken_calendar_is_no_unknown_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise BadPack("pack_invalid", f"Pack {name} is broken.")

    monkeypatch.setattr(calendar, "load_pack", broken)
    with pytest.raises(BadPack, match="calendars/ZZ is broken"):
        is_business_day(date(2026, 1, 5), "ZZ")


def test_a_moment_is_no_civil_day() -> None:
    with pytest.raises(TypeError, match="civil"):
        is_business_day(datetime(2026, 1, 1, tzinfo=UTC), "US")


def test_each_calendar_has_its_own_weekend() -> None:
    body: dict[str, Any] = {"country": "AE", "weekend": ["friday"], "years": [{"year": 2021, "holidays": []}]}
    assert read_calendar(body).weekend == {4}


@given(days, counts, st.sampled_from(COUNTRIES))
def test_adding_and_counting_agree(day: date, count: int, country: str) -> None:
    reached = add_business_days(day, count, country)
    assert is_business_day(reached, country)
    assert (reached > day) == (count > 0)
    assert business_days_between(day, reached, country) == count


@given(days, counts, counts, st.sampled_from(COUNTRIES))
def test_two_steps_are_one(day: date, first: int, second: int, country: str) -> None:
    if first * second > 0:
        stepwise = add_business_days(add_business_days(day, first, country), second, country)
        assert stepwise == add_business_days(day, first + second, country)


@given(days, st.integers(min_value=0, max_value=40), st.sampled_from(COUNTRIES))
def test_every_day_between_is_counted_once(start: date, length: int, country: str) -> None:
    end = start + timedelta(days=length)
    each = [is_business_day(start + timedelta(days=n), country) for n in range(1, length + 1)]
    assert business_days_between(start, end, country) == sum(each)
