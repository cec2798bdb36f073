"""The cues of one language, ready to be looked for: an index from how they begin to their patterns."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.triage.judgement import Script
from amends.triage.units import Units

PACK_LANGUAGE: dict[Script, str] = {"zh": "zh-Hans", "en": "en", "fr": "fr"}
WEIGHTS = {"strong": 3.0, "plain": 1.7, "weak": 0.5}
AGAINST = -1.3


class Cue:
    """One cue: what it speaks for (`code`), how strongly, and how it is found."""

    __slots__ = ("_expression", "_match", "code", "fixed", "text", "weight")

    def __init__(self, code: str, weight: float, text: str, expression: str, *, fixed: bool) -> None:
        self.code = code
        self.weight = weight
        self.text = text
        self.fixed = fixed  # without gaps: a longer one hides the shorter ones inside it
        self._expression = expression
        self._match: Callable[[str, int], re.Match[str] | None] | None = None

    def found(self, joined: str, at: int) -> re.Match[str] | None:
        """The cue in the text from that place on. Compiled when first asked for: most never are."""
        if self._match is None:
            self._match = re.compile(self._expression).match
        return self._match(joined, at)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: from unit `start` to before unit `end`."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues of a language by the unit or the two units they begin with."""

    by_one: dict[str, tuple[Cue, ...]]
    by_two: dict[tuple[str, str], tuple[Cue, ...]]

    def hits(self, units: Units) -> list[Hit]:
        """Every cue in the text, each place once."""
        found: list[Hit] = []
        by_one, by_two = self.by_one, self.by_two
        row, joined, starts = units.units, units.joined, units.starts
        last = len(row) - 1
        for at, unit in enumerate(row):
            candidates = by_one.get(unit, ())
            if at < last:
                pair = by_two.get((unit, row[at + 1]))
                if pair:
                    candidates = candidates + pair
            for cue in candidates:
                match = cue.found(joined, starts[at])
                if match:
                    found.append(Hit(cue, at, _unit_after(starts, at, match.end())))
        return found


def _unit_after(starts: list[int], at: int, end: int) -> int:
    unit = at + 1
    while unit < len(starts) and starts[unit] < end:
        unit += 1
    return unit


def read_lexicon(document: Mapping[str, Any]) -> Lexicon:
    """A lexicon out of its document. Raises KeyError, TypeError or ValueError where it is none."""
    cues = [
        Cue(code, weight, text, found, fixed=fixed) for code, weight, text, found, fixed in document["cues"]
    ]
    return Lexicon(
        {begin: _few(cues, at) for begin, at in document["by_one"].items()},
        {
            (one, other): _few(cues, at)
            for one, by_other in document["by_two"].items()
            for other, at in by_other.items()
        },
    )


def _few(cues: Sequence[Cue], numbers: Sequence[int]) -> tuple[Cue, ...]:
    return tuple(cues[number] for number in numbers)
