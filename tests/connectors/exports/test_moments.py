from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.exports.badvalue import BadValue
from amends.connectors.exports.moments import parse_moment
from amends.connectors.tables.cells import Cell

NOON_IN_SHANGHAI = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)


def read(cell: Cell, zone: str = "UTC", date_order: str = "ymd") -> str | None:
    moment = parse_moment(cell, zone=zone, date_order=date_order)
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else None


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-15T10:12:01+00:00",
        "2026-11-15T10:12:01Z",
        "2026-11-15T10:12:01.250Z",
        "2026-11-15 10:12:01",
        "2026-11-15 05:12:01 -0500",
        "2026-11-15 10:12:01 UTC",
        "2026/11/15 10:12:01",
        "2026.11.15 10:12:01",
        "2026年11月15日 10:12:01",
        "2026年11月15日 10时12分01秒",
        "2026-11-15 上午10:12:01",
        "２０２６-11-15 10:12:01",
        "20261115 10:12:01",
        "20261115101201",
        "Nov 15, 2026 10:12:01 AM GMT",
        "Nov 15, 2026 2:12:01 AM PST",
        "Nov-15-26 10:12:01",
        "15-Nov-26 10:12:01",
        "15-Nov-2026 10:12:01 UTC",
        "15 Nov. 2026 10:12:01",
        "15 November 2026 10:12:01",
        "15 novembre 2026 à 10:12:01",
        "15. November 2026 10:12:01",
        "15 nov. 2026, 10:12:01",
        "Sun, 15 Nov 2026 10:12:01 +0000",
        '="2026-11-15 10:12:01"',
        " 2026-11-15 10:12:01\t",
        datetime(2026, 11, 15, 10, 12, 1),  # noqa: DTZ001
    ],
)
def test_one_moment_in_many_forms(cell: Cell) -> None:
    expected = "2026-11-15 10:12:01"
    assert read(cell) == expected


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1er août 2026", "2026-08-01"),
        ("3 déc. 2026", "2026-12-03"),
        ("3. März 2026", "2026-03-03"),
        ("3 Mai 2026", "2026-05-03"),
        ("3-Sept-26", "2026-09-03"),
        ("2026/1/5", "2026-01-05"),
        ("2026-11-01", "2026-11-01"),
        (date(2026, 11, 1), "2026-11-01"),
        (46327.0, "2026-11-01"),
        ("46327", "2026-11-01"),
        ("Dec-31-99", "1999-12-31"),
    ],
)
def test_days(cell: Cell, day: str) -> None:
    assert read(cell) == f"{day} 00:00:00"


@pytest.mark.parametrize(
    ("cell", "date_order", "day"),
    [
        ("05/11/2026", "dmy", "2026-11-05"),
        ("05/11/2026", "mdy", "2026-05-11"),
        ("05/11/2026", "ymd", "2026-05-11"),
        ("5.11.26", "dmy", "2026-11-05"),
        ("11-5-26", "mdy", "2026-11-05"),
        ("26/11/15", "ymd", "2026-11-15"),
        ("15/11/26", "dmy", "2026-11-15"),
    ],
)
def test_the_order_of_numbers(cell: str, date_order: str, day: str) -> None:
    assert read(cell, date_order=date_order) == f"{day} 00:00:00"


def test_without_offset_it_is_the_shops_time() -> None:
    assert parse_moment("2026-11-15 12:00", zone="Asia/Shanghai") == NOON_IN_SHANGHAI
    assert parse_moment("2026-11-15 12:00 CST", zone="Asia/Shanghai") == NOON_IN_SHANGHAI
    assert parse_moment("2026-11-14 22:00 CST", zone="America/Chicago") == NOON_IN_SHANGHAI


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2026-10-25 02:30:00", "2026-10-25 00:30:00"),  # twice that night: the first
        ("2026-03-29 02:30:00", "2026-03-29 01:30:00"),  # never that night
        ("2026-11-15 24:00:00", "2026-11-15 23:00:00"),
    ],
)
def test_hours_that_come_twice_or_never(cell: str, utc: str) -> None:
    assert read(cell, zone="Europe/Paris") == utc


def test_half_days() -> None:
    assert read("11/15/2026 12:05:00 AM", date_order="mdy") == "2026-11-15 00:05:00"
    assert read("11/15/2026 12:05 PM", date_order="mdy") == "2026-11-15 12:05:00"
    assert read("2026-11-15 下午3:05") == "2026-11-15 15:05:00"


@pytest.mark.parametrize("cell", ["", "  ", "null", "--", "无", "N/A", "0000-00-00 00:00:00", "0000-00-00"])
def test_nothing_is_none(cell: str) -> None:
    assert read(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1970-01-01 00:00:00", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
        ("9999-12-31 24:00", "date_out_of_range"),
        ("31.12.9999 24:00", "date_out_of_range"),
        ("2026-02-30 24:00", "date_unreadable"),
        ("9999-12-31T23:59:59-12:00", "date_out_of_range"),
        ("0001-01-01T00:00:00+14:00", "date_out_of_range"),
        (datetime(9999, 12, 31, 23, 59), "date_out_of_range"),  # noqa: DTZ001
        (1e9, "date_out_of_range"),
        (-1.0, "date_out_of_range"),
        (float("nan"), "date_out_of_range"),
        ("2026-02-30", "date_unreadable"),
        ("2026-13-01", "date_unreadable"),
        ("31/31/2026", "date_unreadable"),
        ("2026-11-15 25:00", "date_unreadable"),
        ("2026-11-15 10:75", "date_unreadable"),
        ("2026-11-15 10:00 XYZ", "date_unreadable"),
        ("yesterday", "date_unreadable"),
        ("=NOW()", "date_unreadable"),
        ("Foo 15, 2026", "date_unreadable"),
        ("2026", "date_unreadable"),
        (True, "date_unreadable"),
        ("1" * 10_000, "date_unreadable"),
        ("1/" * 500_000, "date_unreadable"),
        (time(10, 0), "date_unreadable"),
    ],
)
def test_what_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(cell, date_order="dmy")
    assert caught.value.reason == reason


moments = st.datetimes(datetime(1996, 1, 1), datetime(2099, 1, 1)).map(lambda m: m.replace(microsecond=0))  # noqa: DTZ001


@settings(deadline=None)
@given(moments, st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Europe/Paris", "UTC"]))
def test_a_sheets_cell_is_the_same_as_its_text(local: datetime, zone: str) -> None:
    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for cell in (
        local,
        f"{local:%Y-%m-%d %H:%M:%S}",
        f"{local:%d/%m/%Y %H:%M:%S}",
        f"{local:%d-%b-%Y %H:%M:%S}",
    ):
        assert parse_moment(cell, zone=zone, date_order="dmy") == expected


@settings(deadline=None)
@given(moments)
def test_a_day_number_is_the_same_as_its_text(local: datetime) -> None:
    serial = (local - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert parse_moment(serial, zone="UTC") == local.replace(tzinfo=UTC)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    moment = None
    with suppress(BadValue):
        moment = parse_moment(text, zone="Asia/Shanghai", date_order="dmy")
    assert moment is None or moment.tzinfo is UTC
