"""A folded text cut into units: words, numbers, single Chinese characters, signs; and into sentences."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

BREAK = "\n"
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(
    rf"(?P<word>[a-z]+(?:'[a-z]+)*'?)|(?P<single>[{_CHINESE}$€£¥%+=♥⭐🧧💰💵💸🎁,]+)"
    r"|(?P<number>[0-9]+(?:[.,:][0-9]+)*)|(?P<stop>[!?;。｡\n]+|\.+(?![a-z0-9\u3400-\u9fff]))|(?P<sign>[❤★☆🌟])"
)
_SELDOM_ALONE = frozenset("bcdefghjklmnopqrstuvwxyz")
_LEET = re.compile(r"(?<![a-z0-9@$])(?=[a-z0-9@$]*[a-z])[a-z0-9@$]*[0-9@$][a-z0-9@$]*(?![a-z0-9@$])")
_LEETS = tuple(str.maketrans("013457@$", letters) for letters in ("oieastas", "oleastas"))
_ENDINGS = {"t": "not", "re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would", "s": ""}
_SHORT = {
    word: tuple(units.split())
    for word, units in {
        "dont": "do not", "doesnt": "does not", "didnt": "did not", "cant": "can not", "cannot": "can not",
        "wont": "will not", "isnt": "is not", "arent": "are not", "wasnt": "was not", "havent": "have not",
        "shouldnt": "should not", "wouldnt": "would not", "couldnt": "could not", "youre": "you are",
        "youve": "you have", "youd": "you would", "weve": "we have", "thats": "that", "pls": "please",
        "plz": "please", "u": "you", "ur": "your", "svp": "s il vous plait",
    }.items()
}  # fmt: skip
_NOT = {"can": ("can", "not"), "won": ("will", "not"), "shan": ("shall", "not")}
_LEAST_SPACED = 4
_SPACED = re.compile("(?:(?<= )|^)[a-z] [a-z] [a-z] [a-z] ")
_MIXED = re.compile("[0-9@$](?:[a-z]|(?<=[a-z][0-9@$]))")
_LONG_LINE = 40
_GREETING = 3
_MOST_KEPT = 50_000
Known = Callable[[str], bool]
Span = tuple[int, int, set[str]]


class _Stems(dict[str, str]):
    """The beginning of each word with `*`; of a number `#`, of any other single sign none."""

    def __missing__(self, unit: str) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        self[unit] = stem = "#" if unit[0].isdigit() else f"{unit[:4]}*" if len(unit) > 1 else ""
        return stem


_STEMS = _Stems()


@dataclass(frozen=True, slots=True)
class Units:
    """The units in order, each with its place in the folded text and the number of its sentence.

    `joined` has them with a blank behind each; `offsets` says where each begins there. `spans` are the
    sentences, from unit to before unit, with their `present`: each unit once, the beginnings of words with
    `*`, and `#` where there is a number.
    """

    units: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    joined: str
    offsets: list[int]
    spans: list[Span]
    present: set[str]

    @property
    def opening(self) -> int:
        """The number of the first sentence that is more than a greeting; 0 where none is."""
        return next(
            (
                number
                for number, (first, last, _) in enumerate(self.spans)
                if last - first - (self.units[last - 1] == BREAK) > _GREETING
            ),
            0,
        )


def cut(text: str, original: str, known: Known) -> Units:
    """Cut a folded text; `original` is the text as given, `known` tells words that the packs speak of."""
    if _MIXED.search(text):
        text = _without_leet(text, known)
    units, starts, ends = _tokens(text)
    once = set(units)
    joined = " ".join([*units, ""])
    if not _SELDOM_ALONE.isdisjoint(once) and _SPACED.search(joined):
        _join_spaced(units, starts, ends, known)
        joined = " ".join([*units, ""])
        once = set(units)
    offsets = list(accumulate(map((1).__add__, map(len, units)), initial=0))
    stems = [*map(_STEMS.__getitem__, units)]
    once.update(stems)
    sentences, spans = _sentences(units, stems)
    return Units(units, starts, ends, sentences, joined, offsets, spans, once)


def _tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    """The units of a text, and where each begins and ends."""
    units: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in _TOKEN.finditer(text):
        kind, word = token.lastgroup, token[0]
        start, end = token.span()
        if kind == "single":
            units += word
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            continue
        if kind == "stop":
            if units[-1:] == [BREAK] or (word == BREAK and _goes_on(text, start)):
                continue
            word = BREAK
        elif kind == "sign":
            word = "♥" if word == "❤" else "⭐"
        elif kind == "word" and (word in _SHORT or "'" in word):
            for unit, first, last in _parts(word, start):
                units.append(unit)
                starts.append(first)
                ends.append(last)
            continue
        units.append(word)
        starts.append(start)
        ends.append(end)
    return units, starts, ends


def _sentences(units: Sequence[str], stems: Sequence[str]) -> tuple[list[int], list[Span]]:
    """Of each unit the number of its sentence, which the break ends; and all sentences."""
    numbers: list[int] = []
    spans: list[Span] = []
    first = 0
    breaks = [at for at, unit in enumerate(units, 1) if unit == BREAK]
    for last in [*breaks, len(units)] if breaks[-1:] != [len(units)] else breaks:
        numbers += [len(spans)] * (last - first)
        spans.append((first, last, {*units[first:last], *stems[first:last]}))
        first = last
    return numbers, spans


def _parts(token: str, start: int) -> Iterator[tuple[str, int, int]]:
    if token in _SHORT:
        yield from ((unit, start, start + len(token)) for unit in _SHORT[token])
    else:
        yield from _elided(token, start)


def _elided(token: str, start: int) -> Iterator[tuple[str, int, int]]:
    """English contractions in full, French ones in two."""
    at = start
    pieces = token.split("'")
    for number, piece in enumerate(pieces):
        end = at + len(piece)
        if number and piece in _ENDINGS and len(pieces[number - 1]) > 1:
            if piece != "t" and _ENDINGS[piece]:
                yield _ENDINGS[piece], at, end
        elif number + 1 < len(pieces) and pieces[number + 1] == "t" and piece.endswith("n") and piece != "n":
            whole = _NOT.get(piece, (piece[:-1], "not"))
            yield from ((unit, at, end + 2) for unit in whole)
        elif piece:
            yield piece, at, end
        at = end + 1


def _goes_on(text: str, at: int) -> bool:
    """A line that was only wrapped: long, and the next goes on with a small letter or none."""
    before = text.rfind(BREAK, 0, at)
    rest = text[at + 1 : at + 2]
    return at - before > _LONG_LINE and rest.isalpha() and rest.isascii()


def _without_leet(text: str, known: Known) -> str:
    """Words with digits for letters, where that makes a word we know; places stay."""
    for found in list(_LEET.finditer(text)):
        for table in _LEETS:
            word = found[0].translate(table)
            if word != found[0] and word.isalpha() and known(word):
                text = f"{text[: found.start()]}{word}{text[found.end() :]}"
                break
    return text


def _join_spaced(units: list[str], starts: list[int], ends: list[int], known: Known) -> None:
    """Words spelt with gaps between their letters, where that makes words we know."""
    at = len(units)
    while at > 0:
        end = at
        while at > 0 and len(units[at - 1]) == 1 and "a" <= units[at - 1] <= "z":
            at -= 1
        if end - at >= _LEAST_SPACED:
            for first, last in reversed(list(_words_in(units, at, end, known))):
                units[first:last] = ["".join(units[first:last])]
                starts[first:last] = [starts[first]]
                ends[first:last] = [ends[last - 1]]
        at -= 1


def _words_in(units: list[str], at: int, end: int, known: Known) -> Iterator[tuple[int, int]]:
    while at < end:
        for last in range(min(end, at + 20), at + 2, -1):
            if known("".join(units[at:last])):
                yield at, last
                at = last
                break
        else:
            at += 1
