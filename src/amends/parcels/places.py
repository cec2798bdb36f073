"""Where a tracking event happened and what holds parcels up there, as codes that all carriers share."""

import re
from functools import cache, lru_cache

from amends.core.packs import load_pack
from amends.core.wordings import Wordings, any_of, folded

LONGEST = 40  # a longer one is a sentence or an address
_IN_BRACKETS = re.compile(r"【([^【】]{2,40})】|\[([^\[\]]{2,40})\]")
_NO_NAME = re.compile(r"[\d@:/\\<>]")
_EDGES = " \t-–—,，.。·()（）【】[]"


@lru_cache(maxsize=16384)
def place_of(location: str, text: str = "") -> str:
    """The place of an event: the code of a known one, else its name as written; "" where there is none.

    `text` is asked where the carrier gives no location: a place stands in brackets there. What has digits in
    it is no name of a place: it may be an address or a telephone number.
    """
    said = location.strip()
    if not said:
        found = _IN_BRACKETS.search(text)
        said = (found[1] or found[2]).strip() if found else ""
    if not said or len(said) > LONGEST:
        return ""
    return _places().first_in(said) or ("" if _NO_NAME.search(said) else _bare(said))


@lru_cache(maxsize=16384)
def hold_up_of(text: str) -> str:
    """The code of what holds the parcel up, by the carrier's words; "" where they name nothing."""
    return _hold_ups().first_in(text)


def place_name(place: str, language: str) -> str:
    """What `place_of` found, in this language (en, zh-Hans, fr)."""
    return _places().name(place, language)


def hold_up_name(code: str, language: str) -> str:
    """What `hold_up_of` found, in this language."""
    return _hold_ups().name(code, language)


def _bare(said: str) -> str:
    """Without the words that say what kind of place it is."""
    return _kinds().sub("", said).strip(_EDGES) or said


@cache
def _places() -> Wordings:
    return Wordings(load_pack("places").body["places"], by_name=True)


@cache
def _hold_ups() -> Wordings:
    return Wordings(load_pack("places").body["hold_ups"], by_name=False)


@cache
def _kinds() -> re.Pattern[str]:
    kinds = [folded(name) for name in load_pack("places").body["kinds_of_place"]]
    return re.compile(any_of(kinds).pattern, re.IGNORECASE)
