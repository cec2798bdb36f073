"""A message made ready for judging: normalised, its quoted history and signature set aside."""

import re
import unicodedata
from dataclasses import dataclass

from amends.connectors.mail.quoting import own_words

LONGEST = 4_000  # characters that are judged: what a buyer needs stands at the beginning
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
_CURLY = str.maketrans(_QUOTES)
_QUOTE = re.compile(f"[{''.join(_QUOTES)}]")
# Letters of other alphabets that are drawn like Latin ones, mapped where they stand among Latin letters.
_LOOKALIKES = str.maketrans("аеорсухіԁѕјһ", "aeopcyxidsjh")
_CYRILLIC = re.compile("[а-яіԁѕјһ]")
_MIXED = re.compile(r"(?=[а-яіԁѕјһ]*[a-z])(?=[a-z]*[а-яіԁѕјһ])[a-zа-яіԁѕјһ]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_LEAST_BLOB = 80
_BLOB = re.compile(rf"[A-Za-z0-9+/=_-]{{{_LEAST_BLOB},}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words to judge, in small letters, and where each of their characters stood."""

    text: str
    places: list[int] | None  # None: each character stands where it stood
    length: int  # of the text as received

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as received."""
        if self.places is None:
            return start, end
        if start >= len(self.places):
            return self.length, self.length
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def read(original: str) -> Reading:
    """Normalise a message and keep what the buyer wrote this time."""
    text = original[: LONGEST * 4]
    kept = own_words(text) if "\n" in text else text
    if kept.isascii() and "<" not in kept and len(kept) < 80:
        return Reading(kept.lower(), None, len(original))
    if len(kept) >= _LEAST_BLOB:
        kept = _BLOB.sub(lambda blob: " " * len(blob[0]), kept)
    if "<" in kept:
        kept = _TAG.sub(lambda tag: " " * len(tag[0]), kept)
    kept = kept[:LONGEST]
    plain = _lower(kept)
    if plain is not None:
        return Reading(plain, None, len(original))
    return _character_by_character(kept, len(original))


def _lower(text: str) -> str | None:
    """Small letters where every character stays one character, else None."""
    if _INVISIBLE.search(text) or not unicodedata.is_normalized("NFC", text):
        return None
    if not unicodedata.is_normalized("NFKC", text):
        wide = text
        text = "".join(map(_COMPOSED.__getitem__, wide))
        if len(text) != len(wide):
            return None
    if _QUOTE.search(text):
        text = text.translate(_CURLY)
    plain = _look_alike(text.lower())
    return plain if len(plain) == len(text) else None


class _Composed(dict[str, str]):
    """Each character as it is meant: a wide one narrow."""

    def __missing__(self, letter: str) -> str:
        meant = unicodedata.normalize("NFKC", letter)
        if len(self) < _MOST_COMPOSED:
            self[letter] = meant
        return meant


_MOST_COMPOSED = 10_000
_COMPOSED = _Composed()


def _look_alike(text: str) -> str:
    if text.isascii() or not _CYRILLIC.search(text):
        return text
    return _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), text)


def _character_by_character(text: str, length: int) -> Reading:
    letters: list[str] = []
    places: list[int] = []
    at = 0
    for cluster in _clusters(text):
        if not _INVISIBLE.fullmatch(cluster):
            plain = unicodedata.normalize("NFKC", cluster).translate(_CURLY).lower()
            letters.append(plain)
            places.extend([at] * len(plain))
        at += len(cluster)
    return Reading(_look_alike("".join(letters)), places, length)


def _clusters(text: str) -> list[str]:
    """A letter with the accents that follow it, each other character alone."""
    clusters: list[str] = []
    for letter in text:
        if clusters and unicodedata.combining(letter) and len(clusters[-1]) < 4:
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters
