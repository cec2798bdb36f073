"""Quotes in delimited text: what a line says when read by the rules, and when the rules are broken."""

import re
from dataclasses import dataclass
from enum import Enum

_DOUBLED = r'(?:[^"]++|"")*+'
_INSIDE = re.compile(_DOUBLED)
_GUARDED = re.compile('="[^"]*"')  # how Excel keeps an id as text


@dataclass(slots=True)
class Parsed:
    """The cells of a line. `loose`: a lone quote is inside a quoted cell; `open`: the last one has no end."""

    cells: list[str]
    loose: bool
    open: bool


class Went(Enum):
    """What a line does with the quoted cell that began on a line before it."""

    ON = "on"
    CLOSED = "closed"
    BROKEN = "broken"  # a quote stands where none can: the cell began by mistake


class Quoting:
    """Quotes as spreadsheets write them (a quote inside is doubled), for one delimiter."""

    def __init__(self, delimiter: str) -> None:
        end = rf"(?=[{re.escape(delimiter)}]|\Z)"
        self._quoted = re.compile(f'"({_DOUBLED})"{end}')
        self._rest = re.compile(f'{_DOUBLED}"{end}')
        self._close = re.compile(f'" *{end}')
        self._bare = re.compile(f"[^{re.escape(delimiter)}]*+")

    def parse(self, text: str, *, forgiving: bool = False) -> Parsed:
        """Reads one line, or several joined. A lone quote is kept as a character.

        Where the last cell may as well go on in the next line, it is open; `forgiving` closes it in this one.
        """
        cells: list[str] = []
        loose, place = False, 0
        while True:
            if not text.startswith('"', place):
                bare = self._bare.match(text, place)
                assert bare is not None
                cells.append(bare[0])
                place = bare.end()
            elif quoted := self._quoted.match(text, place):
                cells.append(quoted[1].replace('""', '"'))
                place = quoted.end()
            elif not forgiving and _INSIDE.fullmatch(text, place + 1):
                cells.append(text[place + 1 :].replace('""', '"'))
                return Parsed(cells, loose, open=True)
            elif close := self._close.search(text, place + 1):
                loose = True
                cells.append(text[place + 1 : close.start()].replace('""', '"'))
                place = close.end()
            else:
                cells.append(text[place + 1 :].replace('""', '"'))
                return Parsed(cells, loose=True, open=True)
            if place >= len(text):
                return Parsed(cells, loose, open=False)
            place += 1

    def go_on(self, line: str) -> Went:
        """Reads a line that begins inside a quoted cell, strictly."""
        if '"' not in line:
            return Went.ON
        close = self._rest.match(line)
        if close is None:
            return Went.ON if _INSIDE.fullmatch(line) else Went.BROKEN
        place = close.end()
        while place < len(line):
            place += 1
            if quoted := self._quoted.match(line, place):
                place = quoted.end()
            elif line.startswith('"', place):
                return Went.ON if _INSIDE.fullmatch(line, place + 1) else Went.BROKEN
            else:
                bare = self._bare.match(line, place)
                assert bare is not None
                if '"' in bare[0] and not _GUARDED.fullmatch(bare[0]):
                    return Went.BROKEN
                place = bare.end()
        return Went.CLOSED


def well_quoted(cell: str) -> bool:
    """Whether a cell is quoted from end to end, with every quote inside doubled."""
    return (
        len(cell) > 1 and cell[0] == cell[-1] == '"' and _INSIDE.fullmatch(cell, 1, len(cell) - 1) is not None
    )


def unquoted(cell: str) -> str:
    """The cell without its quotes where it is well quoted, else as it is."""
    return cell[1:-1].replace('""', '"') if well_quoted(cell) else cell
