"""Things that packs name in three languages, found in a text under any of the ways they are written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LANGUAGES = ("en", "zh-Hans", "fr")
_FIRST_IDEOGRAPH = "⺀"
_LETTER = "[a-z\u00df-\u024f]"


class Wordings:
    """Rows of `code`, a name in each of LANGUAGES, and `written`: further ways, or the only ones.

    `by_name`: the names themselves count as ways to write it.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], *, by_name: bool) -> None:
        self._names = {row["code"]: row for row in rows}
        self._codes: dict[str, str] = {}
        for row in rows:
            names = [row[language] for language in LANGUAGES] if by_name else []
            self._codes |= {folded(way): row["code"] for way in (*names, *row.get("written", ()))}
        self._pattern = any_of(self._codes)

    def first_in(self, text: str) -> str:
        """The code of what the text names, the longest name before shorter ones; "" for none."""
        longest = max(self._pattern.finditer(folded(text)), key=lambda found: len(found[0]), default=None)
        return self._codes[longest[0]] if longest else ""

    def all_in(self, text: str) -> set[str]:
        """The codes of everything that the text names."""
        return {self._codes[found[0]] for found in self._pattern.finditer(folded(text))}

    def name(self, code: str, language: str) -> str:
        """Its name in this language; the code itself where there is none."""
        return str(self._names.get(code, {}).get(language, code))


def folded(text: str) -> str:
    """As texts are compared: case and width do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these folded names, the longest first; those in Latin letters as whole words.

    What a name may begin with is asked before the names are tried one by one: few places in a text pass.
    """
    every = sorted(names, key=lambda name: (-len(name), name))
    words = [name for name in every if name[0] < _FIRST_IDEOGRAPH]
    signs = [name for name in every if name[0] >= _FIRST_IDEOGRAPH]
    ways = [rf"(?<!{_LETTER}){_one_of(words)}(?!{_LETTER})"] if words else []
    ways += [_one_of(signs)] if signs else []
    return re.compile("|".join(ways) or "(?!)")


def _one_of(names: Sequence[str]) -> str:
    begins = "".join(re.escape(sign) for sign in sorted({name[0] for name in names}))
    return f"(?=[{begins}])(?:{'|'.join(map(re.escape, names))})"
