"""Rows of delimited text, streamed: whatever one row is like, the rows after it are read."""

from collections.abc import Iterator

from amends.connectors.tables.cells import MAX_FIELD, BadRow, RawRow
from amends.connectors.tables.dialects import Dialect, Taken
from amends.connectors.tables.encodings import MARK
from amends.connectors.tables.fit import Fit
from amends.connectors.tables.lines import Block
from amends.connectors.tables.window import Window


class DelimitedRows:
    """Reads rows by `dialect` and holds them against `fit`; lines up to `skip` are passed over."""

    def __init__(self, dialect: Dialect, fit: Fit, skip: int = 0) -> None:
        self._dialect = dialect
        self._fit = fit
        self._skip = skip

    @property
    def delimiter(self) -> str:
        """What stands between cells."""
        return self._dialect.delimiter

    def rows(self, blocks: Iterator[Block]) -> Iterator[RawRow | BadRow]:
        """The rows in `blocks`, wholly empty ones left out."""
        window = Window(blocks)
        while block := window.next_block():
            if block.first <= self._skip:
                block.lines[: self._skip + 1 - block.first] = []
                block.first = self._skip + 1
            if block.cut and block.lines:
                yield self._overlong(block)
            elif block.sound and not block.quoted:
                yield from self._plain_rows(block)
            else:
                yield from self._careful_rows(block, window)

    def _plain_rows(self, block: Block) -> Iterator[RawRow | BadRow]:
        delimiter, width, number = self._dialect.delimiter, self._fit.width, block.first - 1
        for line in block.lines:
            number += 1
            if not line:
                continue
            cells = line.split(delimiter)
            if len(cells) == width and cells[0] and not cells[0].isspace():
                yield RawRow(number, cells)  # type: ignore[arg-type]  # no copy: nobody else holds the list
            elif row := self._fit.fitted(number, [*cells], line):
                yield row

    def _careful_rows(self, block: Block, window: Window) -> Iterator[RawRow | BadRow]:
        delimiter, width = self._dialect.delimiter, self._fit.width
        opening = delimiter + '"'
        while window.place < len(block.lines):
            if block.sound and opening not in (line := block.lines[window.place]) and line[:1] != '"':
                cells = line.split(delimiter)
                if len(cells) == width and cells[0] and not cells[0].isspace():
                    yield RawRow(block.first + window.place, cells)  # type: ignore[arg-type]
                    window.place += 1
                    continue
            taken = self._dialect.take(block.lines[window.place], window.following)
            begin, window.place = window.place, window.place + taken.lines
            raw = block.lines[begin] if taken.lines == 1 else "\n".join(block.lines[begin : window.place])
            if row := self._judged(block.first + begin, taken, raw):
                yield row

    def _judged(self, number: int, taken: Taken, raw: str) -> RawRow | BadRow | None:
        if taken.unclosed is not None:
            return self._fit.bad(number, "unclosed_quote", taken.unclosed, raw)
        if MARK in raw or "\0" in raw or len(raw) > MAX_FIELD:
            for place, cell in enumerate(taken.cells[: self._fit.width]):
                if MARK in cell:
                    return self._fit.bad(number, "undecodable", place, raw)
                if "\0" in cell:
                    return self._fit.bad(number, "nul_byte", place, raw)
                if len(cell) > MAX_FIELD:
                    return self._fit.bad(number, "field_too_long", place, raw)
        return self._fit.fitted(number, [*taken.cells], raw)

    def _overlong(self, block: Block) -> BadRow:
        """A line too long to hold: only its beginning is known."""
        beginning = block.lines[0]
        width = beginning.count(self._dialect.delimiter) + 1
        if width > self._fit.width:
            return self._fit.too_wide(block.first, width, beginning)
        return self._fit.bad(block.first, "field_too_long", width - 1, beginning)
