"""The cues of one language, ready to be looked for: an index from how they begin to their patterns."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from amends.triage.judgement import Script
from amends.triage.units import Units

PACK_LANGUAGE: dict[Script, str] = {"zh": "zh-Hans", "en": "en", "fr": "fr"}
WEIGHTS = {"strong": 3.0, "plain": 1.7, "weak": 0.5}
AGAINST = -1.3


class Cue:
    """One cue: what it speaks for (`code`), how strongly, and how it is found."""

    __slots__ = ("_expression", "_signs", "code", "fixed", "match", "needs", "text", "weight")

    def __init__(
        self, code: str, weight: float, text: str, expression: str, *, fixed: bool, needs: Sequence[str] = ()
    ) -> None:
        self.code = code
        self.weight = weight
        self.text = text
        self.fixed = fixed  # without gaps: a longer one hides the shorter ones inside it
        self.needs = frozenset(needs)  # one of these units stands in every text it is found in; none: open
        self._expression = expression
        # The cue in a text from a place on; None until it is first asked for: most never are.
        self.match: Callable[[str, int], re.Match[str] | None] | None = None
        self._signs: tuple[str, str] | None = None

    def compiled(self) -> Callable[[str, int], re.Match[str] | None]:
        """What finds it, from now on at hand in `match`."""
        self.match = re.compile(self._expression).match
        return self.match

    @property
    def signs(self) -> tuple[str, str]:
        """How trained weights know it: by itself, and by its type and strength."""
        if self._signs is None:
            self._signs = (f"{self.code}:{self.text}", f"{self.code}:{self.weight}")
        return self._signs


class Hit(NamedTuple):
    """A cue found: from unit `start` to before unit `end`."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues of a language by the unit they begin with: those that begin with it alone, and, by the unit
    that follows, those together with the ones that begin with both."""

    begins: dict[str, tuple[tuple[Cue, ...], dict[str, tuple[Cue, ...]]]]

    def hits(self, units: Units) -> list[Hit]:
        """Every cue in the text, each place once."""
        found: list[Hit] = []
        begins = self.begins
        row, joined, starts = units.units, units.joined, units.starts
        present = frozenset(row)
        for at, unit in enumerate(row):
            if unit not in begins:
                continue
            alone, by_next = begins[unit]
            start = starts[at]
            for cue in by_next.get(row[at + 1], alone) if at + 1 < len(row) else alone:
                needs = cue.needs
                if needs and needs.isdisjoint(present):
                    continue
                match = (cue.match or cue.compiled())(joined, start)
                if match:
                    found.append(Hit(cue, at, bisect_left(starts, match.end(), at + 1)))
        return found


def read_lexicon(document: Mapping[str, Any]) -> Lexicon:
    """A lexicon out of its document. Raises KeyError, TypeError or ValueError where it is none."""
    cues = [
        Cue(code, weight, text, found, fixed=fixed, needs=needs[0] if needs else ())
        for code, weight, text, found, fixed, *needs in document["cues"]
    ]
    by_one: Mapping[str, Sequence[int]] = document["by_one"]
    by_two: Mapping[str, Mapping[str, Sequence[int]]] = document["by_two"]
    begins = {}
    for begin in (*by_one, *by_two):
        alone = _few(cues, by_one.get(begin, ()))
        by_next = {other: alone + _few(cues, both) for other, both in by_two.get(begin, {}).items()}
        begins[begin] = (alone, by_next)
    return Lexicon(begins)


def _few(cues: Sequence[Cue], numbers: Sequence[int]) -> tuple[Cue, ...]:
    return tuple(cues[number] for number in numbers)
