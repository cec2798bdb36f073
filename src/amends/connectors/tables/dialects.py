"""How the two families of delimited text take a row: quoted as in CSV, or bare as in Amazon's tab files."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amends.connectors.tables.cells import MAX_FIELD
from amends.connectors.tables.quoting import Quoting, Went, unquoted, well_quoted

MAX_ROW = 16 << 20
"""Characters of a row over several lines that are looked at before its quote counts as never closed."""
_TAB_LINES = 200  # lines one cell of a tab file may go over
_FIRST_CREDIT = 64 << 20
_LINE_COST = 200

Following = Callable[[], Iterator[str]]
"""The lines after the one being read."""


@dataclass(slots=True)
class Taken:
    """A row as taken: its cells, how many lines it goes over, and the place of a quote that never closes."""

    cells: list[str]
    lines: int = 1
    unclosed: int | None = None


class Dialect:
    """What the two families share. `width` is the header's."""

    def __init__(self, delimiter: str, width: int) -> None:
        self.delimiter = delimiter
        self.width = width
        self._opening = delimiter + '"'
        self._quoting = Quoting(delimiter)
        # Looks ahead that lead nowhere are paid from what was read, so that no file costs more than its size.
        self._credit = _FIRST_CREDIT

    def take(self, line: str, following: Following) -> Taken:
        """The row that begins with `line`."""
        self._credit += len(line) * 8
        if len(line) > MAX_FIELD and line.count(self.delimiter) > self.width * 4:
            return Taken(self._beginning(line))
        if self._opening not in line and line[:1] != '"':
            return Taken(line.split(self.delimiter))
        return self._take_quoted(line, following)

    def _beginning(self, line: str) -> list[str]:
        """The first cells of a row far wider than the header, the rest as one cell unless it is empty."""
        cells = line.split(self.delimiter, self.width)
        return cells if cells[-1].strip(self.delimiter + ' "') else cells[:-1]

    def _take_quoted(self, line: str, following: Following) -> Taken:
        raise NotImplementedError

    def _joined(self, line: str, following: Iterator[str]) -> Taken | None:
        """The row over as many lines as its quotes ask for; None where they do not close by the rules."""
        lines, length = [line], len(line)
        for further in following:
            length += len(further) + 1
            if length > MAX_ROW or self._credit < 0 or self._stands_alone(further, len(lines)):
                break
            lines.append(further)
            went = self._quoting.go_on(further)
            if went is Went.CLOSED:
                parsed = self._quoting.parse("\n".join(lines))
                if not (parsed.loose or parsed.open) and self._may_span(parsed.cells):
                    return Taken(parsed.cells, len(lines))
                break
            if went is Went.BROKEN:
                break
        self._credit -= length + len(lines) * _LINE_COST
        return None

    def _may_span(self, cells: list[str]) -> bool:
        """Whether a row over several lines may have these cells."""
        return not any(map(str.strip, cells[self.width :]))

    def _stands_alone(self, further: str, lines: int) -> bool:
        """Whether the line after `lines` lines of a quoted cell is sure to be a row of its own."""
        return False


class QuotedDialect(Dialect):
    """Comma, semicolon or bar: a cell with a delimiter, a quote or a line break in it is quoted."""

    def __init__(self, delimiter: str, width: int, *, exact: bool) -> None:
        super().__init__(delimiter, width)
        self._exact = exact

    def _take_quoted(self, line: str, following: Following) -> Taken:
        if line[0] == line[-1] == '"' and line.count('"') == 2 * self.width:
            cells = line[1:-1].split(f'"{self.delimiter}"')
            if len(cells) == self.width:
                return Taken(cells)  # every cell is quoted, and no quote is left over
        try:
            return Taken(next(csv.reader([line], delimiter=self.delimiter, strict=True)))
        except csv.Error:
            parsed = self._quoting.parse(line)
        if parsed.open and not parsed.loose and (taken := self._joined(line, following())):
            return taken
        if parsed.open:
            parsed = self._quoting.parse(line, forgiving=True)
        doubtful = parsed.open or (parsed.loose and not self._fits(parsed.cells))
        return Taken(parsed.cells, unclosed=len(parsed.cells) - 1 if doubtful else None)

    def _fits(self, cells: list[str]) -> bool:
        if not self._exact:
            return True
        return len(cells) >= self.width and not any(map(str.strip, cells[self.width :]))


class TabDialect(Dialect):
    """Tab: cells stand bare, with quotes as they are, unless a spreadsheet saved the file and quoted them."""

    def _take_quoted(self, line: str, following: Following) -> Taken:
        bare = line.split("\t")
        begun = [cell for cell in bare if cell.startswith('"')]
        if begun and not all(map(well_quoted, begun)):
            taken = self._spanning(line, len(bare), following)
            if taken is not None:
                return taken
        return Taken([unquoted(cell) for cell in bare])

    def _spanning(self, line: str, bare: int, following: Following) -> Taken | None:
        """The row with tabs or line breaks in quoted cells, where that makes it as wide as the header."""
        parsed = self._quoting.parse(line)
        if parsed.loose:
            return None
        if not parsed.open:
            return Taken(parsed.cells) if bare != self.width == len(parsed.cells) else None
        if bare > self.width or (bare == self.width != len(parsed.cells)):
            return None
        return self._joined(line, following())

    def _may_span(self, cells: list[str]) -> bool:
        return len(cells) == self.width

    def _stands_alone(self, further: str, lines: int) -> bool:
        return lines >= _TAB_LINES or further.count("\t") + 1 >= self.width


def dialect(delimiter: str, width: int, *, exact: bool) -> Dialect:
    """How rows are taken; `exact` where `width` is the header's and not only the widest allowed."""
    if delimiter == "\t":
        return TabDialect(delimiter, width)
    return QuotedDialect(delimiter, width, exact=exact)
