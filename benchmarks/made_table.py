"""A made-up table of 200 rows and 12 columns, in three notations: ours, JDM for zen-engine, and CEL."""

import json
import random
from typing import Any

ROWS, COLUMNS = 200, 12
CEL_ROWS = 20  # the size at which CEL was fastest
CODES = tuple(f"code_{n}" for n in range(8))
_KINDS = (
    "choice",
    "choice",
    "choice",
    "choice",
    "number",
    "number",
    "number",
    "number",
    "yes_no",
    "yes_no",
    "money",
    "days",
)
_TEXT = {"en": "Because.", "zh-Hans": "因为。", "fr": "Parce que."}
_SOURCE = {"known_from": "Made up", "read_on": "2026-11-21", "confidence": "C"}


def columns() -> list[tuple[str, str]]:
    """Fact → kind."""
    return [(f"{kind}_{n}", kind) for n, kind in enumerate(_KINDS)]


def rows(seed: int) -> list[dict[str, Any]]:
    """Cells by fact: a list of codes, a pair of bounds, or true and false; about five in a row are tested."""
    dice = random.Random(seed)
    made = []
    for _ in range(ROWS):
        cells: dict[str, Any] = {}
        for name, kind in dice.sample(columns(), dice.randint(3, 6)):
            if kind == "choice":
                cells[name] = sorted(dice.sample(CODES, dice.randint(1, 3)))
            elif kind == "yes_no":
                cells[name] = dice.random() < 0.5
            else:
                low = dice.randrange(0, 90)
                cells[name] = [low, low + dice.randrange(5, 60)]
        made.append(cells)
    return made


def facts(count: int, seed: int) -> list[dict[str, Any]]:
    """Facts with plain values: codes, whole numbers, true and false."""
    dice = random.Random(seed)
    return [{name: _value(dice, kind) for name, kind in columns()} for _ in range(count)]


def _value(dice: random.Random, kind: str) -> Any:
    if kind == "choice":
        return dice.choice(CODES)
    return dice.random() < 0.5 if kind == "yes_no" else dice.randrange(0, 150)


def as_pack(made: list[dict[str, Any]]) -> bytes:
    """The table as a pack of ours (JSON is YAML too)."""
    types = {
        "choice": {"type": "choice", "values": list(CODES)},
        "number": {"type": "number", "whole": True, "min": 0, "max": 1000},
        "yes_no": {"type": "yes_no"},
        "money": {"type": "money", "currency": "JPY", "min": "0 JPY"},
        "days": {"type": "duration", "unit": "days", "whole": True, "min": "0 days"},
    }
    return json.dumps(
        {
            "name": "made_up",
            "side": "seller",
            "source": _SOURCE,
            "facts": {name: types[kind] for name, kind in columns()},
            "outcomes": {"answer": {"type": "number", "whole": True, "kinder": "none"}},
            "tables": [
                {
                    "id": "made",
                    "columns": [name for name, _ in columns()],
                    "rows": [
                        {
                            "id": f"row_{n}",
                            "when": {name: _cell(name, cell) for name, cell in cells.items()},
                            "then": {"answer": n},
                            "text": _TEXT,
                        }
                        for n, cells in enumerate(made)
                    ],
                    "otherwise": {"then": {"answer": ROWS}, "text": _TEXT},
                }
            ],
        }
    ).encode()


def as_our_facts(plain: dict[str, Any]) -> dict[str, Any]:
    """Plain facts with their currency and unit, as our facts are written."""
    units = {"money": "JPY", "days": "days"}
    return {
        name: f"{plain[name]} {units[kind]}" if kind in units else plain[name] for name, kind in columns()
    }


def as_jdm(made: list[dict[str, Any]]) -> str:
    """The table as a JSON decision model."""
    inputs = [{"id": name, "name": name, "type": "expression", "field": name} for name, _ in columns()]
    lines = [
        {"_id": f"row_{n}", "answer": str(n), **{name: _zen(cells.get(name)) for name, _ in columns()}}
        for n, cells in enumerate([*made, {}])
    ]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "answer", "name": "answer", "type": "expression", "field": "answer"}],
        "rules": lines,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "table",
            "name": "table",
            "type": "decisionTableNode",
            "content": table,
            "position": {"x": 1, "y": 0},
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def as_cel(made: list[dict[str, Any]]) -> list[str]:
    """The table as CEL expressions of some rows each, as deep as CEL parses; -1 where none holds."""
    expressions = []
    for start in range(0, len(made), CEL_ROWS):
        expression = "-1"
        for n, cells in reversed(list(enumerate(made))[start : start + CEL_ROWS]):
            tests = " && ".join(_cel(name, cell) for name, cell in cells.items())
            expression = f"({tests}) ? {n} : ({expression})"
        expressions.append(expression)
    return expressions


def _cell(name: str, cell: Any) -> Any:
    unit = {"money": " JPY", "days": " days"}.get(name.rsplit("_", 1)[0], "")
    if isinstance(cell, list) and isinstance(cell[0], int):
        bounds = [f"{bound}{unit}" if unit else bound for bound in cell]
        return {"min": bounds[0], "below": bounds[1]}
    return cell


def _zen(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell[0], int):
        return f"[{cell[0]}..{cell[1]})"
    return ", ".join(f'"{code}"' for code in cell)


def _cel(name: str, cell: Any) -> str:
    if isinstance(cell, bool):
        return name if cell else f"!{name}"
    if isinstance(cell[0], int):
        return f"{name} >= {cell[0]} && {name} < {cell[1]}"
    return "(" + " || ".join(f'{name} == "{code}"' for code in cell) + ")"
