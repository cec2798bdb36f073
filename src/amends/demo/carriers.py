"""Carriers, how long they take, what they say, and what holds many parcels up at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.core.packs import load_pack
from amends.demo.chance import Chance
from amends.demo.story import Story

_BODY = load_pack("demo/carriers").body
EVENTS: dict[str, dict[str, dict[str, Any]]] = _BODY["events"]
PLACES: dict[str, list[str]] = _BODY["places"]
NOTES: dict[str, list[str]] = _BODY["notes"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """`language` is that of its events; `called` is how buyers name it, by language."""

    code: str
    language: str
    names: dict[str, str]
    called: dict[str, list[str]]
    number: str
    hub: str
    days: dict[str, list[int]]
    service: str = ""

    def lane(self, zone: str) -> tuple[int, int]:
        """Least and most days from door to door."""
        least, most = self.days.get(zone, self.days["*"])
        return least, most

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))

    def nickname(self, language: str, chance: Chance) -> str:
        """As a buyer calls it."""
        return chance.pick(self.called.get(language) or [self.name(language)])


@dataclass(frozen=True, slots=True)
class Disruption:
    """Parcels shipped between two days (counted from the peak) into its zones take `adds` days more."""

    code: str
    days: list[int]
    adds: list[int]
    place: str
    texts: list[str]
    zones: list[str] | None = None
    carriers: list[str] | None = None

    def hits(self, carrier: Carrier, zone: str, days_after_peak: int) -> bool:
        return (
            self.days[0] <= days_after_peak <= self.days[1]
            and (self.zones is None or zone in self.zones)
            and (self.carriers is None or carrier.code in self.carriers)
        )


CARRIERS = {row["code"]: Carrier(**row) for row in _BODY["carriers"]}
DISRUPTIONS = tuple(Disruption(**row) for row in _BODY["disruptions"])


def disruption_of(carrier: Carrier, zone: str, shipped: date, story: Story) -> Disruption | None:
    """What holds up a parcel shipped that day, if anything does."""
    after_peak = (shipped - story.peak).days
    return next((each for each in DISRUPTIONS if each.hits(carrier, zone, after_peak)), None)
