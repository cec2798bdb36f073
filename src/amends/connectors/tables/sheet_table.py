"""Spreadsheets: the first sheet with a known header is the table."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from amends.connectors.tables.cells import BadRow, Cell, RawRow
from amends.connectors.tables.fit import Fit
from amends.connectors.tables.found import MAX_COLUMNS, Found, Progress, too_many_columns
from amends.connectors.tables.recognise import HeaderShape, Match, UnknownKind, find_header, nearest_kinds
from amends.connectors.tables.scan import Scan, empty_file
from amends.connectors.tables.spreadsheet import sheet_beginnings, sheet_rows


def find_sheet(scanned: Scan, shapes: Sequence[HeaderShape]) -> Found:
    """The header in a spreadsheet.

    Raises Refused: empty_file, not_a_table, too_many_columns, unknown_kind, spreadsheet_too_large,
    spreadsheet_unreadable, spreadsheet_memory.
    """
    seen: list[list[str]] = []
    with closing(sheet_beginnings(scanned.path)) as sheets:
        for sheet, rows in sheets:
            names = [_header(row.cells) for row in rows]
            match = find_header(names, shapes)
            if match:
                return _found(scanned, sheet, rows[match.index], match)
            seen += names
    if not seen:
        raise empty_file()
    if any(len(names) > MAX_COLUMNS for names in seen):
        raise too_many_columns()
    raise UnknownKind(nearest_kinds(seen, shapes))


def _found(scanned: Scan, sheet: int, row: RawRow, match: Match) -> Found:
    header = _header(row.cells)
    if len(header) > MAX_COLUMNS:
        raise too_many_columns()

    def rows(progress: Progress) -> Iterator[RawRow | BadRow]:
        return _passing(scanned, sheet, Fit(header, len(header)), row.line, progress)

    return Found(match.kind, "xlsx", "", header, row.line, rows)


def _header(cells: Sequence[Cell]) -> list[str]:
    """The names in a row up to the last one: a sheet is as wide as its widest row."""
    names = [str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _passing(
    scanned: Scan, sheet: int, fit: Fit, header_line: int, progress: Progress
) -> Generator[RawRow | BadRow]:
    height = 1
    with closing(sheet_rows(scanned.path, sheet)) as answers:
        for answer in answers:
            if answer[0] == "size":
                height = max(int(answer[1]), 1)
                continue
            line = int(answer[1])
            if line <= header_line:
                continue
            progress.position = scanned.size * line // height
            if answer[0] == "bad":
                yield fit.bad(line, answer[2], int(answer[3]), answer[4])
            elif row := fit.fitted(line, answer[2]):
                yield row
    progress.position = scanned.size
