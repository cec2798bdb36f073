"""A text as it is compared: case, width, accents, look-alike letters and invisible signs do not count."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from amends.core.simplified import to_simplified

# Letters of other scripts that look like Latin ones, and signs that stand for others.
_LOOK_ALIKES = {
    pair[0]: pair[1:]
    for row in (
        "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl кk мm тt вb нh ɑa οo αa εe ρp νv",
        "κk τt υu ιi χx ҽe օo սu ցg ʏy ʀr ɪi ɴn ʟl ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt",
        "ᴜu ᴠv ᴡw ᴢz ’' ‘' ʼ' ´' `' ʹ' ‐- ‑- ‒- –- —- −- 、, ßss œoe æae øo łl đd ıi",
        "ɡg",
    )
    for pair in row.split()
}
_GONE = frozenset(("Mn", "Me", "Cf", "Cs", "Co", "Cn"))
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_NEW_LINES = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_uneven: set[str] = set()  # letters that become none or several


class _Folds(dict[int, str]):
    """What each code point becomes; asked once for each."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = folded = _fold(letter)
        if len(folded) != 1:
            _uneven.add(letter)
        return folded


def _fold(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in "\n\t" or letter in _NEW_LINES:
        return " " if letter == "\t" else "\n"
    if letter in _BLANKS or kind in _GONE:
        return ""
    if kind in ("Zs", "Cc"):
        return " "
    composed = "\u1100" <= letter <= "\u11ff" or "\uac00" <= letter <= "\ud7a3"
    whole = unicodedata.normalize("NFKC" if composed else "NFKD", letter).lower()
    signs = (sign for sign in whole if unicodedata.category(sign) not in _GONE)
    return to_simplified("".join(_LOOK_ALIKES.get(sign, sign) for sign in signs))


_FOLDS = _Folds()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and of each of its letters the place in the text as given."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the text as given."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back to its code points."""
    if text.isascii() and "\r" not in text:
        return Folded(text.lower(), range(len(text)))
    folded = text.translate(_FOLDS)
    if _uneven.isdisjoint(text):
        return Folded(folded, range(len(text)))
    places: list[int] = []
    for place, letter in enumerate(text):
        places.extend([place] * len(_FOLDS[ord(letter)]))
    return Folded(folded, places)


def folded(text: str) -> str:
    """The folded text alone."""
    return text.translate(_FOLDS)
