"""Where the words that were looked for stand in a text, and the piece of it that shows them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BEFORE, SHOWN = 40, 160  # signs of a snippet: before the first mark, and in all
READ = 20_000
_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `is_found` where it is what was looked for."""

    text: str
    is_found: bool = False


def folded(text: str) -> tuple[str, list[int]]:
    """The text as search compares it, and for each of its signs the place in the text it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text[:READ]):
        if sign < "\x80":
            made = sign.lower()
        elif "\u4e00" <= sign <= "\u9fff":
            made = sign
        else:
            made = _plain(sign)
        signs.append(made)
        places.extend([place] * len(made))
    return "".join(signs), places


def _plain(sign: str) -> str:
    if "\u0300" <= sign <= "\u036f":
        return ""
    parts = unicodedata.normalize("NFKD", sign)
    kept = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
    return unicodedata.normalize("NFKC", kept).lower().replace("’", "'")


def marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """The spans of the text (end exclusive, apart, in order) that begin as one of these words do."""
    ways = [way for word in words for way in _ways(word)]
    if not ways:
        return []
    plain, places = folded(text)
    spans: list[tuple[int, int]] = []
    for found in re.finditer("|".join(sorted(ways, key=len, reverse=True)), plain):
        if found.end() == found.start():
            continue
        start, end = places[found.start()], places[found.end() - 1] + 1
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _ways(word: str) -> list[str]:
    """The patterns of a word's runs: Chinese anywhere, others where a word begins, to its end."""
    plain, _ = folded(word)
    ways = []
    for run in re.findall(rf"[{_CJK}]+|[^{_CJK}\s]+", plain):
        if re.match(rf"[{_CJK}]", run):
            ways.append(re.escape(run))
        elif any(sign.isalnum() for sign in run):
            ways.append(rf"(?<![^\W_]){re.escape(run.strip('.,;!?()'))}[^\W{_CJK}]*")
    return ways


def snippet(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The part of the text where most of the words stand together, on one line; its beginning for none."""
    line = " ".join(text[:READ].split())
    found = marks(line, words)
    start = _best_start(found)
    begin = max(0, start - BEFORE)
    end = min(len(line), begin + SHOWN)
    pieces = [Piece("…")] if begin else []
    at = begin
    for first, last in found:
        if first < begin or last > end:
            continue
        if first > at:
            pieces.append(Piece(line[at:first]))
        pieces.append(Piece(line[first:last], is_found=True))
        at = last
    if at < end:
        pieces.append(Piece(line[at:end]))
    if end < len(line):
        pieces.append(Piece("…"))
    return tuple(pieces)


def _best_start(found: Sequence[tuple[int, int]]) -> int:
    together = [sum(first <= other < first + SHOWN - BEFORE for other, _ in found) for first, _ in found]
    return found[together.index(max(together))][0] if found else 0
