"""How money, times and counts are written for a person: by language, in their zone or else the shop's."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import NumberPattern, format_decimal, parse_pattern
from django.utils import translation
from django.utils.translation import gettext as _

from amends.core import clock
from amends.core.money import currencies
from amends.orders.queries import COUNTED_TO

_reader_zone: ContextVar[str] = ContextVar("reader_zone", default="")
_CODE_BEFORE_DIGIT = re.compile(r"([A-Z]{3})(?=\d)")
_LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN", "fr": "fr"}
_DAY = {"en": "d MMM", "zh-hans": "M月d日", "fr": "d MMM"}
_DAY_AND_YEAR = {"en": "d MMM y", "zh-hans": "y年M月d日", "fr": "d MMM y"}


def language() -> str:
    active = translation.get_language() or "en"
    return active if active in _LOCALES else "en"


def locale() -> str:
    return _LOCALES[language()]


def money(amount: Decimal | None, currency: str) -> str:
    """`$41.98`, `41,98 $US`, `US$41.98`; all digits of the currency, and more where the amount has more."""
    if amount is None:
        return "—"
    digits = max(currencies().get(currency, 2), -int(amount.normalize().as_tuple().exponent))
    pattern = _pattern(locale(), bool(currency), digits)
    text = pattern.apply(amount, locale(), currency=currency or None, currency_digits=False)
    return _CODE_BEFORE_DIGIT.sub("\\1\u00a0", text).replace("-", "−")


@lru_cache(maxsize=256)
def _pattern(locale_name: str, with_currency: bool, digits: int) -> NumberPattern:
    known = Locale.parse(locale_name)
    formats = known.currency_formats if with_currency else known.decimal_formats
    pattern = parse_pattern(formats["standard" if with_currency else None].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


def percent(figure: str) -> str:
    """`41%`, in French `41 %`; `figure` is written in the language already."""
    return f"{figure}\u00a0%" if language() == "fr" else f"{figure}%"


def number(value: int) -> str:
    return str(format_decimal(value, locale=locale()))


def counted(count: int) -> str:
    """Exact to 999, then `999+`."""
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


@contextmanager
def times_in(zone: str) -> Iterator[None]:
    """Show every time in this zone inside the block; with "" each in the zone it is shown for."""
    before = _reader_zone.set(zone)
    try:
        yield
    finally:
        _reader_zone.reset(before)


def show_times_in(zone: str) -> None:
    """The same from here on, until the block of `times_in` around it ends."""
    _reader_zone.set(zone)


def are_mixed(zones: Iterable[str]) -> bool:
    """Whether times of these zones on one page are of different zones, so that each must be named."""
    return not _reader_zone.get() and len(set(zones)) > 1


def short_zone(at: datetime, zone: str) -> str:
    """`UTC+8`, `UTC−3:30`."""
    offset = at.astimezone(zone_of(_reader_zone.get() or zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def moment(at: datetime, zone: str, *, with_time: bool = True) -> str:
    """`21 Nov 14:02`, with the year where it is not the present one."""
    local = at.astimezone(zone_of(_reader_zone.get() or zone))
    this_year = local.year == clock.now().astimezone(local.tzinfo).year
    pattern = (_DAY if this_year else _DAY_AND_YEAR)[language()]
    return str(format_datetime(local, f"{pattern} HH:mm" if with_time else pattern, locale=locale()))


def exactly(at: datetime, zone: str) -> str:
    """`2026-11-21 14:02:33 Europe/Paris (UTC+01:00)`."""
    zone = _reader_zone.get() or zone
    local = at.astimezone(zone_of(zone))
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} {zone} (UTC{offset[:3]}:{offset[3:5]})"


def span(length: timedelta) -> str:
    """A length of time in at most two units: `3 d 4 h`, `1 h 12 min`."""
    minutes = int(abs(length).total_seconds()) // 60
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)02d min") % {"hours": hours, "minutes": left}
    return _("%(minutes)s min") % {"minutes": left}


def round_span(length: timedelta) -> str:
    """A length of time without units that hold nothing: `12 h`, `1 d`, `1 h 30 min`."""
    minutes = int(abs(length).total_seconds()) // 60
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days and not hours:
        return _("%(days)s d") % {"days": days}
    if hours and not days and not left:
        return _("%(hours)s h") % {"hours": hours}
    return span(length)


def octets(size: int) -> str:
    """`812 B`, `1.4 MB`, in powers of 1000."""
    if size < 1000:
        return f"{size} B"
    for unit in ("kB", "MB"):
        size_in_unit = size / 1000 if unit == "kB" else size / 1_000_000
        if size_in_unit < 999.95:
            return f"{format_decimal(round(size_in_unit, 1), locale=locale())} {unit}"
    return f"{format_decimal(round(size / 1_000_000_000, 1), locale=locale())} GB"
