"""Countries as ISO 3166-1 knows them, from the tables of the babel package."""

from functools import lru_cache

from babel import Locale

# Two-letter codes of those tables that are no country: unions, groups of islands, placeholders.
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@lru_cache(maxsize=8)
def country_names(language: str = "en") -> dict[str, str]:
    """Alpha-2 code → name in `language` (as Django writes it: zh-hans, fr)."""
    names = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
