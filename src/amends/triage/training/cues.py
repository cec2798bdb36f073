"""Cues read out of the packs and made ready to be looked for."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from amends.core.packs import BadPack, Pack, load_packs
from amends.triage.cue_syntax import (
    BadCue,
    Choice,
    Gap,
    Row,
    Unit,
    first_units,
    has_gap,
    needed,
    pattern,
    read_cue,
)
from amends.triage.judgement import Script
from amends.triage.lexicon import AGAINST, PACK_LANGUAGE, WEIGHTS
from amends.triage.units import cue_letters, cue_words

_Written = tuple[str, str, float]  # what a cue speaks for, the cue, how strongly


def packs_of(script: Script) -> Iterator[Pack]:
    """The issue-type and signal packs of a language."""
    return load_packs(f"triage/{PACK_LANGUAGE[script]}")


def lexicon_document(script: Script) -> dict[str, Any]:
    """The cues of a language, as the trained file carries them. Raises BadPack."""
    cues: list[list[Any]] = []
    by_one: dict[str, list[int]] = {}
    by_two: dict[str, dict[str, list[int]]] = {}
    for pack in packs_of(script):
        for code, text, weight in _written(pack):
            expression, fixed, begins, needs = _cue(pack, text, script)
            for begin in sorted(begins):
                place = by_one if len(begin) == 1 else by_two.setdefault(begin[0], {})
                place.setdefault(begin[-1], []).append(len(cues))
            cues.append([code, weight, text, expression, fixed, sorted(needs)])
    return {"cues": cues, "by_one": by_one, "by_two": by_two}


def readings(row: Row) -> list[list[str]]:
    """Some of the texts a cue stands for: each alternative at least once, not each with each."""
    texts: list[list[str]] = [[]]
    for part in row:
        if isinstance(part, Unit):
            for text in texts:
                text.append(part.text)
        elif isinstance(part, Choice):
            options = [reading for option in part.options for reading in readings(option)[:3]]
            if part.times in ("?", "*"):
                options.append([])
            if options:
                width = max(len(texts), len(options))
                texts = [texts[at % len(texts)] + options[at % len(options)] for at in range(width)]
        elif isinstance(part, Gap):
            continue
    return texts


@cache
def cue_row(text: str, script: Script) -> Row:
    """A cue as its parts. Raises BadCue."""
    return read_cue(text, _cue_units(script))


def _cue_units(script: Script) -> Callable[[str], list[str]]:
    return cue_letters if script == "zh" else partial(cue_words, language=script)


def _written(pack: Pack) -> Iterator[_Written]:
    if pack.body["kind"] == "signals":
        for name, cues in pack.body["signals"].items():
            yield from ((f"signal:{name}", cue, 0.0) for cue in cues)
        return
    code = pack.body["code"]
    for strength, weight in WEIGHTS.items():
        yield from ((code, cue, weight) for cue in pack.body["cues"].get(strength, ()))
    yield from ((code, cue, AGAINST) for cue in pack.body.get("against", ()))


def _cue(pack: Pack, text: str, script: Script) -> tuple[str, bool, set[tuple[str, ...]], frozenset[str]]:
    spaced = script != "zh"
    try:
        row = cue_row(text, script)
        return pattern(row, words=spaced), not has_gap(row), first_units(row, words=spaced), needed(row[1:])
    except BadCue as error:
        raise BadPack("cue_unreadable", f"Pack {pack.name}, cue {text!r}: {error}.") from error
