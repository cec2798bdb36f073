"""What holds in every year: movable feasts, fixed days, substitutes. Worked out apart from the packs."""

from datetime import date, timedelta

import pytest

from amends.core.calendar import holiday_name, is_business_day
from amends.core.packs import load_pack, load_packs

YEARS = [2024, 2025, 2026, 2027]
EASTER = {2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28)}
MONDAY, THURSDAY = 0, 3


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The `count`-th such weekday of the month; the last one for -1."""
    found = [day for day in range(1, 32) if _falls_on(year, month, day, weekday)]
    return date(year, month, found[count - 1 if count > 0 else count])


def _falls_on(year: int, month: int, day: int, weekday: int) -> bool:
    try:
        return date(year, month, day).weekday() == weekday
    except ValueError:
        return False


def english(day: date, country: str, part: str | None = None) -> str | None:
    name = holiday_name(day, country, part)
    return name and name["en"]


def holidays_in(country: str, year: int, part: str | None = None) -> list[date]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    return [day for day in days if holiday_name(day, country, part)]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("country", "after_easter", "name"),
    [
        ("DE", -2, "Good Friday"),
        ("DE", 1, "Easter Monday"),
        ("DE", 39, "Ascension Day"),
        ("DE", 50, "Whit Monday"),
        ("FR", 1, "Easter Monday"),
        ("FR", 39, "Ascension Day"),
        ("FR", 50, "Whit Monday"),
        ("GB", -2, "Good Friday"),
        ("GB", 1, "Easter Monday"),
    ],
)
def test_movable_feasts(year: int, country: str, after_easter: int, name: str) -> None:
    assert english(EASTER[year] + timedelta(days=after_easter), country) == name


@pytest.mark.parametrize("year", YEARS)
def test_how_many_there_are(year: int) -> None:
    assert len(holidays_in("FR", year)) == 11
    assert len(holidays_in("DE", year)) == 9
    assert len(holidays_in("GB", year)) == 8
    assert len(holidays_in("GB", year, "NIR")) == 10
    assert len(holidays_in("GB", year, "SCT")) == (10 if year == 2026 else 9)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("month", "weekday", "count", "name"),
    [
        (1, MONDAY, 3, "Birthday of Martin Luther King, Jr."),
        (2, MONDAY, 3, "Washington's Birthday"),
        (5, MONDAY, -1, "Memorial Day"),
        (9, MONDAY, 1, "Labor Day"),
        (10, MONDAY, 2, "Columbus Day"),
        (11, THURSDAY, 4, "Thanksgiving Day"),
    ],
)
def test_mondays_and_the_thursday_of_the_united_states(
    year: int, month: int, weekday: int, count: int, name: str
) -> None:
    assert english(nth(year, month, weekday, count), "US") == name


@pytest.mark.parametrize("year", YEARS)
def test_a_federal_holiday_on_a_weekend_is_observed_beside_it(year: int) -> None:
    beside = {5: -1, 6: 1}
    for day in holidays_in("US", year):
        shift = beside.get(day.weekday(), 0)
        assert shift == 0 or str(english(day + timedelta(days=shift), "US")).endswith("(observed)")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("part", ["EAW", "SCT", "NIR"])
def test_bank_holidays(year: int, part: str) -> None:
    assert english(nth(year, 5, MONDAY, 1), "GB", part) == "Early May bank holiday"
    assert english(nth(year, 5, MONDAY, -1), "GB", part) == "Spring bank holiday"
    summer = nth(year, 8, MONDAY, 1 if part == "SCT" else -1)
    assert english(summer, "GB", part) == "Summer bank holiday"
    assert all(day.weekday() < 5 for day in holidays_in("GB", year, part))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_china_works_weekends_for_the_days_it_takes_off(year: int) -> None:
    rows = next(row for row in load_pack("calendars/CN").body["years"] if row["year"] == year)
    worked = [date.fromisoformat(row["date"]) for row in rows["working_days"]]
    assert all(day.weekday() >= 5 and is_business_day(day, "CN") for day in worked)
    assert not {row["date"] for row in rows["holidays"]} & {row["date"] for row in rows["working_days"]}


# Eleven days by law, thirteen since 2025; all further days off are exchanged for weekend days worked.
@pytest.mark.parametrize(("year", "by_law"), [(2024, 11), (2025, 13), (2026, 13)])
def test_china_has_the_days_the_law_gives(year: int, by_law: int) -> None:
    rows = next(row for row in load_pack("calendars/CN").body["years"] if row["year"] == year)
    off = [day for day in holidays_in("CN", year) if day.weekday() < 5]
    assert len(off) - len(rows["working_days"]) == by_law


def test_the_days_of_every_calendar_are_in_its_years() -> None:
    for pack in load_packs("calendars"):
        assert [row["year"] for row in pack.body["years"]] == YEARS
