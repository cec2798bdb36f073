from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.insights.searching.days import read_day
from amends.insights.searching.language import MOST_WORDS, read_search

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def told(text: str) -> list[str]:
    """A search in short: words bare, phrases in quotes, filters as code=value, ?troubles."""
    asked = read_search(text)
    parts: list[tuple[int, str]] = []
    for word in asked.words:
        shown = f'"{word.text}"' if word.is_phrase else word.text
        parts.append((word.start, "-" * word.is_left_out + shown))
    for each in asked.conditions:
        parts.append((each.start, "-" * each.is_left_out + f"{each.code}={each.value}"))
    parts += [(each.start, f"?{each.code}") for each in asked.troubles]
    return [shown for _, shown in sorted(parts)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("   ", []),
        ("broken lamp", ["broken", "lamp"]),
        ('"not  received" lamp', ['"not received"', "lamp"]),
        ("“still waiting”", ['"still waiting"']),
        ("« pas reçu » colis", ['"pas reçu"', "colis"]),
        ("「没收到」", ['"没收到"']),
        ('"open end', ['"open end"']),
        ("退款 -快递", ["退款", "-快递"]),
        ('refund -"by cheque"', ["refund", '-"by cheque"']),
        ("- lamp", ["-", "lamp"]),
        ("is:late carrier:yto before:2026-11-20", ["is=late", "carrier=yto", "before=2026-11-20"]),
        ("是：逾期 快递:圆通", ["is=逾期", "carrier=圆通"]),
        ("est:en-retard transporteur:Colissimo", ["is=en-retard", "carrier=Colissimo"]),
        ("ÉTAT:résolu", ["is=résolu"]),
        ('from:"Mary Okafor" -is:closed', ["from=Mary Okafor", "-is=closed"]),
        ("http://shop.example/a lamp", ["http://shop.example/a", "lamp"]),
        ("12:30", ["12:30"]),
        ("Re:lamp", ["Re lamp"]),
        ("order: 112", ["order:", "112"]),
        ("carier:yto lamp", ["?search_filter_unknown", "lamp"]),
        ("-lamp", ["?search_only_left_out"]),
        ("a\0b", ["a", "b"]),
    ],
)
def test_what_is_typed_and_meant(typed: str, meant: list[str]) -> None:
    assert told(typed) == meant


def test_a_filter_like_one_is_offered_with_its_place() -> None:
    (trouble,) = read_search("lamp carier:yto").troubles
    assert (trouble.said, trouble.start, trouble.end) == ("carier:yto", 5, 15)
    assert trouble.offers[0] == "carrier:yto"


def test_a_very_long_search_is_read_in_part_and_says_so() -> None:
    asked = read_search("lamp " * 200)
    assert len(asked.words) == MOST_WORDS
    assert {each.code for each in asked.troubles} == {"search_long", "search_words_many"}


@given(st.text(alphabet=st.sampled_from('ab退款:：-"“”« \0is\u3000'), max_size=60))
def test_every_part_stands_where_it_says(typed: str) -> None:
    asked = read_search(typed)
    spans = [(each.start, each.end) for each in asked.words]
    spans += [(each.start, each.end) for each in asked.conditions]
    spans.sort()
    assert all(0 <= start < end <= len(typed) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        ("2026-11-20", "2026-11-20", "2026-11-21"),
        ("2026/11/20", "2026-11-20", "2026-11-21"),
        ("2026年11月20日", "2026-11-20", "2026-11-21"),
        ("11月20日", "2026-11-20", "2026-11-21"),
        ("12-24", "2025-12-24", "2025-12-25"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("yesterday", "2026-11-21", "2026-11-22"),
        ("昨天", "2026-11-21", "2026-11-22"),
        ("Aujourd’hui", "2026-11-22", "2026-11-23"),
    ],
)
def test_days_as_people_write_them(written: str, begin: str, end: str) -> None:
    span = read_day(written, now=NOW, zone="Asia/Shanghai")
    assert span is not None
    assert (span.begin.date().isoformat(), span.end.date().isoformat()) == (begin, end)


@pytest.mark.parametrize(("written", "days"), [("3d", 3), ("2w", 14), ("3天", 3), ("10j", 10), ("1个月", 30)])
def test_so_long_ago(written: str, days: int) -> None:
    span = read_day(written, now=NOW, zone="UTC")
    assert span is not None
    assert span.begin == span.end
    assert (NOW - span.begin).days == days


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-13-01", "2026-02-30", "99-99", "0000", "9999d9", "d", "32/11/2026"]
)
def test_what_is_no_day(written: str) -> None:
    assert read_day(written, now=NOW, zone="UTC") is None


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_days(written: str) -> None:
    span = read_day(written, now=NOW, zone="Europe/Paris")
    assert span is None or span.begin <= span.end
