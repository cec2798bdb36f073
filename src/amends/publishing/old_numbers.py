"""Rows whose number was changed while their sentences still name the old one. Pure.

A row is any part of a pack that has sentences of its own; numbers inside a part that has its own are that
part's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amends.policies.tables.findings import WARNING, Finding
from amends.policies.tables.written import Unreadable, Way, Written, read_written
from amends.publishing.number_words import names_number

Amount = tuple[Decimal, str]  # and its unit; "" where none is said
SENTENCES = ("text", "consequence", "note")
MEND = "Write the new number into it, in every language."
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(?:\s+([A-Za-z_%]+))?")
_NOT_OF_THE_ROW = frozenset(
    {*SENTENCES, "source", "reason", "id", "code", "name", "from", "until", "look", "examples", "facts",
     "gives", "zone", "line"}
)  # fmt: skip
_UNITS = re.compile(r"(?:.*_)?(minutes|hours|days|weeks)$")


@dataclass(frozen=True, slots=True)
class _Row:
    way: Way
    body: Mapping[str, Any]
    sentences: tuple[tuple[Way, str, str], ...]  # where, which language, what


def old_numbers(name: str, before: str, after: Written) -> Iterator[Finding]:
    """A warning for each sentence of a changed row that names what the row no longer says."""
    try:
        rows_before = _rows_by_name(read_written(before.encode(), name).body) if before else {}
    except Unreadable:
        return
    for key, rows in _rows_by_name(after.body).items():
        were = list(rows_before.get(key, ()))
        bodies = [one.body for one in were]
        changed = [row for row in rows if row.body not in bodies]
        left = [one for one in were if one.body not in [row.body for row in rows]] or were
        for n, row in enumerate(changed):
            if left:
                yield from _told(name, left[min(n, len(left) - 1)], row, after)


def _told(name: str, was: _Row, row: _Row, written: Written) -> Iterator[Finding]:
    old, new = _numbers(was.body), _numbers(row.body)
    gone, come = old - new, new - old
    if not come:
        return
    by_part: dict[Way, list[tuple[str, Amount]]] = defaultdict(list)
    for way, locale, sentence in row.sentences:
        for number, unit in sorted(gone):
            is_named = names_number(sentence, number, unit)
            if is_named and not any(names_number(sentence, *other) for other in come):
                by_part[way].append((locale, (number, unit)))
                break
    for way, named in by_part.items():
        said = f"{named[0][1][0]:f}"
        locales = ", ".join(locale for locale, _ in named if locale)
        where = f" ({locales})" if locales else ""
        told = f"{_name_of(row)}: the {way[-1]} still says {said}{where}, the row does not."
        yield Finding(WARNING, "old_number", told, MEND, name, written.line(*way), row=_name_of(row))


def _rows_by_name(body: Mapping[str, Any]) -> dict[tuple[Any, ...], list[_Row]]:
    found: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    reasons = body.get("reasons")
    for way, part in _mappings(body, ()):
        sentences = tuple(_sentences(way, part, reasons if isinstance(reasons, dict) else {}))
        if sentences and way and way[0] != "examples":
            names = tuple(step for step in way if isinstance(step, str))
            found[(*names, _called(part))].append(_Row(way, part, sentences))
    return found


def _mappings(part: Any, way: Way) -> Iterator[tuple[Way, Mapping[str, Any]]]:
    if isinstance(part, dict):
        yield way, part
        for key, below in part.items():
            if key not in SENTENCES and key != "source":
                yield from _mappings(below, (*way, key))
    elif isinstance(part, list):
        for n, below in enumerate(part):
            yield from _mappings(below, (*way, n))


def _sentences(
    way: Way, part: Mapping[str, Any], reasons: Mapping[str, Any]
) -> Iterator[tuple[Way, str, str]]:
    for key in SENTENCES:
        yield from _in_languages((*way, key), part.get(key))
    source = part.get("source")
    if isinstance(source, dict):
        yield from _in_languages((*way, "source", "note"), source.get("note"))
    reason = part.get("reason")
    if "text" not in part and isinstance(reason, str):
        yield from _in_languages(("reasons", reason), reasons.get(reason))


def _in_languages(way: Way, said: Any) -> Iterator[tuple[Way, str, str]]:
    if isinstance(said, str):
        yield way, "", said
    elif isinstance(said, dict):
        yield from ((way, locale, text) for locale, text in said.items() if isinstance(text, str))


def _called(part: Mapping[str, Any]) -> Any:
    return next((part[key] for key in ("id", "code", "name") if isinstance(part.get(key), str)), "")


def _name_of(row: _Row) -> str:
    return str(_called(row.body) or row.way[0])


def _numbers(part: Any, key: str = "", unit: str = "") -> set[Amount]:
    """What a row reckons with, with units; nothing of its sentences, names and days."""
    if isinstance(part, dict):
        named = part.get("unit")
        below = str(named) if isinstance(named, str) else unit
        return {
            amount
            for name, value in part.items()
            if name not in _NOT_OF_THE_ROW and not _speaks(value)
            for amount in _numbers(value, name, below)
        }
    if isinstance(part, list):
        return {amount for one in part if not _speaks(one) for amount in _numbers(one, key, unit)}
    if isinstance(part, bool) or not isinstance(part, int | float | str):
        return set()
    found = _AMOUNT.fullmatch(str(part))
    if found is None:
        return set()
    by_name = _UNITS.match(key)
    number, told = Decimal(found[1]), found[2] or unit or (by_name[1] if by_name else "")
    return {(number.normalize(), told)} | ({(number * 100, "%")} if 0 < number < 1 else set())


def _speaks(part: Any) -> bool:
    return isinstance(part, dict) and any(key in part for key in SENTENCES)
