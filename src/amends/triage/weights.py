"""The weights of what a text holds, added up for all issue types at once.

Weights are whole numbers from -128 to 127. Those of one gram lie side by side in one big number, a row:
sixteen bits for each type, so that all types of a text are added up in one sum.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from operator import add
from typing import Any, Protocol

from amends.triage.codes import CODES
from amends.triage.grams import APART, BESIDE, END, FARTHEST, START, STEM, pieces, runs, told
from amends.triage.units import Units

LANES = len(CODES) + 1  # one for each type, the last for the gram's own weight, squared
ZERO = 128  # what a weight of nothing is written as
MOST_IN_A_SUM = 256  # of eight bits in lanes of sixteen
MOST_MET = 5_000  # words kept ready of those met
_LANES = struct.Struct(f"<{LANES + 1}H")  # and how many rows were added
_BYTES = _LANES.size
_ONE = 1 << 16 * LANES
_MOST_NUMBERS = 1 << 30
_SPREAD = 0x9E3779B1  # odd: other words, other numbers, spread over all of them
_FIRST = _MOST_NUMBERS + 3  # times the first word's number and the second's added: a pair's own key


class Weights(Protocol):
    """The rows of one language."""

    def row(self, gram: str) -> int | None:
        """The row of one gram; None where it is not known."""

    def sums(self, units: Units) -> list[int]:
        """The rows of all that is counted in a text, in as few sums as hold them, one at least."""


class Runs:
    """Of characters: all rows in one table."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows = rows

    def row(self, gram: str) -> int | None:
        """See Weights."""
        return self._rows.get(gram)

    def sums(self, units: Units) -> list[int]:
        """See Weights."""
        return in_sums(list(filter(None, map(self._rows.get, runs(told(units))))))


class Words:
    """Of words: pairs by the numbers of both words, pieces added up once for each word met."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._numbers: dict[str, int] = {}
        self._beside: dict[int, int] = {}
        self._apart: dict[int, int] = {}
        self._stems: dict[str, int] = {}
        self._pieces: dict[str, int] = {}
        for gram, row in rows.items():
            table, key = self._place(gram, self._number)
            table[key] = row
        self._words = _Words(self._pieces)

    def row(self, gram: str) -> int | None:
        """See Weights."""
        table, key = self._place(gram, lambda word: self._numbers.get(word, 0))
        return table.get(key)

    def sums(self, units: Units) -> list[int]:
        """See Weights."""
        written = units.written
        found = self._pairs(written)
        found += map(self._stems.get, set(units.units))
        rows = list(filter(None, found))
        sums = in_sums(rows)
        total, many = sums.pop(), len(rows) - MOST_IN_A_SUM * len(sums)
        for word in set(written):
            row, count = self._words[word]
            if many + count > MOST_IN_A_SUM:
                sums.append(total)
                total, many = 0, 0
            total += row
            many += count
        return [*sums, total]

    def _pairs(self, written: Sequence[str]) -> list[int | None]:
        number = self._numbers.get
        seconds = [number(word, 0) for word in (START, *written, END)]
        firsts = [_FIRST * number for number in seconds]
        found = list(map(self._beside.get, map(add, firsts, seconds[1:])))
        for step in range(2, FARTHEST["en"] + 1):
            found += map(self._apart.get, map(add, firsts[1:], seconds[step + 1 : -1]))
        return found

    def _number(self, word: str) -> int:
        new = (len(self._numbers) + 1) * _SPREAD % _MOST_NUMBERS
        return self._numbers.setdefault(word, new)

    def _place(self, gram: str, number: Callable[[str], int]) -> tuple[dict[Any, int], str | int]:
        """The table a gram stands in, and its key there."""
        if gram[0] == STEM:
            return self._stems, gram[1:]
        for between, table in ((APART, self._apart), (BESIDE, self._beside)):
            if between in gram[1:]:
                first, _, second = gram.partition(between)
                return table, _FIRST * number(first) + number(second)
        return self._pieces, gram


class _Words(dict[str, tuple[int, int]]):
    """Of words met before: the rows of their pieces in one sum, and how many there are."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows = rows

    def __missing__(self, word: str) -> tuple[int, int]:
        known = list(filter(None, map(self._rows.get, pieces(word))))
        met = (sum(known), len(known))
        if len(self) < MOST_MET:
            self[word] = met
        return met


def in_sums(rows: Sequence[int]) -> list[int]:
    """Rows added up, so many in one sum that no lane runs over."""
    return [sum(rows[at : at + MOST_IN_A_SUM]) for at in range(0, len(rows), MOST_IN_A_SUM)] or [0]


def unpacked(sums: Sequence[int]) -> tuple[Sequence[int], int]:
    """The lanes of sums of rows, added up, and how many rows went into them."""
    lanes: Sequence[int] = _LANES.unpack(sums[0].to_bytes(_BYTES, "little"))
    for one in sums[1:]:
        lanes = list(map(add, lanes, _LANES.unpack(one.to_bytes(_BYTES, "little"))))
    return lanes[:-1], lanes[-1]


def own_of(row: int) -> int:
    """A gram's own weight, squared, in steps."""
    return row >> 16 * (LANES - 1) & 0xFFFF


def weight_of(row: int, code: int) -> int:
    """A gram's weight for the type of that number, in steps."""
    return (row >> 16 * code & 0xFFFF) - ZERO


def rows_of(raw: bytes) -> list[int]:
    """Rows of one byte a lane as numbers of two bytes a lane. Raises ValueError where a lane is missing."""
    if len(raw) % LANES:
        raise ValueError("a row is cut short")
    wide = bytearray(2 * len(raw))
    wide[::2] = raw
    size = 2 * LANES
    return [int.from_bytes(wide[at : at + size], "little") | _ONE for at in range(0, len(wide), size)]
