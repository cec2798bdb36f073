"""What is learnt from: the examples of the packs, and the known words."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amends.core.packs import load_pack, pack_names
from amends.triage.grams import FEATURES
from amends.triage.judgement import Script
from amends.triage.lexicon import PACK_LANGUAGE
from amends.triage.reading import read
from amends.triage.training.cues import cue_row, packs_of, readings
from amends.triage.units import words

SCRIPTS: tuple[Script, ...] = ("zh", "en", "fr")
CONTRASTS = "triage_contrasts"
LEARNING = 13  # to be raised where training itself changes
_STRENGTHS = ("strong", "plain", "weak")
_SEEN_BY_TWO = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it is about; `also` are further types that are right."""

    text: str
    code: str
    also: tuple[str, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """All types that are right."""
        return frozenset((self.code, *self.also))


def example_of(code: str, written: Any) -> Example:
    """An example as it stands in a pack: a text, or a text with further types."""
    if isinstance(written, str):
        return Example(written, code)
    return Example(written["text"], code, tuple(written.get("also", ())))


def examples(script: Script) -> list[Example]:
    """Every example of a language's packs, in the order of their names."""
    return [
        example_of(pack.body["code"], written)
        for pack in packs_of(script)
        if pack.body["kind"] == "issue_type"
        for written in pack.body["examples"]
    ]


def lessons_of_pairs(script: Script) -> list[Example]:
    """The messages of the contrasting pairs that are lessons; from the others nothing is learnt."""
    return [
        Example(pair[side], pair[f"{side}_code"], tuple(pair.get(f"{side}_also", ())))
        for pair in load_pack(f"{CONTRASTS}/{PACK_LANGUAGE[script]}").body["pairs"]
        if pair.get("lesson")
        for side in "ab"
    ]


def sources(script: Script) -> str:
    """The hash of all that a language's trained file is made from."""
    whole = hashlib.sha256(f"{FEATURES} {LEARNING}\0".encode())
    language = PACK_LANGUAGE[script]
    for name in (*pack_names(f"triage/{language}"), f"{CONTRASTS}/{language}"):
        whole.update(f"{name}\0{load_pack(name).sha256}\0".encode())
    return whole.hexdigest()


def known_words(script: Script, texts: Sequence[str]) -> list[str]:
    """Stems that stand in cues, or in more than one example: the commonest first."""
    if script == "zh":
        return []
    seen = Counter(unit for text in texts for unit in set(words(read(text).text, script).units))
    named = {
        unit for text in _cues(script) for reading in readings(cue_row(text, script)) for unit in reading
    }
    known = {word for word, count in seen.items() if count >= _SEEN_BY_TWO} | named
    return sorted(filter(str.isalpha, known), key=lambda word: (-seen[word], word))


def _cues(script: Script) -> list[str]:
    return [
        cue
        for pack in packs_of(script)
        if pack.body["kind"] == "issue_type"
        for strength in _STRENGTHS
        for cue in pack.body["cues"][strength]
    ]
