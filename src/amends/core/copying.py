"""Values as COPY's text format wants them.

psycopg formats a row value by value in Python, and lists element by element; an import writes ten million
values, most of them the column's default. So a row starts as its defaults, formatted once, and only what
was said is formatted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import NoneType
from typing import Any

NULL = "\\N"
LINES_AT_ONCE = 200
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_special = re.compile(r"[\\\t\n\r]").search


def copy_value(value: Any) -> str:
    """One value in COPY's text format. Raises TypeError for a type that no table here has."""
    try:
        return _FORMATS[type(value)](value)
    except KeyError:
        raise TypeError(f"COPY is given a {type(value).__name__}") from None


def _text(text: str) -> str:
    return text.translate(_ESCAPES) if _special(text) else text


def array_literal(texts: Sequence[str]) -> str:
    """A list of texts as PostgreSQL writes an array."""
    if not texts:
        return "{}"
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != 2 * (len(texts) - 1):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}'


_FORMATS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: NULL,
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    datetime: datetime.isoformat,
    bytes: lambda octets: "\\\\x" + octets.hex(),
    memoryview: lambda octets: "\\\\x" + octets.hex(),
    list: lambda texts: _text(array_literal(texts)),
}


def copy_lines(
    columns: Sequence[str], starting: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """COPY's lines for rows that say some columns; the others are as in `starting`. Some hundred at once."""
    places = {name: place for place, name in enumerate(columns)}
    start = [copy_value(starting.get(name)) for name in columns]
    lines: list[str] = []
    formats = _FORMATS
    for row in rows:
        line = start.copy()
        for name, value in row.items():
            line[places[name]] = formats[type(value)](value)
        lines.append("\t".join(line))
        if len(lines) == LINES_AT_ONCE:
            yield "\n".join(lines) + "\n"
            lines.clear()
    if lines:
        yield "\n".join(lines) + "\n"
