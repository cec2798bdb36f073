"""Values as COPY's text format wants them.

psycopg formats a row value by value in Python, and lists element by element; an import writes ten million
values, most of them the column's default. So a row starts as its defaults, formatted once, and only what
was said is formatted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = ("\\", "\t", "\n", "\r")


def copy_value(value: Any) -> str:
    """One value in COPY's text format. Raises TypeError for a type that no table here has."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "\\\\x" + value.hex()
    if isinstance(value, list | tuple):
        return _escaped(array_literal(value))
    raise TypeError(f"COPY is given a {type(value).__name__}")


def array_literal(texts: Sequence[str]) -> str:
    """A list of texts as PostgreSQL writes an array."""
    if not texts:
        return "{}"
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != 2 * (len(texts) - 1):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}'


def copy_lines(
    columns: Sequence[str], starting: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> Iterable[str]:
    """Lines of COPY for rows that say some columns; the others are as in `starting`."""
    places = {name: place for place, name in enumerate(columns)}
    start = [copy_value(starting.get(name)) for name in columns]
    for row in rows:
        line = start.copy()
        for name, value in row.items():
            line[places[name]] = copy_value(value)
        yield "\t".join(line) + "\n"


def _escaped(text: str) -> str:
    if any(special in text for special in _SPECIAL):
        return text.translate(_ESCAPES)
    return text
