"""Rows of delimited text, streamed: whatever one row is like, the rows after it are read."""

from collections.abc import Iterator

from amends.connectors.files.cells import MAX_FIELD, BadRow, Cell, RawRow, column_name, storable
from amends.connectors.files.dialects import Dialect, Taken
from amends.connectors.files.encodings import MARK
from amends.connectors.files.lines import Block
from amends.connectors.files.window import Window

_DETAILS = {
    "undecodable": "Bytes in this place are no text in the file's encoding.",
    "nul_byte": "There is a NUL byte in this place.",
    "field_too_long": f"The text in this place is longer than {MAX_FIELD:,} characters.",
    "unclosed_quote": "A quote opens here and does not close, or closes in the middle of the text.",
}


class DelimitedRows:
    """Reads rows by `dialect` for `header`; lines up to `skip` are passed over. Rows are as wide as the header.

    Without a header (`header` empty) rows keep their width, up to `dialect.width` cells.
    """

    def __init__(self, dialect: Dialect, header: list[str], skip: int = 0) -> None:
        self._dialect = dialect
        self._header = header
        self._width = dialect.width
        self._skip = skip

    def rows(self, blocks: Iterator[Block]) -> Iterator[RawRow | BadRow]:
        """The rows in `blocks`, wholly empty ones left out."""
        window = Window(blocks)
        while block := window.next_block():
            if not self._passed_over(block):
                continue
            if block.cut:
                yield self._overlong(block)
            elif block.plain and not block.quoted:
                yield from self._plain_rows(block)
            else:
                yield from self._careful_rows(block, window)

    def _passed_over(self, block: Block) -> bool:
        """Drops the lines before the first row; whether any are left."""
        if block.first <= self._skip:
            del block.lines[: self._skip + 1 - block.first]
            block.first = self._skip + 1
        return bool(block.lines)

    def _plain_rows(self, block: Block) -> Iterator[RawRow | BadRow]:
        delimiter, width, number = self._dialect.delimiter, self._width, block.first - 1
        for line in block.lines:
            number += 1
            cells = line.split(delimiter)
            if len(cells) == width and cells[0] and not cells[0].isspace():
                yield RawRow(number, cells)  # type: ignore[arg-type]  # no copy: nobody else holds the list
            elif row := self._fitted(number, cells, line):
                yield row

    def _careful_rows(self, block: Block, window: Window) -> Iterator[RawRow | BadRow]:
        while window.place < len(block.lines):
            taken = self._dialect.take(block.lines[window.place], window.following)
            begin, window.place = window.place, window.place + taken.lines
            raw = block.lines[begin] if taken.lines == 1 else "\n".join(block.lines[begin : window.place])
            if row := self._judged(block.first + begin, taken, raw):
                yield row

    def _judged(self, number: int, taken: Taken, raw: str) -> RawRow | BadRow | None:
        if taken.unclosed is not None:
            return self._bad(number, "unclosed_quote", taken.unclosed, raw)
        if MARK in raw or "\0" in raw or len(raw) > MAX_FIELD:
            for place, cell in enumerate(taken.cells):
                if MARK in cell:
                    return self._bad(number, "undecodable", place, raw)
                if "\0" in cell:
                    return self._bad(number, "nul_byte", place, raw)
                if len(cell) > MAX_FIELD:
                    return self._bad(number, "field_too_long", place, raw)
        return self._fitted(number, taken.cells, raw)

    def _fitted(self, number: int, cells: list[str], raw: str) -> RawRow | BadRow | None:
        """The row with as many cells as the header has; None where it is wholly empty."""
        if not any(map(str.strip, cells)):
            return None
        surplus = cells[self._width :]
        if any(map(str.strip, surplus)):
            return self._too_wide(number, len(cells), raw)
        del cells[self._width :]
        if self._header:
            cells += [""] * (self._width - len(cells))
        return RawRow(number, list(cells))

    def _overlong(self, block: Block) -> BadRow:
        """A line too long to hold: only its beginning is known."""
        beginning = block.lines[0]
        width = beginning.count(self._dialect.delimiter) + 1
        if width > max(self._width, 2):
            return self._too_wide(block.first, width, beginning)
        return self._bad(block.first, "field_too_long", width - 1, beginning)

    def _too_wide(self, number: int, width: int, raw: str) -> BadRow:
        detail = f"The row has {width:,} or more cells, the header {self._width:,}."
        place = column_name(self._header, self._width)
        return BadRow(number, "too_many_cells", place, detail, storable(raw))

    def _bad(self, number: int, reason: str, place: int, raw: str) -> BadRow:
        return BadRow(number, reason, column_name(self._header, place), _DETAILS[reason], storable(raw))
