from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from amends.core import clock
from amends.web import shown


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", "41.98", "USD", "$41.98"),
        ("zh-hans", "128", "CNY", "¥128.00"),
        ("zh-hans", "41.98", "USD", "US$41.98"),
        ("fr", "1234.5", "EUR", "1\u202f234,50\xa0€"),
        ("en", "-5", "JPY", "−¥5"),
        ("en", "0.125", "USD", "$0.125"),
        ("en", "7", "XQX", "XQX\xa07.00"),
        ("en", "7", "", "7.00"),
    ],
)
def test_money(language: str, amount: str, currency: str, text: str) -> None:
    with translation.override(language):
        assert shown.money(Decimal(amount), currency) == text


def test_no_amount_is_a_dash() -> None:
    assert shown.money(None, "USD") == "—"


@pytest.mark.parametrize(
    ("language", "this_year", "another"),
    [
        ("en", "22 Nov 04:02", "22 Nov 2024"),
        ("zh-hans", "11月22日 04:02", "2024年11月22日"),
        ("fr", "22 nov. 04:02", "22 nov. 2024"),
    ],
)
def test_times(language: str, this_year: str, another: str) -> None:
    at = datetime(2026, 11, 21, 20, 2, tzinfo=UTC)
    with clock.frozen_at(at), translation.override(language):
        assert shown.moment(at, "Asia/Shanghai") == this_year
        assert shown.moment(at.replace(year=2024), "Asia/Shanghai", with_time=False) == another


def test_a_zone_nobody_knows_is_utc() -> None:
    at = datetime(2026, 11, 21, 20, 2, tzinfo=UTC)
    assert shown.exactly(at, "Moon/Base").startswith("2026-11-21 20:02:00")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=1, minutes=2), "1 h 02 min"),
        (timedelta(days=2, hours=3), "2 d 3 h"),
        (timedelta(seconds=-59), "0 min"),
    ],
)
def test_spans(length: timedelta, text: str) -> None:
    with translation.override("en"):
        assert shown.span(length) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(999, "999 B"), (1000, "1 kB"), (48_211, "48.2 kB"), (999_960, "1 MB"), (1_400_000_000, "1.4 GB")],
)
def test_sizes(size: int, text: str) -> None:
    with translation.override("en"):
        assert shown.octets(size) == text


def test_counts() -> None:
    assert [shown.counted(n) for n in (0, 999, 1000)] == ["0", "999", "999+"]


@pytest.mark.parametrize(("language", "text"), [("en", "41%"), ("zh-hans", "41%"), ("fr", "41\u00a0%")])
def test_hundredths(language: str, text: str) -> None:
    with translation.override(language):
        assert shown.percent("41") == text
