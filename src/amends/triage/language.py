"""Which language a message is in: by its script, then by its commonest words and letters."""

import re
from functools import cache, lru_cache

from amends.core.packs import load_pack
from amends.core.simplified import SIMPLIFIED, TRADITIONAL
from amends.triage.units import fold

UNKNOWN = "und"
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")),
    ("zh", re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_ALPHABETS_FROM = "\u0370"  # the first letter of the first of them
_OTHER_THAN_CHINESE = re.compile(
    "|".join(letters.pattern for language, letters in _SCRIPTS if language != "zh")
)
_LATIN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_CHINESE = dict(_SCRIPTS)["zh"]
_UKRAINIAN = re.compile("[іїєґ]")
_KANA_SHARE = 0.12
_MOST_LETTERS = 600


def language_of(text: str, hint: str | None = None) -> str:
    """zh-Hans, zh-Hant, en, fr, another language's code, or `und`; `hint` counts where the text is silent."""
    start = text[:_MOST_LETTERS].lower()
    if not start.isascii() and max(start) >= _ALPHABETS_FROM:
        script = _by_script(start)
        if script:
            return _chinese(start, hint) if script == "zh" else script
    return _by_words(start, hint)


def _by_script(text: str) -> str | None:
    counts = dict.fromkeys(dict(_SCRIPTS), 0)
    counts["zh"] = len(_CHINESE.findall(text))
    if _OTHER_THAN_CHINESE.search(text):
        counts = {language: len(letters.findall(text)) for language, letters in _SCRIPTS}
    best = max(counts, key=counts.__getitem__)
    if counts["ja"] and counts["ja"] >= _KANA_SHARE * (counts["ja"] + counts["zh"]):
        best = "ja"
    # One Chinese character says as much as a whole word.
    weight = 4 if best in ("zh", "ja", "ko") else 1
    if counts[best] == 0:
        return None
    told = counts[best] * weight
    if told < len(text) and told < sum(len(word) for word in _LATIN.findall(text) if word[0] <= "\u024f"):
        return None
    return "uk" if best == "ru" and _UKRAINIAN.search(text) else best


def _chinese(text: str, hint: str | None) -> str:
    traditional = sum(map(TRADITIONAL.__contains__, text))
    simplified = sum(map(SIMPLIFIED.__contains__, text))
    if traditional == simplified:
        return "zh-Hant" if hint == "zh-Hant" else "zh-Hans"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _by_words(text: str, hint: str | None) -> str:
    found = _LATIN.findall(text.replace("’", "'"))
    if not found:
        return hint if hint and hint != UNKNOWN and text.strip() else UNKNOWN
    votes: dict[str, float] = {}
    for word in found[:80]:
        for language, weight in _votes(word):
            votes[language] = votes.get(language, 0.0) + weight
    if not _is_clear(votes):
        for word in found[:20]:
            for piece, language, weight in _pieces():
                if piece in f" {word} ":
                    votes[language] = votes.get(language, 0.0) + weight
    if hint:
        votes[hint.split("-")[0]] = votes.get(hint.split("-")[0], 0.0) + 0.4
    if not votes:
        return UNKNOWN
    best = max(votes, key=votes.__getitem__)
    return best if votes[best] >= 0.3 else UNKNOWN


def _is_clear(votes: dict[str, float]) -> bool:
    first, second = (*sorted(votes.values(), reverse=True), 0.0, 0.0)[:2]
    return first >= 1.5 and first >= 1.6 * second


@lru_cache(maxsize=20_000)
def _votes(word: str) -> tuple[tuple[str, float], ...]:
    """Which languages a word speaks for, and how much."""
    table = _words()
    pieces = dict.fromkeys((word, *word.split("'")))
    return tuple(vote for piece in pieces for vote in table.get(piece, ()) or table.get(fold(piece), ()))


@cache
def _words() -> dict[str, tuple[tuple[str, float], ...]]:
    languages: dict[str, list[str]] = {}
    for row in load_pack("triage/languages").body["languages"]:
        for word in row["words"]:
            languages.setdefault(word, []).append(row["language"])
    # A word that two languages share speaks for each by half.
    return {
        word: tuple((language, 1.0 / len(spoken)) for language in spoken)
        for word, spoken in languages.items()
    }


@cache
def _pieces() -> tuple[tuple[str, str, float], ...]:
    return tuple(
        (piece.replace("_", " "), row["language"], 0.35)
        for row in load_pack("triage/languages").body["languages"]
        for piece in row.get("pieces", ())
    )
