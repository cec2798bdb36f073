"""What the second reader learns from: messages of the example packs, and the lines of the rules."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from amends.compliance.book import book
from amends.compliance.folding import fold
from amends.compliance.grams import FEATURES, Shape, sentences
from amends.compliance.units import cut
from amends.core.packs import Pack, load_packs

LEARNING = 2  # to be raised where training itself changes
FAMILY = "compliance_examples"
CLEAN = "clean"


class Row(NamedTuple):
    """The units of a sentence, and the script they are read in."""

    shape: Shape
    row: list[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A message and the rule it breaks; CLEAN where it breaks none."""

    language: str
    rule: str
    text: str


def examples() -> list[Example]:
    """All that is learnt from, each text once: the packs' examples first, then the lines of the rules."""
    every = {
        (one.language, one.text): one
        for one in reversed([*chain.from_iterable(map(examples_of, load_packs(FAMILY))), *_lines()])
    }
    return list(reversed(every.values()))


def examples_of(pack: Pack) -> Iterator[Example]:
    """The messages of one pack of examples."""
    language = pack.body["language"]
    for rule, texts in pack.body["examples"].items():
        yield from (Example(language, rule, text) for text in texts)


def rules_with_lines() -> list[Pack]:
    """The rules, each with lines that it objects to and such that none does."""
    return [pack for pack in load_packs("compliance") if "scopes" in pack.body]


def _lines() -> Iterator[Example]:
    for pack in rules_with_lines():
        is_told_by_words = "match" in pack.body and "facts" not in pack.body
        for language, lines in pack.body["examples"].items():
            if is_told_by_words:
                yield from (Example(language, pack.body["id"], _text(line)) for line in lines["bad"])
            yield from (Example(language, CLEAN, _text(line)) for line in lines["good"])
            yield Example(language, CLEAN, pack.body["suggestion"][language])


def _text(line: Any) -> str:
    text: str = line if isinstance(line, str) else line["text"]
    return text


def read(text: str) -> tuple[Row, ...]:
    """The sentences of a text, as they will be when it is judged."""
    units = cut(fold(text).text, text, book().known)
    return tuple(Row(one.shape, units.units[one.first : one.last]) for one in sentences(units, units.spans))


def of_shape(told: Sequence[Example], shape: Shape) -> list[tuple[Example, tuple[Row, ...]]]:
    """The examples that are read in this script, with their sentences; those in several are left out."""
    seen = ((example, read(example.text)) for example in told)
    return [(example, row) for example, row in seen if row and all(one.shape == shape for one in row)]


def sources() -> str:
    """The hash of all that the trained files are made from."""
    whole = hashlib.sha256(f"{FEATURES} {LEARNING}\0".encode())
    for pack in load_packs(FAMILY):
        whole.update(f"{pack.name}\0{pack.sha256}\0".encode())
    for pack in rules_with_lines():
        said = [pack.body["id"], pack.body["examples"], pack.body["suggestion"]]
        whole.update(json.dumps(said, sort_keys=True).encode())
    return whole.hexdigest()
