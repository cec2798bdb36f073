"""Any table file as rows: what it is, is told by its content and never by its name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from amends.connectors.tables.cells import BadRow, RawRow
from amends.connectors.tables.found import Found, Progress
from amends.connectors.tables.recognise import HeaderShape
from amends.connectors.tables.scan import scan
from amends.connectors.tables.sheet_table import find_sheet
from amends.connectors.tables.text_table import find_text


@dataclass(frozen=True)
class Table:
    """A recognised table file. `size` in bytes, `sha256` of its bytes, `header` as written.

    `encoding` is utf-8, utf-8-sig, utf-16 (with a byte order mark), utf-16-le, utf-16-be, gb18030,
    windows-1252 or xlsx; `delimiter` is "" for a spreadsheet. `header_line` counts from 1.
    """

    kind: str
    encoding: str
    delimiter: str
    header: list[str]
    header_line: int
    size: int
    sha256: bytes
    _pass: Callable[[Progress], Iterator[RawRow | BadRow]]
    _progress: Progress = field(default_factory=Progress)

    @property
    def position(self) -> int:
        """Bytes read so far in the latest pass; of a spreadsheet, an estimate."""
        return min(self._progress.position, self.size)

    def rows(self) -> Iterator[RawRow | BadRow]:
        """A fresh pass over the rows after the header, streamed; wholly empty rows are left out.

        Rows are as wide as the header. Line breaks inside a cell are \\n. Of a spreadsheet, a pass may raise
        Refused (spreadsheet_memory, spreadsheet_unreadable).
        """
        self._progress.position = 0
        return self._pass(self._progress)


def open_table(path: Path, shapes: Sequence[HeaderShape]) -> Table:
    """Recognises the file at `path` as one of the kinds in `shapes`.

    Raises Refused: unreadable_file, empty_file, not_a_table, old_spreadsheet, unknown_kind (UnknownKind),
    too_many_columns, spreadsheet_too_large, spreadsheet_unreadable, spreadsheet_memory.
    """
    scanned = scan(path)
    found: Found = (find_text if scanned.content == "text" else find_sheet)(scanned, shapes)
    return Table(
        found.kind,
        found.encoding,
        found.delimiter,
        found.header,
        found.header_line,
        scanned.size,
        scanned.sha256,
        found.rows,
    )
