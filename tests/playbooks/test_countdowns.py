"""A countdown as the platform's page writes it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.playbooks.countdowns import time_left
from amends.policies.facts import BadFacts


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("还剩1天3小时", timedelta(days=1, hours=3)),
        ("剩余 23小时59分钟8秒", timedelta(hours=23, minutes=59, seconds=8)),
        ("1 day 3 hours left", timedelta(days=1, hours=3)),
        ("1d 3h", timedelta(days=1, hours=3)),
        ("2 hrs, 5 mins", timedelta(hours=2, minutes=5)),
        ("il reste 2 j 4 h", timedelta(days=2, hours=4)),
        ("Il reste 1 jour et 30 minutes", timedelta(days=1, minutes=30)),
        ("27:15:00", timedelta(hours=27, minutes=15)),
        ("2 days 03:20", timedelta(days=2, hours=3, minutes=20)),
        ("0 h", timedelta()),
    ],
)
def test_what_is_left(written: str, left: timedelta) -> None:
    assert time_left(written) == left


@pytest.mark.parametrize(
    "written", ["", "soon", "3", "3 hours 1 day", "1 day 2 days", "12", "1h 02:15:00", "9" * 90, "5 moons"]
)
def test_what_says_no_time_is_refused(written: str) -> None:
    with pytest.raises(BadFacts):
        time_left(written)


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59))
def test_the_three_languages_say_the_same(days: int, hours: int, minutes: int) -> None:
    left = timedelta(days=days, hours=hours, minutes=minutes)
    assert time_left(f"{days} days {hours} hours {minutes} minutes") == left
    assert time_left(f"还剩{days}天{hours}小时{minutes}分") == left
    assert time_left(f"il reste {days} j {hours} h {minutes} min") == left
