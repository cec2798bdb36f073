"""Dates and times as sellers' files write them, read into UTC."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from amends.connectors.exports.badvalue import LONGEST, BadValue, quoted
from amends.connectors.exports.month_names import MONTHS, ZONES
from amends.connectors.tables.cells import Cell

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_NOTHING = {"", "null", "none", "nil", "nan", "nat", "-", "--", "---", "无", "n/a", "na", "#n/a", "—", "/"}
_ZEROES = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}([T ][0:]+)?")
_GUARD = re.compile(r'="([^"]*)"')
_SERIAL = re.compile(r"\d{5}(\.\d+)?")

_TIME = re.compile(
    r"[T\s,]*(?:(?:at|à|um)\s)?(?P<early>上午|下午|早上|中午|晚上|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})\s?(?:[:.时時点h]|\sUhr)\s?(?P<minute>\d{2})?(?:分|[:.])?(?:(?P<second>\d{2})秒?(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?(?:\s*Uhr)?\s*(?P<zone>.*)"
)
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\)?")

_YEAR_FIRST = re.compile(r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?")
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?=\D|$|\d{6}$|\d{4}$)")
NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<mark>[-/. ])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{2})(?!\d)")
_DAY_NAME = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[-\s./]*(?P<name>[^\W\d_]+)\.?[-\s,./]*(?P<y>\d{4}|\d{2})(?!\d)"
)
_NAME_DAY = re.compile(
    r"(?P<name>[^\W\d_]+)\.?[-\s./]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s,./]+(?P<y>\d{4}|\d{2})(?!\d)"
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,\s*(?=\d|[^\W\d_]+\.?\s+\d)")


def parse_moment(cell: Cell, *, zone: str, date_order: str = "ymd") -> datetime | None:
    """A point in time in UTC; None for an empty cell.

    A cell without offset is read in `zone` (IANA name), a day as its midnight; of two possible times the
    earlier one holds. `date_order` (ymd, mdy, dmy) decides only dates of numbers with the year not first.
    Raises date_unreadable and date_out_of_range (outside 1995-2099).
    """
    if isinstance(cell, str):
        if len(cell) > LONGEST and len(cell.strip()) > LONGEST:
            raise _unreadable(cell)
        return _written(cell.strip(), zone, date_order)
    if isinstance(cell, datetime):
        return _in_range(_to_utc(cell, ZoneInfo(zone), str(cell)), str(cell))
    if isinstance(cell, date):
        midnight = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        return _in_range(_to_utc(midnight, ZoneInfo(zone), str(cell)), str(cell))
    if isinstance(cell, float):
        return _in_range(_to_utc(_of_serial(cell), ZoneInfo(zone), str(cell)), str(cell))
    raise BadValue("date_unreadable", f"{quoted(str(cell))} is no date.")


@lru_cache(maxsize=16_384)
def _written(text: str, zone: str, date_order: str) -> datetime | None:
    if _ISO.fullmatch(text) and not text.startswith("0000"):
        return _in_range(_of_iso(text, zone), text)
    if guarded := _GUARD.fullmatch(text):
        text = guarded[1]
    text = unicodedata.normalize("NFKC", text.removeprefix("'"))
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
    if text.casefold() in _NOTHING or _ZEROES.fullmatch(text):
        return None
    if _ISO.fullmatch(text):
        return _in_range(_of_iso(text, zone), text)
    if _SERIAL.fullmatch(text):
        return _in_range(_to_utc(_of_serial(float(text)), ZoneInfo(zone), text), text)
    day, rest = _day(text, date_order)
    clock, told_zone = _clock(rest, text, zone)
    try:
        local = day + clock
    except OverflowError as error:
        raise _out_of_range(text) from error
    return _in_range(_to_utc(local, told_zone or ZoneInfo(zone), text), text)


def _of_iso(text: str, zone: str) -> datetime:
    midnight = text[11:16] == "24:00" and set(text[16:]) <= set(":0")
    try:
        moment = datetime.fromisoformat(text[:10] if midnight else text)
        return _to_utc(moment + timedelta(days=1) if midnight else moment, ZoneInfo(zone), text)
    except ValueError as error:
        raise _unreadable(text) from error
    except OverflowError as error:
        raise _out_of_range(text) from error


def _to_utc(moment: datetime, zone: tzinfo, text: str) -> datetime:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        raise _out_of_range(text) from error


def _in_range(moment: datetime, text: str) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise _out_of_range(text)
    return moment


def _of_serial(serial: float) -> datetime:
    """The moment of a spreadsheet's day number, in the 1900 system, to the second."""
    if not 0 < serial < 3_000_000:
        raise BadValue("date_out_of_range", f"{serial} is no day of a spreadsheet's calendar.")
    return datetime(1899, 12, 30) + timedelta(seconds=round(serial * 86_400))  # noqa: DTZ001


def _day(text: str, date_order: str) -> tuple[datetime, str]:
    """The day at the head of the text, and what follows it."""
    bare = _WEEKDAY.sub("", text)
    for shape, parts in _SHAPES:
        if found := shape.match(bare):
            year, month, day = parts(found, date_order)
            try:
                return datetime(_full_year(year), month, day), bare[found.end() :]  # noqa: DTZ001
            except ValueError as error:
                raise _unreadable(text) from error
    raise _unreadable(text)


def _full_year(year: int) -> int:
    if year >= 100:
        return year
    return 1900 + year if year >= 95 else 2000 + year


def _by_number(found: re.Match[str], _order: str) -> tuple[int, int, int]:
    return int(found["y"]), int(found["m"]), int(found["d"])


def _by_order(found: re.Match[str], date_order: str) -> tuple[int, int, int]:
    first, second, last = int(found["a"]), int(found["b"]), int(found["c"])
    if date_order == "ymd" and len(found["c"]) == 2 and len(found["a"]) == 2 and first > 12:
        return first, second, last
    if date_order == "dmy":
        return last, second, first
    return last, first, second


def _by_name(found: re.Match[str], _order: str) -> tuple[int, int, int]:
    return int(found["y"]), MONTHS.get(found["name"].casefold(), 0), int(found["d"])


_Parts = Callable[[re.Match[str], str], tuple[int, int, int]]
_SHAPES: tuple[tuple[re.Pattern[str], _Parts], ...] = (
    (_YEAR_FIRST, _by_number),
    (NUMBERS, _by_order),
    (_DAY_NAME, _by_name),
    (_NAME_DAY, _by_name),
    (_COMPACT, _by_number),
)


def _clock(rest: str, text: str, zone: str) -> tuple[timedelta, tzinfo | None]:
    """The time of day in what follows the date, and the zone it names, if any."""
    if not rest.strip(" ,T"):
        return timedelta(), None
    if re.fullmatch(r"\d{4}(\d\d)?", rest):
        rest = f" {rest[:2]}:{rest[2:4]}:{rest[4:] or '00'}"
    found = _TIME.fullmatch(rest)
    if found is None:
        raise _unreadable(text)
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = (found["half"] or found["early"] or "").replace(".", "").replace(" ", "").upper()
    if (half in ("PM", "下午", "晚上") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("AM", "上午", "早上") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise _unreadable(text)
    return timedelta(hours=hour, minutes=minute, seconds=second), _told_zone(
        found["zone"].strip(), text, zone
    )


def _told_zone(word: str, text: str, zone: str) -> tzinfo | None:
    if not word:
        return None
    if offset := _OFFSET.fullmatch(word):
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if span <= timedelta(hours=15):
            return timezone(-span if offset["sign"] == "-" else span)
    name = word.strip("()").upper()
    if name == "CST" and zone.startswith("Asia/"):
        return timezone(timedelta(hours=8))
    if name in ZONES:
        return timezone(timedelta(hours=ZONES[name]))
    raise _unreadable(text)


def _unreadable(text: str) -> BadValue:
    return BadValue("date_unreadable", f"{quoted(text)} cannot be read as a date.")


def _out_of_range(text: str) -> BadValue:
    return BadValue("date_out_of_range", f"{quoted(text)} is not between 1995 and 2099.")
