"""How much time a platform's page says is left, as it stands there: 还剩1天3小时, 1 day 3 h, 2 j 4 h."""

import re
from datetime import timedelta

from amends.policies.facts import BadFacts

_UNITS = {
    "days": ("days", "day", "d", "jours", "jour", "j", "天", "日"),
    "hours": (
        "hours",
        "hour",
        "hrs",
        "hr",
        "h",
        "heures",
        "heure",
        "小时",
        "個小時",
        "个小时",
        "小時",
        "时",
        "時",
    ),
    "minutes": ("minutes", "minute", "mins", "min", "mn", "m", "分钟", "分鐘", "分"),
    "seconds": ("seconds", "second", "secondes", "seconde", "secs", "sec", "s", "秒"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_WORDS = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_PART = re.compile(rf"([0-9]{{1,4}})\s*({_WORDS})(?![a-z])")
_CLOCK = re.compile(r"(?<![0-9:])([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?(?![0-9:])")
_ORDER = tuple(_UNITS)
MOST_SIGNS = 80


def time_left(written: str) -> timedelta:
    """The time a countdown names, by its units in any of the three languages, or as 02:15:30.

    Raises BadFacts where none is found, or a unit stands twice or out of its order.
    """
    text = written.strip().casefold()
    if len(text) > MOST_SIGNS:
        raise _unreadable(written)
    parts = _PART.findall(text)
    clock = _CLOCK.search(_PART.sub(" ", text))
    units = [_UNIT_OF[word] for _, word in parts]
    if sorted(set(units), key=_ORDER.index) != units or (clock and set(units) - {"days"}):
        raise _unreadable(written)
    left = sum((timedelta(**{_UNIT_OF[word]: int(n)}) for n, word in parts), timedelta())
    if clock is not None:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        left += timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not parts and clock is None:
        raise _unreadable(written)
    return left


def _unreadable(written: str) -> BadFacts:
    return BadFacts(
        "countdown", f"{written.strip()[:40]!r} says no time left", "Write 1 day 3 hours, or 27:15:00."
    )
