"""Choosing among the rules: where one holds, of whose side, of which kind, for what, saying what, how old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from amends.insights.rule_uses import issue_types_of
from amends.insights.rulebook_index import SIDES, Entry, plain_words

OLD = timedelta(days=183)  # half a year since anybody looked at the source
SOON = timedelta(days=7)
AGES = ("old", "ending", "over")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty rules nothing out. `kind` is a family, or `family:kind`."""

    marketplace: str = ""
    country: str = ""
    side: str = ""
    kind: str = ""
    issue_type: str = ""
    age: str = ""
    words: str = ""


def chosen(entries: Iterable[Entry], wanted: Wanted, today: date) -> list[Entry]:
    """The rules that fit: those that name the marketplace or country before those that hold everywhere."""
    words = plain_words(wanted.words).split()
    found = [
        entry
        for entry in entries
        if _fits(entry, wanted, today) and all(each in entry.words for each in words)
    ]
    return sorted(found, key=lambda entry: (_is_general(entry, wanted), SIDES.index(entry.side)))


def read_on(entry: Entry) -> date:
    """The day its source was last read."""
    return date.fromisoformat(entry.source["read_on"])


def is_old(entry: Entry, today: date) -> bool:
    return today - read_on(entry) > OLD


def from_day(entry: Entry) -> date | None:
    """The first day of its earliest version; None where one has no beginning."""
    days = [version.from_day for version in entry.versions]
    return None if None in days else min(filter(None, days), default=None)


def until_day(entry: Entry) -> date | None:
    """The last day of its latest version; None where one goes on."""
    days = [version.until_day for version in entry.versions]
    return None if None in days else max(filter(None, days), default=None)


def is_ending(entry: Entry, today: date) -> bool:
    """Whether a version of it ends within a week, today included."""
    return any(day is not None and today <= day <= today + SOON for day in _ends(entry))


def is_over(entry: Entry, today: date) -> bool:
    """Whether its last version is past."""
    last = until_day(entry)
    return last is not None and last < today


def _ends(entry: Entry) -> list[date | None]:
    return [version.until_day for version in entry.versions]


def _fits(entry: Entry, wanted: Wanted, today: date) -> bool:
    family, _, kind = wanted.kind.partition(":")
    return (
        (not wanted.side or entry.side == wanted.side)
        and (not family or entry.family == family)
        and (not kind or entry.kind == kind)
        and (not wanted.marketplace or wanted.marketplace in (entry.marketplaces or {wanted.marketplace}))
        and (not wanted.country or _holds_in(entry, wanted.country))
        and (not wanted.issue_type or wanted.issue_type in issue_types_of(entry))
        and _is_of_age(entry, wanted.age, today)
    )


def _holds_in(entry: Entry, country: str) -> bool:
    return country in (entry.countries or {country}) and country not in entry.not_countries


def _is_of_age(entry: Entry, age: str, today: date) -> bool:
    tests = {"old": is_old, "ending": is_ending, "over": is_over}
    return age not in tests or tests[age](entry, today)


def _is_general(entry: Entry, wanted: Wanted) -> bool:
    named = bool(wanted.marketplace and entry.marketplaces) or bool(wanted.country and entry.countries)
    return bool(wanted.marketplace or wanted.country) and not named
