"""The filters of a search by all their names, and the values that some of them take."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from amends.core.packs import load_pack
from amends.core.wordings import LANGUAGES


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: what it takes (value, text, day), its names by language, and its values by written way."""

    code: str
    takes: str
    names: Mapping[str, str]
    values: Mapping[str, str]


def plain(text: str) -> str:
    """As names are compared: case, width and accents do not count, a blank or a low line is a hyphen."""
    decomposed = unicodedata.normalize("NFKD", text.strip().replace("’", "'"))
    kept = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")
    return "-".join(unicodedata.normalize("NFKC", kept).casefold().replace("_", " ").split())


def filters() -> Mapping[str, Filter]:
    """Every filter by its code, in the order in which they are told."""
    return _read()[0]


def filter_named(name: str) -> Filter | None:
    """The filter of that name in any of the languages."""
    return _read()[1].get(plain(name))


def names_like(name: str) -> list[str]:
    """At most two names of filters that may have been meant, one of each."""
    by_name = _read()[1]
    like = nearest(name, by_name, cutoff=0.6)
    return list({by_name[each].code: each for each in reversed(like)}.values())[::-1][:2]


def nearest(written: str, known: Iterable[str], *, cutoff: float = 0.5) -> list[str]:
    """At most three of the known ways that are like what was written, the likest first."""
    by_plain = {plain(each): each for each in known}
    found = get_close_matches(plain(written), list(by_plain), n=3, cutoff=cutoff)
    begun = [each for each in by_plain if plain(written) and each.startswith(plain(written))]
    return [by_plain[each] for each in dict.fromkeys([*begun, *found])][:3]


def value_names(code: str, language: str) -> list[tuple[str, str]]:
    """The values of a filter that has its own, as (code, name in this language)."""
    rows = next(row for row in _rows() if row["code"] == code).get("values", ())
    return [(row["code"], row[language]) for row in rows]


@lru_cache(maxsize=1)
def _read() -> tuple[Mapping[str, Filter], Mapping[str, Filter]]:
    by_code: dict[str, Filter] = {}
    by_name: dict[str, Filter] = {}
    for row in _rows():
        values = {plain(way): value["code"] for value in row.get("values", ()) for way in ways_of(value)}
        names = {language: row[language] for language in LANGUAGES}
        by_code[row["code"]] = Filter(row["code"], row["takes"], names, values)
        by_name |= {plain(way): by_code[row["code"]] for way in ways_of(row)}
    return by_code, by_name


def ways_of(row: Mapping[str, Any]) -> Sequence[str]:
    """Every way a row of the pack is written."""
    return [row["code"], *(row[language] for language in LANGUAGES), *row.get("written", ())]


def _rows() -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = load_pack("search_words").body["filters"]
    return rows
