"""A message made ready for judging: normalised, its quoted history and signature set aside."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4_000  # characters that are judged: what a buyer needs stands at the beginning
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CURLY = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
)
# Letters of other alphabets that are drawn like Latin ones, mapped where they stand among Latin letters.
_LOOKALIKES = str.maketrans("аеорсухіԁѕјһ", "aeopcyxidsjh")
_MIXED = re.compile(r"(?=[а-яіԁѕјһ]*[a-z])(?=[a-z]*[а-яіԁѕјһ])[a-zа-яіԁѕјһ]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{80,}")
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_HISTORY = re.compile(
    r"""^[ \t]*(?:
        -{2,}[ ]*(?:original\ message|message\ d'origine|message\ original|forwarded\ message)
      | -{2,}(?:[ ]|&nbsp;)*(?:原始邮件|原始郵件|转发邮件|转发的邮件|原邮件|回复的原邮件|回覆的原郵件)
      | _{10,}[ \t]*$
      | (?:on|at)\ [^\n]{4,120}(?:\n[^\n]{1,80})?\ wrote\ ?:
      | le\ [^\n]{4,120}(?:\n[^\n]{1,80})?\ a\ [ée]crit\ ?:
      | 在[^\n]{4,80}写道[:\uff1a]
      | 于[^\n]{4,80}写道[:\uff1a]
      | (?:from|de|发件人|寄件者)\ ?[:\uff1a][^\n]{1,200}\n[ \t]*
        (?:sent|date|envoy[ée]|to|发送时间|日期|收件人|寄件日期|à)\ ?[:\uff1a]
    )""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:--[ ]?$|sent from my |envoy[ée] de(?:puis)? mon |get outlook for|发自我的|从我的|來自我的|傳送自)",
    re.MULTILINE | re.IGNORECASE,
)


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
    kept = _own_words(text)
    if kept.isascii() and "<" not in kept and len(kept) < 80:
        return Reading(kept.lower(), None, len(original))
    kept = _BLOB.sub(lambda blob: " " * len(blob[0]), kept)
    kept = _TAG.sub(lambda tag: " " * len(tag[0]), kept)[:LONGEST]
    plain = _lower(kept)
    if plain is not None:
        return Reading(plain, None, len(original))
    return _character_by_character(kept, len(original))


def _own_words(text: str) -> str:
    """Without history and signature; what stood between quoted lines stays at its place."""
    own = text
    if ">" in text:
        own = _QUOTED.sub(lambda line: " " * len(line[0]), text)
    for found in _HISTORY.finditer(own):
        if not own[: found.start()].strip():
            continue
        follows = text[found.end() :].lstrip()
        if follows.startswith(">"):
            own = own[: found.start()] + " " * len(found[0]) + own[found.end() :]
            continue
        own = own[: found.start()]
        break
    signature = _SIGNATURE.search(own)
    if signature and own[: signature.start()].strip():
        own = own[: signature.start()]
    # A message that is nothing but a quote is judged by the quote.
    return own if own.strip() else text


def _lower(text: str) -> str | None:
    """Small letters where every character stays one character, else None."""
    if _INVISIBLE.search(text) or not unicodedata.is_normalized("NFC", text):
        return None
    if not unicodedata.is_normalized("NFKC", text):
        wide = text
        text = "".join(map(_composed, wide))
        if len(text) != len(wide):
            return None
    plain = _look_alike(text.translate(_CURLY).lower())
    return plain if len(plain) == len(text) else None


@lru_cache(maxsize=10_000)
def _composed(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter)


def _look_alike(text: str) -> str:
    return text if text.isascii() else _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), text)


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
