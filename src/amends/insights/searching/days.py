"""Days as people write them in a search: 2026-11-20, 11月20日, yesterday, 3d."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from amends.insights.searching.vocabulary import plain

_WORDS = {
    "today": 0, "今天": 0, "今日": 0, "aujourd'hui": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "hier": 1,
    "前天": 2, "avant-hier": 2,
}  # fmt: skip
_UNITS = {
    "d": 1, "day": 1, "days": 1, "天": 1, "天前": 1, "日": 1, "j": 1, "jour": 1, "jours": 1,
    "w": 7, "week": 7, "weeks": 7, "周": 7, "周前": 7, "星期": 7, "个星期": 7, "s": 7,
    "semaine": 7, "semaines": 7,
    "m": 30, "month": 30, "months": 30, "个月": 30, "个月前": 30, "mois": 30,
    "y": 365, "year": 365, "years": 365, "年前": 365, "an": 365, "ans": 365,
}  # fmt: skip
_AGO = re.compile(r"(\d{1,4})-?(\D+)")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号]?|月)?")
_OF_YEAR = re.compile(r"(\d{1,2})[-/月](\d{1,2})[日号]?")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")


@dataclass(frozen=True, slots=True)
class Span:
    """Moments from `begin` up to but not with `end`; a moment some days ago has no length."""

    begin: datetime
    end: datetime


def read_day(written: str, *, now: datetime, zone: str) -> Span | None:
    """The day, month or year that is meant, or the moment so long ago; None for anything else.

    A day without a year is the last one there was.
    """
    said = plain(written)
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    if said in _WORDS:
        return _days(today - timedelta(days=_WORDS[said]), 1, there)
    if (ago := _AGO.fullmatch(said)) and ago[2] in _UNITS:
        moment = now - timedelta(days=int(ago[1]) * _UNITS[ago[2]])
        return Span(moment, moment)
    try:
        return _dated(said, today, there)
    except (ValueError, OverflowError):
        return None


def _dated(said: str, today: date, there: ZoneInfo) -> Span | None:
    if year := _YEAR.fullmatch(said):
        begin = date(int(year[1]), 1, 1)
        return Span(_midnight(begin, there), _midnight(date(begin.year + 1, 1, 1), there))
    if found := _DATE.fullmatch(said):
        if found[3] is not None:
            return _days(date(int(found[1]), int(found[2]), int(found[3])), 1, there)
        begin = date(int(found[1]), int(found[2]), 1)
        after = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
        return Span(_midnight(begin, there), _midnight(after, there))
    if found := _OF_YEAR.fullmatch(said):
        day = date(today.year, int(found[1]), int(found[2]))
        return _days(day if day <= today else day.replace(year=today.year - 1), 1, there)
    return None


def _days(first: date, count: int, there: ZoneInfo) -> Span:
    return Span(_midnight(first, there), _midnight(first + timedelta(days=count), there))


def _midnight(day: date, there: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), there)
