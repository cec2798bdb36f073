"""Small made-up tables over small domains, and the plainest possible reading of them."""

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from amends.policies.tables.loading import read_rulebook
from amends.policies.tables.rulebook import Rulebook

TEXT = {"en": "Because.", "zh-Hans": "因为。", "fr": "Parce que."}
SOURCE = {"known_from": "Made up", "read_on": "2026-11-21", "confidence": "C"}
DAYS = [(date(2026, 2, 26) + timedelta(days=n)).isoformat() for n in range(5)]
FACTS: dict[str, dict[str, Any]] = {
    "colour": {"type": "choice", "values": ["red", "green", "blue"]},
    "count": {"type": "number", "whole": True, "min": 0, "max": 6},
    "opened": {"type": "yes_no"},
    "paid": {"type": "money", "currency": "JPY", "min": "0 JPY", "max": "5 JPY"},
    "marks": {"type": "set", "values": ["a", "b", "c"]},
    "day": {"type": "date", "min": DAYS[0], "max": DAYS[-1]},
    "waited": {"type": "duration", "unit": "hours", "whole": True, "min": "0 hours", "max": "5 hours"},
}
DOMAIN: dict[str, list[Any]] = {
    "colour": ["red", "green", "blue"],
    "count": list(range(7)),
    "opened": [True, False],
    "paid": [f"{n} JPY" for n in range(6)],
    "marks": [
        [code for code, chosen in zip("abc", bits, strict=True) if chosen]
        for bits in product((0, 1), repeat=3)
    ],
    "day": DAYS,
    "waited": [f"{n} hours" for n in range(6)],
}
OUTCOMES = {"fee": {"type": "number", "kinder": "lower"}, "allowed": {"type": "yes_no", "kinder": True}}


@st.composite
def cells(draw: st.DrawFn, name: str) -> Any:
    domain = DOMAIN[name]
    if name == "opened":
        return draw(st.booleans())
    if name == "marks":
        way = draw(st.sampled_from(["has", "has_all", "lacks", "only"]))
        return {way: draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True))}
    if name == "colour" or draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(domain), min_size=1, max_size=3, unique=True))
        return draw(st.sampled_from([chosen, {"not": chosen}, chosen[0]]))
    low = draw(st.integers(0, len(domain) - 1))
    high = draw(st.integers(low, len(domain) - 1))
    bounds = {}
    if draw(st.booleans()) or high == low:
        bounds["min"] = domain[low]
    else:
        bounds["above"] = domain[low]
    if draw(st.booleans()):
        bounds["max" if "min" in bounds or draw(st.booleans()) else "below"] = domain[high]
    return bounds


@st.composite
def tables(
    draw: st.DrawFn, names: list[str], table_id: str = "made", *, hit: str = "first"
) -> dict[str, Any]:
    rows = []
    for n in range(draw(st.integers(1, 6))):
        tested = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        then = {"fee": draw(st.integers(0, 3)), "allowed": draw(st.booleans())}
        rows.append(
            {
                "id": f"row_{n}",
                "when": {name: draw(cells(name)) for name in tested},
                "then": then,
                "text": TEXT,
            }
        )
    table: dict[str, Any] = {"id": table_id, "rows": rows}
    if draw(st.booleans()):
        name = draw(st.sampled_from(names))
        table["when"] = {name: draw(cells(name))}
    if draw(st.booleans()):
        table["otherwise"] = draw(
            st.sampled_from(["ask_a_person", "silent", {"then": {"fee": 1, "allowed": False}, "text": TEXT}])
        )
    if hit == "collect":
        table |= {"hit": "collect", "add_up": {"fee": "sum", "allowed": "any"}}
    return table


def some_facts() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=3, unique=True)


def pack(*tables: dict[str, Any], side: str = "seller", **more: Any) -> dict[str, Any]:
    return {
        "name": side,
        "side": side,
        "source": SOURCE,
        "facts": FACTS,
        "outcomes": OUTCOMES,
        "tables": list(tables),
        **more,
    }


def book(*packs: dict[str, Any]) -> Rulebook:
    """The packs as one rulebook; they must be well written."""
    read, findings = read_rulebook(
        "made", {f"{n}.yaml": json.dumps(one).encode() for n, one in enumerate(packs)}
    )
    assert findings == []
    assert read is not None
    return read


def points(names: list[str]) -> list[dict[str, Any]]:
    """All facts there can be, over these columns."""
    return [dict(zip(names, values, strict=True)) for values in product(*(DOMAIN[name] for name in names))]


def naive_rows(table: dict[str, Any], facts: dict[str, Any]) -> list[str] | None:
    """The ids of all rows that hold, in order; None where the table is not concerned."""
    if not all(naive_cell(name, cell, facts[name]) for name, cell in table.get("when", {}).items()):
        return None
    return [
        row["id"]
        for row in table["rows"]
        if all(naive_cell(name, cell, facts[name]) for name, cell in row["when"].items())
    ]


def naive_cell(name: str, cell: Any, value: Any) -> bool:
    if isinstance(cell, bool):
        return cell is value
    if name == "marks":
        [(way, codes)] = cell.items()
        have = set(value)
        return {
            "has": bool(have & set(codes)),
            "has_all": set(codes) <= have,
            "lacks": not have & set(codes),
            "only": have <= set(codes),
        }[way]
    place = DOMAIN[name].index
    if isinstance(cell, dict) and "not" not in cell:
        at = place(value)
        return (
            ("min" not in cell or at >= place(cell["min"]))
            and ("above" not in cell or at > place(cell["above"]))
            and ("max" not in cell or at <= place(cell["max"]))
            and ("below" not in cell or at < place(cell["below"]))
        )
    if isinstance(cell, dict):
        return not naive_cell(name, cell["not"], value)
    return value in cell if isinstance(cell, list) else value == cell
