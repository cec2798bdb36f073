"""Month names and zone names as they stand in exports."""

from collections.abc import Iterator

from babel import Locale

_LANGUAGES = ("en", "fr", "de", "es", "it", "nl")
_OTHER_SPELLINGS = {"sept": 9, "mrz": 3, "maerz": 3, "fev": 2, "aout": 8, "dec": 12, "janv": 1, "juil": 7}


def _spellings() -> Iterator[tuple[str, int]]:
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    yield name.casefold().strip("."), number


MONTHS: dict[str, int] = {**_OTHER_SPELLINGS, **dict(_spellings())}
"""Name or abbreviation, casefolded and without point → 1 to 12."""

ZONES: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "CCT": 8, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Zone name → hours east of UTC."""
