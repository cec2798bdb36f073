"""Until when a case can be put away: moments people mean, in the shop's zone."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.core import clock
from amends.web import shown

MORNING = time(9, 0)
WORDS: dict[str, Promise] = {
    "hour": _("In an hour"),
    "four_hours": _("In four hours"),
    "tomorrow": _("Tomorrow morning"),
    "monday": _("Monday morning"),
}


class Preset(NamedTuple):
    """A moment with its name."""

    code: str
    said: str
    at: datetime


def presets(zone: str) -> list[Preset]:
    """Every preset as it is now."""
    return [Preset(code, str(said), moment_of(code, zone)) for code, said in WORDS.items()]


def moment_of(code: str, zone: str) -> datetime:
    """The moment a preset means now, in UTC. Raises KeyError for an unknown one."""
    now = clock.now()
    local = now.astimezone(shown.zone_of(zone))
    days = {"tomorrow": 1, "monday": 7 - local.weekday()}
    if code in days:
        day = local.date() + timedelta(days=days[code])
        return datetime.combine(day, MORNING, tzinfo=local.tzinfo).astimezone(UTC)
    return now + {"hour": timedelta(hours=1), "four_hours": timedelta(hours=4)}[code]


def moment_typed(text: str, zone: str) -> datetime | None:
    """What a date-and-time field holds, read in the zone; None where it holds no moment."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=shown.zone_of(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
