"""The cues of one language, ready to be looked for: an index from how they begin to their patterns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from amends.core.packs import BadPack, Pack, load_packs
from amends.triage.cue_syntax import BadCue, Row, first_units, has_gap, pattern, read_cue
from amends.triage.judgement import Script
from amends.triage.units import Units, cue_letters, cue_words

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


def cue_units(script: Script) -> Callable[[str], list[str]]:
    """How a piece of a cue of that script becomes units."""
    return cue_letters if script == "zh" else partial(cue_words, language=script)


@cache
def cue_row(text: str, script: Script) -> Row:
    """A cue as its parts. Raises BadCue."""
    return read_cue(text, cue_units(script))


@cache
def lexicon(script: Script) -> Lexicon:
    """The cues of a language's packs, issue types and signals both. Raises BadPack."""
    by_one: dict[str, list[Cue]] = {}
    by_two: dict[tuple[str, str], list[Cue]] = {}
    for pack in packs_of(script):
        for code, text, weight in _written(pack):
            for cue, begins in _cue(pack, code, text, weight, script):
                for begin in begins:
                    if len(begin) == 1:
                        by_one.setdefault(begin[0], []).append(cue)
                    else:
                        by_two.setdefault((begin[0], begin[1]), []).append(cue)
    return Lexicon(
        {begin: tuple(cues) for begin, cues in by_one.items()},
        {begin: tuple(cues) for begin, cues in by_two.items()},
    )


def packs_of(script: Script) -> Iterator[Pack]:
    """The issue-type and signal packs of a language."""
    return load_packs(f"triage/{PACK_LANGUAGE[script]}")


def _written(pack: Pack) -> Iterator[tuple[str, str, float]]:
    if pack.body["kind"] == "signals":
        for name, cues in pack.body["signals"].items():
            yield from ((f"signal:{name}", cue, 0.0) for cue in cues)
        return
    code = pack.body["code"]
    for strength, weight in WEIGHTS.items():
        yield from ((code, cue, weight) for cue in pack.body["cues"].get(strength, ()))
    yield from ((code, cue, AGAINST) for cue in pack.body.get("against", ()))


def _cue(
    pack: Pack, code: str, text: str, weight: float, script: Script
) -> Iterator[tuple[Cue, set[tuple[str, ...]]]]:
    spaced = script != "zh"
    try:
        row = cue_row(text, script)
        begins = first_units(row, words=spaced)
    except BadCue as error:
        raise BadPack("cue_unreadable", f"Pack {pack.name}, cue {text!r}: {error}.") from error
    yield Cue(code, weight, text, pattern(row, words=spaced), fixed=not has_gap(row)), begins
