"""Where and when a row holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.policies.facts import ClockFacts


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a row is in force. None: no limit. Dates are civil days of the event, both included."""

    countries: frozenset[str] | None = None
    not_countries: frozenset[str] = frozenset()
    fulfilment: str | None = None
    from_day: date | None = None
    until_day: date | None = None
    route: str | None = None
    to_countries: frozenset[str] | None = None
    not_to_countries: frozenset[str] = frozenset()
    carriers: frozenset[str] | None = None
    issue_types: frozenset[str] | None = None
    marked: frozenset[str] = frozenset()

    def covers(self, facts: ClockFacts, day: date) -> bool:
        """Whether it holds there and then.

        What is not known rules nothing out; but a row of a carrier, an issue type or a mark holds only where
        that is known.
        """
        return (
            (self.from_day or day) <= day <= (self.until_day or day)
            and _among(facts.country, self.countries, self.not_countries)
            and _among(facts.ships_to, self.to_countries, self.not_to_countries)
            and (None in (facts.fulfilment, self.fulfilment) or facts.fulfilment == self.fulfilment)
            and (None in (facts.route, self.route) or facts.route == self.route)
            and (self.carriers is None or facts.carrier in self.carriers)
            and (self.issue_types is None or bool(self.issue_types & facts.issue_types))
            and self.marked <= facts.marks
        )


def scope_of(
    row: dict[str, Any], *, countries: Iterable[str] | None = None, carriers: Iterable[str] | None = None
) -> Scope:
    """A scope as packs write it; `countries` and `carriers` are those of its pack."""
    return Scope(
        countries=_some(row.get("countries", countries)),
        not_countries=frozenset(row.get("not_countries", [])),
        fulfilment=row.get("fulfilment"),
        from_day=_day(row.get("from")),
        until_day=_day(row.get("until")),
        route=row.get("route"),
        to_countries=_some(row.get("to_countries")),
        not_to_countries=frozenset(row.get("not_to_countries", [])),
        carriers=_some(carriers),
        issue_types=_some(row.get("issue_types")),
        marked=frozenset(row.get("marked", [])),
    )


def _among(country: str | None, these: frozenset[str] | None, not_these: frozenset[str]) -> bool:
    return country is None or ((these is None or country in these) and country not in not_these)


def _some(codes: Iterable[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
