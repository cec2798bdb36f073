"""A pack broken at any place is told about with its file, never with a traceback."""

import copy
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from amends.core.packs import StrictLoader
from amends.policies.tables.checking import check_rulebook
from amends.policies.tables.loading import read_rulebook

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "rulebooks"
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "any",
    "x y",
    "2026-02-30",
    "3 days",
    "9.999 USD",
    [],
    ["a"],
    {},
    {"a": 1},
)
PACKS = {
    path.name: yaml.load(path.read_bytes(), Loader=StrictLoader) for path in sorted(EXAMPLES.glob("*/*.yaml"))
}


def places(part: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [way, *(found for key, one in below for found in places(one, (*way, key)))]


def broken(pack: Any, dice: random.Random) -> Any:
    pack = copy.deepcopy(pack)
    *way, last = dice.choice([place for place in places(pack) if place])
    inside = pack
    for step in way:
        inside = inside[step]
    act = dice.choice(("drop", "odd", "odd", "rename"))
    if act == "drop" or (act == "rename" and isinstance(inside, list)):
        del inside[last]
    elif act == "rename":
        inside[f"{last}x"] = inside.pop(last)
    else:
        inside[last] = dice.choice(ODD)
    return pack


@pytest.mark.parametrize("seed", range(40))
def test_no_slip_brings_the_reader_down(seed: int) -> None:
    dice = random.Random(seed)
    folder = dice.choice(
        [["facts.yaml", "rules.yaml", "examples.yaml"], ["cancellation.yaml"], ["lines.yaml"]]
    )
    packs = {name: PACKS[name] for name in folder}
    slipped = dice.choice(folder)
    packs[slipped] = broken(packs[slipped], dice)
    book, findings = read_rulebook("made", {name: json.dumps(one).encode() for name, one in packs.items()})
    assert all(finding.file in packs and finding.line and finding.message for finding in findings)
    if book is not None and not findings:
        told = check_rulebook(book, date(2026, 11, 21))
        assert all(finding.message for finding in told)
