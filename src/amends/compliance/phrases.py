"""Phrases of the packs as patterns over units.

A phrase is words and Chinese characters in order. `(a|b c|)` is a choice; `?` after a part makes it optional,
`*` repeats it or leaves it out, `+` repeats it; `word*` is any ending, `#` a number, `^` the beginning of a
sentence, `{name}` any phrase of a concept, `..` a gap of a few units and `...` a wider one, both within a
sentence.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amends.compliance.folding import folded
from amends.compliance.units import BREAK
from amends.core.errors import AmendsError

STEM = 4  # letters by which a word with any ending is looked up
NUMBER = "#"
OPEN = ""  # any unit
_PIECE = re.compile(r"\.{2,3}|\{[a-z_]+\}|[(|)?*+^#]|[a-z]+\*?|[0-9]+(?:[.,:][0-9]+)*|\S")
_GAPS = {"..": 6, "...": 14}
_TIMES = {"?": "?", "*": "{0,6}", "+": "{1,6}"}
_MOST_BEGINNINGS = 600
_COMMON = frozenset(
    (
        *"的了您你我们是不在有给好这个一到可以要就会能请已为把退发货单收来说麻烦帮亲看后下,",
        *(
            "a",
            "an",
            "and",
            "are",
            "at",
            "be",
            "can",
            "for",
            "have",
            "has",
            "if",
            "in",
            "is",
            "it",
            "not",
            "of",
        ),
        *("on", "or", "our", "order", "please", "refund", "that", "the", "this", "to", "us", "we", "will"),
        *("with", "you", "your", "de", "du", "en", "et", "la", "le", "les", "ne", "nous", "notre", "ou"),
        *("pas", "pour", "que", "un", "une", "vous", "votre", NUMBER),
    )
)

Beginning = tuple[str, ...]  # the first two units; fewer where the part is shorter
_NOTHING: frozenset[Beginning] = frozenset({()})


class BadPhrase(AmendsError):
    """A phrase that cannot be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """A pattern, the units it can begin with, units of which a text must have one, and all its words.

    Words with any ending are told by their first letters and `*`. `needs` is empty where nothing is needed;
    of `also` a text must have one as well.
    """

    pattern: str
    begins: frozenset[Beginning]
    needs: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


Concept = Callable[[str], Part]


def read_phrase(text: str, concept: Concept) -> Part:
    """Read a phrase; `concept` gives the part for a name in braces. Raises BadPhrase."""
    pieces = _PIECE.findall(folded(text))
    part, rest = _row(pieces, 0, concept)
    if rest != len(pieces):
        raise BadPhrase("bad_phrase", f"There is a bracket too many in {text!r}.")
    if any(begin[:1] in ((), (OPEN,)) for begin in part.begins):
        raise BadPhrase("bad_phrase", f"{text!r} must begin with a word.")
    return part


def one_of(parts: list[Part]) -> Part:
    """Any of these."""
    return Part(
        "(?:" + "|".join(part.pattern for part in parts) + ")",
        frozenset().union(*(part.begins for part in parts)),
        frozenset().union(*(part.needs for part in parts))
        if all(part.needs for part in parts)
        else frozenset(),
        frozenset().union(*(part.words for part in parts)),
    )


def _row(pieces: list[str], at: int, concept: Concept) -> tuple[Part, int]:
    parts: list[Part] = []
    while at < len(pieces) and pieces[at] not in ("|", ")"):
        piece = pieces[at]
        at += 1
        if piece in _TIMES:
            if not parts:
                raise BadPhrase("bad_phrase", f"{piece!r} stands after nothing.")
            parts.append(_repeated(parts.pop(), piece))
        elif piece == "(":
            part, at = _choice(pieces, at, concept)
            parts.append(part)
        else:
            parts.append(_single(piece, concept))
    return _sequence(parts), at


def _repeated(part: Part, times: str) -> Part:
    begins = part.begins
    if times != "?":
        begins = _fewer(begins | _then(begins, part.begins))
    if times != "+":
        begins |= _NOTHING
    needs = part.needs if times == "+" else frozenset()
    also = part.also if times == "+" else frozenset()
    return Part(f"(?:{part.pattern}){_TIMES[times]}", begins, needs, part.words, also)


def _choice(pieces: list[str], at: int, concept: Concept) -> tuple[Part, int]:
    options: list[Part] = []
    while True:
        option, at = _row(pieces, at, concept)
        options.append(option)
        if at == len(pieces):
            raise BadPhrase("bad_phrase", f"A bracket is not closed in {' '.join(pieces)!r}.")
        at += 1
        if pieces[at - 1] == ")":
            return one_of(options), at


def _single(piece: str, concept: Concept) -> Part:
    if piece in _GAPS:
        gap = rf"(?:[^ {BREAK}]+ ){{0,{_GAPS[piece]}}}?"
        return Part(gap, frozenset({(), (OPEN,)}))
    if piece[0] == "{":
        return concept(piece[1:-1])
    if piece == "^":
        return Part(rf"(?:\A|(?<={BREAK} ))", _NOTHING)
    if piece == NUMBER:
        return Part("[0-9][0-9.,:]* ", frozenset({(NUMBER,)}), frozenset({NUMBER}))
    if piece.endswith("*"):
        stem = piece[:-1]
        if len(stem) < STEM:
            raise BadPhrase("bad_phrase", f"{piece!r} is too short for any ending.")
        first = f"{stem[:STEM]}*"
        return Part(f"{stem}[a-z]* ", frozenset({(first,)}), frozenset({first}), frozenset({piece}))
    first = NUMBER if piece[0].isdigit() else piece
    return Part(f"{re.escape(piece)} ", frozenset({(first,)}), frozenset({first}), frozenset({piece}))


def _sequence(parts: list[Part]) -> Part:
    begins = _NOTHING
    for part in parts:
        begins = _then(begins, part.begins)
        if all(len(begin) == 2 for begin in begins):
            break
    needed = sorted((one for part in parts for one in (part.needs, part.also) if one), key=_commonness)
    return Part(
        "".join(part.pattern for part in parts),
        _fewer(begins),
        needed[0] if needed else frozenset(),
        frozenset().union(*(part.words for part in parts)),
        needed[1] if len(needed) > 1 else frozenset(),
    )


def _commonness(units: frozenset[str]) -> int:
    """Roughly how often a text has one of these."""
    return len(units) + 40 * len(units & _COMMON)


def _then(begins: Iterable[Beginning], others: Iterable[Beginning]) -> frozenset[Beginning]:
    """One after the other: the first two units of both."""
    shorter = [begin for begin in begins if len(begin) < 2]
    return frozenset([begin for begin in begins if len(begin) == 2]) | {
        (*begin, *other)[:2] for begin in shorter for other in others
    }


def _fewer(begins: frozenset[Beginning]) -> frozenset[Beginning]:
    """Where there are too many, only the first unit is told."""
    if len(begins) <= _MOST_BEGINNINGS:
        return begins
    return frozenset((begin[0], OPEN) if begin else begin for begin in begins)
