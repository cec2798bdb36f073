"""What a text to a buyer promises: "within 24 hours", "by tomorrow 18:00", as the moment it means."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from amends.core.calendar import CalendarUnknown
from amends.inbox.promise_words import (
    AFTERWARDS,
    APOSTROPHES,
    COMMITS,
    CONDITIONS,
    DURATIONS,
    MOMENTS,
    MONTHS,
    NAMED_DAYS,
    NUMBERS,
    PAST,
    REQUESTS,
    UNITS,
    WEEKDAYS,
)
from amends.policies.durations import Amount, end_of, end_of_day
from amends.policies.facts import zone_of

KIND, SIDE, RULE, COUNTS_FROM = "promise", "own", "own.promise", "our_message"
MOST_SIGNS = 20_000
FAR = timedelta(days=120)  # whoever names a day further away tells of something else
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[。！？]+")
_CHOICE = re.compile(r"\s*\d{1,2}\s*[.)、．]\s*\D")
_HINT = re.compile(
    r"\d|hour|day|minute|week|morrow|tonight|evening|heure|jour|di\b|demain|soir|semaine|小时|天|日|周|星期|点|晚|分钟"
)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise in a text: when it is due (UTC), and the words that say so."""

    due_at: datetime
    words: str


def promises_in(text: str, *, at: datetime, zone: str, country: str | None = None) -> list[Promised]:
    """Every promise of a time that a text sent at that moment makes, the earliest first.

    Times of day are those of `zone`, business days those of `country` (ISO 3166-1 alpha-2). What depends on
    something the buyer does is no promise yet.
    """
    plain = _plain(text[:MOST_SIGNS])
    if not _HINT.search(plain):
        return []
    local = at.astimezone(zone_of(zone))
    found: list[Promised] = []
    for line in plain.splitlines():
        before = ""
        for sentence in _SENTENCE.split(line) if not _CHOICE.match(line) else ():
            for due_at, words in _of_sentence(sentence, before, local, country):
                if at < due_at <= at + FAR:
                    found.append(Promised(due_at, words))
            before = sentence
    return sorted(found, key=lambda promised: promised.due_at)


def promised_by(text: str, *, at: datetime, zone: str, country: str | None = None) -> datetime | None:
    """When the earliest promise of the text is due; None where it makes none."""
    found = promises_in(text, at=at, zone=zone, country=country)
    return found[0].due_at if found else None


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).lower()
    apart = unicodedata.normalize("NFD", lowered)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _of_sentence(
    sentence: str, before: str, local: datetime, country: str | None
) -> Iterator[tuple[datetime, str]]:
    if not COMMITS.search(sentence):
        return
    for form in (*DURATIONS, *MOMENTS):
        for match in form.finditer(sentence):
            if not _is_promise(sentence, match, before):
                continue
            due_at = _due(match, local, country)
            if due_at is not None:
                yield due_at, match[0].strip()


def _is_promise(sentence: str, match: re.Match[str], before: str) -> bool:
    said, clause = sentence[: match.start()], sentence[: match.end()]
    if CONDITIONS.search(clause) or PAST.search(clause) or AFTERWARDS.match(sentence, match.end()):
        return False
    asked = _last(REQUESTS, said)
    committed = _last(COMMITS, said)
    if asked > committed or (asked >= 0 and committed < 0):
        return False
    hangs_on_buyer = re.search(r"\byou get\b|\bvous aurez\b", said) is not None
    return not (hangs_on_buyer and (CONDITIONS.search(before) or REQUESTS.search(before + said)))


def _last(form: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in form.finditer(text)), default=-1)


def _due(match: re.Match[str], local: datetime, country: str | None) -> datetime | None:
    named = match.groupdict()
    return _after(named, local, country) if "unit" in named else _until(named, local)


def _after(named: dict[str, str | None], local: datetime, country: str | None) -> datetime | None:
    """So much time from now; of a range, its later end."""
    written = named.get("to") or named["n"] or ""
    count = float(written) if written.isdigit() else NUMBERS[written]
    raw = named["unit"] or ""
    unit = UNITS.get(raw) or UNITS.get(raw.rstrip("s")) or UNITS[raw.removesuffix("s").removesuffix("s")]
    if unit == "business_days":
        return _business_days(int(count) or 1, local, country)
    return local.astimezone(UTC) + timedelta(**{unit: count})


def _business_days(count: int, local: datetime, country: str | None) -> datetime:
    try:
        return end_of(local, Amount(count, "business_days"), local.tzinfo, country)  # type: ignore[arg-type]
    except CalendarUnknown:
        at = local
        while count:
            at += timedelta(days=1)
            count -= at.weekday() < 5
        return at.astimezone(UTC)


def _until(named: dict[str, str | None], local: datetime) -> datetime | None:
    """A day, and a time of day; without a time the day counts in full."""
    day = _day(named, local)
    hour = _hour(named)
    zone = local.tzinfo
    if day is None or zone is None:
        return None
    if hour is None:
        return end_of_day(day, zone)  # type: ignore[arg-type]
    due = datetime.combine(day, hour, tzinfo=zone)
    is_bare = not any(named.get(name) for name in ("d", "d2", "named", "weekday"))
    return (due + timedelta(days=is_bare and due <= local)).astimezone(UTC)


def _day(named: dict[str, str | None], local: datetime) -> date | None:
    today = local.date()
    if number := named.get("d") or named.get("d2"):
        month = named.get("month") or named.get("month2") or ""
        return _dated(int(number), int(month) if month.isdigit() else MONTHS[month], named.get("year"), today)
    if name := named.get("named"):
        return today + timedelta(days=NAMED_DAYS[name])
    if name := named.get("weekday"):
        return today + timedelta(days=(WEEKDAYS[name] - today.weekday()) % 7)
    return today


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year)] if year else [today.year, today.year + 1]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _hour(named: dict[str, str | None]) -> time | None:
    if not named.get("hour"):
        return None
    hour = int(named["hour"] or 0)
    minute = 30 if named.get("minute2") else int(named.get("minute") or 0)
    afternoon = named.get("half") in ("pm", "p.m", "下午", "晚上") or named.get("named") in ("今晚", "明晚")
    return time((hour + 12 * (afternoon and hour < 12)) % 24, minute)
