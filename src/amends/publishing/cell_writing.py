"""Cells of a table as people write them in a grid, and back: `≤ 30 days`, `1..5`, `not a, b`. Pure.

Nothing written is any. What fits no notation is given back as it was typed, so that it can be kept.
"""

import re
from collections.abc import Iterator
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.cells import read_cell
from amends.policies.tables.fact_types import ORDERED, FactType
from amends.publishing.cell_words import NOT, SETS, UNITS, YES_NO, as_plain_signs

_BOUND = re.compile(r"(<=|>=|<|>)\s*(.+)", re.DOTALL)
_RANGE = re.compile(r"(.+?)\s*(?:\.\.\.?|~|至|到)\s*(.+)", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*([^\W\d_]+)")
_UNIT_FIRST = re.compile(r"([A-Z]{3})\s*(-?[0-9]+(?:\.[0-9]+)?)")
_TESTS = {">=": "min", "<=": "max", ">": "above", "<": "below"}
_OF_SETS = {"has", "has_all", "lacks", "only"}
_SHOWN = {"min": "≥", "max": "≤", "above": ">", "below": "<"}


def write_cell(raw: Any, of: FactType) -> str:
    """A cell of a pack as it is written in a grid; what the pack itself has wrong, as it stands there."""
    if raw is None or raw == "any":
        return ""
    if not _is_readable(raw, of):
        return raw if isinstance(raw, str) else str(raw)
    return _written(raw, of)


def cell_from(text: str, of: FactType) -> Any:
    """What a pack says for a text of the grid. Whether that is a cell of this fact, `read_cell` judges."""
    text = text.strip()
    parts = list(_split(as_plain_signs(text), "|"))
    if parts == [""]:
        return "any"
    read = [_part(part, of) for part in parts]
    if len(read) == 1:
        return read[0]
    return [one for part in read for one in (part if isinstance(part, list) else [part])]


def value_written(raw: Any, of: FactType) -> str:
    """One value as it is written in a grid."""
    return _value_written(raw, of)


def value_from(text: str, of: FactType) -> Any:
    """What a pack says for one value written in a grid."""
    return _value(as_plain_signs(text.strip()), of)


def cell_told(raw: Any) -> str:
    """A cell of a fact whose type does not matter, as it is written in a grid."""
    return _written(raw, FactType("set" if isinstance(raw, dict) and set(raw) & _OF_SETS else "code"))


def _is_readable(raw: Any, of: FactType) -> bool:
    try:
        read_cell(of, "", raw)
    except BadFacts:
        return False
    return True


def _written(raw: Any, of: FactType) -> str:
    if isinstance(raw, list):
        plain = all(not isinstance(part, dict) or _is_amount(part) for part in raw)
        return (", " if plain else " | ").join(_written(part, of) for part in raw)
    if not isinstance(raw, dict) or _is_amount(raw):
        return _value_written(raw, of)
    if set(raw) == {"not"}:
        return f"not {_written(raw['not'], of)}"
    if of.kind == "set":
        words = {"has": "has", "has_all": "has all", "lacks": "lacks", "only": "only"}
        return " & ".join(f"{words[test]} {_written(codes, of)}".strip() for test, codes in raw.items())
    if set(raw) == {"min", "max"}:
        return _range_written(_value_written(raw["min"], of), _value_written(raw["max"], of))
    return " & ".join(f"{_SHOWN[test]} {_value_written(bound, of)}" for test, bound in raw.items())


def _range_written(low: str, high: str) -> str:
    """`0..30 days`: the unit once, where both have the same."""
    least, _space, unit = low.partition(" ")
    return f"{least if unit and high.endswith(f' {unit}') else low}..{high}"


def _value_written(raw: Any, of: FactType) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, dict):
        return f"{raw.get('amount', raw.get('n'))} {raw.get('currency', raw.get('unit'))}"
    told = str(raw)
    return told if cell_from(told, of) == _as_value(told, of) and '"' not in told else _quoted(told)


def _is_amount(raw: Any) -> bool:
    return isinstance(raw, dict) and set(raw) in ({"amount", "currency"}, {"n", "unit"})


def _quoted(told: str) -> str:
    return '"' + told.replace('"', '""') + '"'


def _part(text: str, of: FactType) -> Any:
    if of.kind == "set":
        return _set_tests(text, of)
    for word in NOT:
        rest = _after(text, word)
        if rest is not None:
            return {"not": _values(rest, of)}
    if of.kind in ORDERED:
        return _ordered(text, of)
    return _values(text, of)


def _ordered(text: str, of: FactType) -> Any:
    found = [_BOUND.fullmatch(part) for part in _split(text, "&")]
    if all(found):
        tests = [_TESTS[one[1]] for one in found if one]
        last = _value(found[-1][2], of) if found[-1] else ""
        bounds = [_value(_with_unit_of(one[2], last), of) for one in found if one]
        return dict(zip(tests, bounds, strict=True)) if len(set(tests)) == len(tests) else text
    within = None if '"' in text else _RANGE.fullmatch(text)
    if within is None:
        return _values(text, of)
    high = _value(within[2], of)
    return {"min": _value(_with_unit_of(within[1], high), of), "max": high}


def _with_unit_of(low: str, high: Any) -> str:
    """`0` of `0..30 days` is 0 days."""
    unit = str(high).partition(" ")[2]
    return f"{low} {unit}" if unit and _NUMBER.fullmatch(low) else low


def _set_tests(text: str, of: FactType) -> Any:
    tests: dict[str, Any] = {}
    for part in _split(text, "&"):
        test, rest = "has", part
        for word, name in SETS:
            after = _after(part, word)
            if after is not None:
                test, rest = name, after
                break
        if test in tests:
            return text
        tests[test] = _listed(rest, of)
    return tests


def _after(text: str, word: str) -> str | None:
    """What follows a word at the beginning; None where it does not stand there."""
    if not text.casefold().startswith(word):
        return None
    rest = text[len(word) :]
    return rest.strip() if not rest or rest[0] in ' "' or not word[-1].isascii() else None


def _values(text: str, of: FactType) -> Any:
    listed = _listed(text, of)
    return listed[0] if len(listed) == 1 else listed


def _listed(text: str, of: FactType) -> list[Any]:
    return [_value(part, of) for part in _split(text, ",") if part]


def _value(text: str, of: FactType) -> Any:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _as_value(text[1:-1].replace('""', '"'), of)
    if of.kind == "yes_no":
        return YES_NO.get(text.casefold(), text)
    if of.kind in ("money", "duration"):
        text = _amount(text, of)
    return _as_value(text, of)


def _as_value(text: str, of: FactType) -> Any:
    """Numbers as YAML writes them, where that says the same; else the text."""
    if of.kind == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    if of.kind == "number" and _NUMBER.fullmatch(text):
        number = float(text) if "." in text else int(text)
        return number if str(number) == text else text
    return text


def _amount(text: str, of: FactType) -> str:
    first = _UNIT_FIRST.fullmatch(text)
    number = _WITH_UNIT.fullmatch(text)
    if first:
        return f"{first[2]} {first[1]}"
    if number:
        unit = UNITS.get(number[2].casefold(), number[2]) if of.kind == "duration" else number[2]
        return f"{number[1]} {unit}"
    only = of.unit if of.kind == "duration" else (of.currencies or ("", ""))[0]
    is_sure = bool(only) and (of.kind == "duration" or len(of.currencies or ()) == 1)
    return f"{text} {only}" if is_sure and _NUMBER.fullmatch(text) else text


def _split(text: str, sign: str) -> Iterator[str]:
    """The parts between signs that stand outside quotation marks."""
    part, is_quoted = "", False
    for letter in text:
        if letter == '"':
            is_quoted = not is_quoted
        if letter == sign and not is_quoted:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()
