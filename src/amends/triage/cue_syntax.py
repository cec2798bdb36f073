"""How a cue is written in a pack, and the pattern it becomes.

A cue is a row of units (characters in Chinese, words elsewhere) with `(a|b)` for alternatives, `?`, `*` and
`+` after them, and `~` for a short gap inside one sentence. `\\d` stands for a number, `\\S` for any unit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Normal = Callable[[str], list[str]]
BREAK = "."  # the unit that stands for the end of a sentence
LETTER_GAP, WORD_GAP = 6, 3
_PIECE = re.compile(r"\\[dS]|[()|?*+~]|[^()|?*+~\\]+")
_MOST_PREFIXES = 600
_TIMES = {"": (1, 1), "?": (0, 1), "*": (0, 3), "+": (1, 3)}


class BadCue(ValueError):
    """A cue that cannot be read, or that would be found in every text."""


@dataclass(frozen=True, slots=True)
class Unit:
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    pass


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple["Row", ...]
    times: str = ""


Part = Unit | Gap | Choice
Row = tuple[Part, ...]


def read_cue(text: str, normal: Normal) -> Row:
    """Parse a cue; `normal` makes the units of plain text. Raises BadCue."""
    pieces = _PIECE.findall(text)
    if "".join(pieces) != text:
        raise BadCue(f"cannot read {text!r}")
    row, rest = _row(pieces, 0, normal)
    if rest != len(pieces):
        raise BadCue(f"an unopened bracket or an unplaced sign in {text!r}")
    row = _trimmed(row)
    if _can_be_empty(row):
        raise BadCue(f"{text!r} would be found in every text")
    return row


def _row(pieces: list[str], at: int, normal: Normal) -> tuple[Row, int]:
    parts: list[Part] = []
    while at < len(pieces) and pieces[at] not in "|)":
        piece = pieces[at]
        at += 1
        if piece == "(":
            choice, at = _choice(pieces, at, normal)
            parts.append(choice)
        elif piece == "~":
            parts.append(Gap())
        elif piece in "?*+":
            raise BadCue(f"{piece!r} stands after nothing in {''.join(pieces)!r}")
        else:
            parts += [Unit(piece)] if piece[0] == "\\" else [Unit(unit) for unit in normal(piece)]
    return tuple(parts), at


def _choice(pieces: list[str], at: int, normal: Normal) -> tuple[Choice, int]:
    options = []
    while True:
        option, at = _row(pieces, at, normal)
        options.append(option)
        if at == len(pieces):
            raise BadCue(f"an unclosed bracket in {''.join(pieces)!r}")
        at += 1
        if pieces[at - 1] == ")":
            break
    times = pieces[at] if at < len(pieces) and pieces[at] in "?*+" else ""
    return Choice(tuple(dict.fromkeys(options)), times), at + len(times)


def _trimmed(row: Row) -> Row:
    """Without what stands at the ends and need not be there: it would only cost time."""
    start, end = 0, len(row)
    while start < end and isinstance(row[start], Gap):
        start += 1
    while end > start and _can_be_empty(row[end - 1 : end]) and isinstance(row[end - 1], Gap):
        end -= 1
    return row[start:end]


def _can_be_empty(row: Row) -> bool:
    for part in row:
        if isinstance(part, Unit):
            return False
        if isinstance(part, Choice) and _TIMES[part.times][0] and not any(map(_can_be_empty, part.options)):
            return False
    return True


def fewest_units(row: Row) -> int:
    """The length of the shortest text the cue is found in."""
    count = 0
    for part in row:
        if isinstance(part, Unit):
            count += 1
        elif isinstance(part, Choice) and _TIMES[part.times][0]:
            count += min(map(fewest_units, part.options))
    return count


def has_gap(row: Row) -> bool:
    """Whether the cue has a gap anywhere."""
    return any(
        isinstance(part, Gap) or (isinstance(part, Choice) and any(map(has_gap, part.options)))
        for part in row
    )


def pattern(row: Row, *, words: bool) -> str:
    """The regular expression over joined units: letters as they are, words each with a space behind."""
    return "".join(_expression(part, words=words) for part in row)


def _expression(part: Part, *, words: bool) -> str:
    if isinstance(part, Gap):
        return rf"(?:[^ {BREAK}]+ ){{0,{WORD_GAP}}}?" if words else rf"[^{BREAK}]{{0,{LETTER_GAP}}}?"
    if isinstance(part, Choice):
        options = sorted((pattern(option, words=words) for option in part.options), key=len, reverse=True)
        low, high = _TIMES[part.times]
        return f"(?:{'|'.join(options)}){'' if low == high == 1 else f'{{{low},{high}}}'}"
    if part.text == r"\d":
        return r"\d[\d,]* " if words else r"\d+了?"
    if part.text == r"\S":
        return r"\S+ " if words else rf"[^{BREAK}]"
    # 了 comes and goes between any two characters.
    return re.escape(part.text) + (" " if words else "" if part.text == "了" else "了?")


def first_units(row: Row, *, words: bool) -> set[tuple[str, ...]]:
    """By what the cue may begin: pairs of units, or one where the second is open."""
    found: set[tuple[str, ...]] = set()
    for start in _starts(row, 2):
        if r"\S" in start[:1] or not start:
            raise BadCue("a cue must begin with a unit of its own")
        for first in _numbers(start[0]):
            if len(start) < 2 or start[1] in (r"\S", r"\d"):
                found.add((first,))
                continue
            found.add((first, start[1]))
            if not words:
                found.add((first, "了"))
    singles = {start for start in found if len(start) == 1}
    if len(found) > _MOST_PREFIXES:
        return {start[:1] for start in found}
    return {start for start in found if len(start) == 1 or start[:1] not in singles}


def needed(row: Row) -> frozenset[str]:
    """Units of which one at least stands in every text the row is found in; none where that is open."""
    sets = [found for part in row if (found := _needed_by(part))]
    return min(reversed(sets), key=len) if sets else frozenset()


def _needed_by(part: Part) -> frozenset[str]:
    if isinstance(part, Unit):
        return frozenset() if part.text[0] == "\\" else frozenset([part.text])
    if isinstance(part, Gap) or not _TIMES[part.times][0]:
        return frozenset()
    by_option = [needed(option) for option in part.options]
    return frozenset().union(*by_option) if all(by_option) else frozenset()


def _numbers(unit: str) -> Iterator[str]:
    yield from "0123456789" if unit == r"\d" else (unit,)


def _starts(row: Row, count: int) -> set[tuple[str, ...]]:
    """All beginnings of at most `count` units; shorter where the cue ends or a gap opens."""
    if not row:
        return {()}
    part, rest = row[0], row[1:]
    if isinstance(part, Gap):
        return {("",)} if count else {()}
    if isinstance(part, Unit):
        if count == 1:
            return {(part.text,)}
        return {(part.text, *_cut(start)) for start in _starts(rest, count - 1)}
    low, _ = _TIMES[part.times]
    found = set() if low else set(_starts(rest, count))
    for option in part.options:
        again = Choice(part.options, "?") if part.times in ("*", "+") else None
        if not option:
            found |= _starts(rest, count)
            continue
        found |= _starts((*option, *((again,) if again else ()), *rest), count)
        if len(found) > 4 * _MOST_PREFIXES and count > 1:
            return {start[:1] for start in _starts(row, 1)}
    return found


def _cut(start: tuple[str, ...]) -> tuple[str, ...]:
    return () if start == ("",) else start
