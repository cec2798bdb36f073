"""A folded text cut into units: words, numbers, single Chinese characters, signs; and into sentences."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

BREAK = "\n"
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(
    rf"(?P<word>[a-z]+(?:'[a-z]+)*'?)|(?P<chinese>[{_CHINESE}]+)|(?P<number>[0-9]+(?:[.,:][0-9]+)*)"
    r"|(?P<stop>[!?;。｡\n]+|\.+(?![a-z0-9\u3400-\u9fff]))"
    r"|(?P<sign>[$€£¥%+=♥❤⭐★☆🌟🧧💰💵💸🎁,])"
)
_STARS = frozenset("★☆🌟")
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
_MIXED = re.compile("[a-z][0-9@$]|[0-9@$][a-z]")
_LONG_LINE = 40
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Units:
    """The units in order, each with its place in the folded text and the number of its sentence.

    `joined` has them with a blank behind each; `offsets` says where each begins there. `present` has each
    unit once, the beginnings of words with `*`, and `#` where there is a number.
    """

    units: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    joined: str
    offsets: list[int]
    present: frozenset[str]

    def unit_before(self, offset: int) -> int:
        """The number of the unit that begins at this offset of `joined`, or after it."""
        return bisect_left(self.offsets, offset)


def cut(text: str, original: str, known: Known) -> Units:
    """Cut a folded text; `original` is the text as given, `known` tells words that the packs speak of."""
    units: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    if _MIXED.search(text):
        text = _without_leet(text, known)
    for token in _TOKEN.finditer(text):
        kind, start = token.lastgroup, token.start()
        if kind == "chinese":
            units.extend(token[0])
            starts.extend(range(start, token.end()))
            ends.extend(range(start + 1, token.end() + 1))
            continue
        word = token[0]
        if kind == "number" or (kind == "word" and word not in _SHORT and "'" not in word):
            units.append(word)
            starts.append(start)
            ends.append(token.end())
            continue
        if kind == "stop" and (units[-1:] == [BREAK] or (word == BREAK and _goes_on(text, start))):
            continue
        for unit, first, last in _parts(word, kind, start):
            units.append(unit)
            starts.append(first)
            ends.append(last)
    joined = " ".join([*units, ""])
    if _SPACED.search(joined):
        _join_spaced(units, starts, ends, known)
        joined = " ".join([*units, ""])
    offsets = list(accumulate(map((1).__add__, map(len, units)), initial=0))
    return Units(units, starts, ends, _sentences(units), joined, offsets, _present(units))


def _sentences(units: Sequence[str]) -> list[int]:
    """Of each unit the number of its sentence; the break ends it."""
    numbers: list[int] = []
    breaks = [at for at, unit in enumerate(units) if unit == BREAK]
    for number, at in enumerate([*breaks, len(units) - 1]):
        numbers += [number] * (at + 1 - len(numbers))
    return numbers


def _present(units: Sequence[str]) -> frozenset[str]:
    once = set(units)
    long = [unit for unit in once if len(unit) > 1]
    numbers = not once.isdisjoint("0123456789") or any(unit[0].isdigit() for unit in long)
    return frozenset(once.union([f"{unit[:4]}*" for unit in long], "#" if numbers else ()))


def _parts(token: str, kind: str | None, start: int) -> Iterator[tuple[str, int, int]]:
    end = start + len(token)
    if kind == "stop":
        yield BREAK, start, end
    elif kind == "sign":
        yield ("⭐" if token in _STARS else "♥" if token == "❤" else token), start, end
    elif token in _SHORT:
        yield from ((unit, start, end) for unit in _SHORT[token])
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
        elif number + 1 < len(pieces) and pieces[number + 1] == "t" and piece.endswith("n"):
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
