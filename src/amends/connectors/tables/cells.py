"""The rows of a table file as they stand in it: cells not yet judged, and rows that cannot be read."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

Cell = str | float | bool | datetime | date | time
"""Text files give text only; a spreadsheet gives what the sheet has, with every number as float."""

MAX_FIELD = 1_000_000
"""Characters one cell may hold."""
MAX_RAW = 2_000
"""Characters of an unreadable row that are kept for the rejects file."""

_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_GAPS = re.compile(r"[\s\-_\u2010-\u2015]+")
_QUOTES = "\"'`\u00b4\u2018\u2019\u201c\u201d\u00ab\u00bb "
_UNSTORABLE = {0: "\u2400", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


@dataclass(slots=True)
class RawRow:
    """A data row, as many cells as the header has. `line` is where it starts in the file, from 1."""

    line: int
    cells: list[Cell]


@dataclass(slots=True)
class BadRow:
    """A row that cannot be read.

    `reason` is one of undecodable, nul_byte, field_too_long, too_many_cells, unclosed_quote; `column` the
    header's name of the place, "" where it cannot be told; `raw` the row as far as it is kept, storable text.
    """

    line: int
    reason: str
    column: str
    detail: str
    raw: str


def storable(text: str) -> str:
    """The first 2,000 characters, with NUL and what is no character replaced by signs that show it."""
    return shown_signs(text[:MAX_RAW])


def shown_signs(text: str) -> str:
    """The text with NUL and what is no character replaced by signs that show it."""
    return text.translate(_UNSTORABLE)


def normal_header(text: str) -> str:
    """A column name in the form names are compared in: "Amazon-Order-ID " gives "amazon order id"."""
    name = unicodedata.normalize("NFKC", text)
    name = _UNSEEN.sub("", name).strip()
    if name.startswith('="') and name.endswith('"'):
        name = name[2:-1]
    return _GAPS.sub(" ", name.strip(_QUOTES).casefold()).strip()


def column_name(header: list[str], index: int) -> str:
    """How the column at `index` (from 0) is named to a person."""
    if index < len(header) and header[index]:
        return header[index]
    return f"column {index + 1}"
