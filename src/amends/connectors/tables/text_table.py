"""Delimited text: encoding and delimiter are those with which a known header can be read."""

import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from amends.connectors.tables.cells import BadRow, RawRow
from amends.connectors.tables.delimited import DelimitedRows
from amends.connectors.tables.dialects import dialect
from amends.connectors.tables.encodings import text_decoder
from amends.connectors.tables.fit import Fit
from amends.connectors.tables.found import MAX_COLUMNS, Found, Progress, too_many_columns
from amends.connectors.tables.lines import LineReader
from amends.connectors.tables.magic import not_a_table, what_instead
from amends.connectors.tables.recognise import (
    MAX_CANDIDATES,
    HeaderShape,
    Match,
    UnknownKind,
    find_header,
    nearest_kinds,
)
from amends.connectors.tables.scan import Encoding, Scan, empty_file
from amends.core.errors import Refused

_SAMPLE = 1 << 16
_DELIMITERS = ("\t", ",", ";", "|")
_BEGINNING = 1 << 20
"""Bytes among which the header is looked for."""


@dataclass(frozen=True)
class _Reading:
    """The first rows as one encoding and delimiter give them."""

    encoding: Encoding
    delimiter: str
    seen: int  # rows, whether they could be read or not
    rows: list[RawRow]
    too_wide: bool

    @property
    def names(self) -> list[list[str]]:
        return [cast(list[str], row.cells) for row in self.rows]


def find_text(scanned: Scan, shapes: Sequence[HeaderShape]) -> Found:
    """The header in a text file. Raises Refused: empty_file, not_a_table, too_many_columns, unknown_kind."""
    best: tuple[Match, _Reading] | None = None
    readings: list[_Reading] = []
    for encoding in scanned.encodings:
        for delimiter in _DELIMITERS:
            reading = _read_beginning(scanned, encoding, delimiter)
            readings.append(reading)
            match = find_header(reading.names, shapes)
            if match and (best is None or match > best[0]):
                best = match, reading
    if best is None:
        raise _refusal(scanned, readings, shapes)
    return _found(scanned, *best)


def _read_beginning(scanned: Scan, encoding: Encoding, delimiter: str) -> _Reading:
    rows, too_wide, seen = list[RawRow](), False, 0
    reader = DelimitedRows(dialect(delimiter, MAX_COLUMNS, exact=False), Fit([], MAX_COLUMNS))
    with scanned.path.open("rb") as stream:
        stream.seek(encoding.skip)
        beginning = io.BytesIO(stream.read(_BEGINNING))
    lines = LineReader(beginning, encoding.codec, delimiter, Progress())
    for row in islice(reader.rows(lines.blocks()), MAX_CANDIDATES):
        seen += 1
        if isinstance(row, RawRow):
            rows.append(row)
        elif row.reason == "too_many_cells":
            too_wide = True
    return _Reading(encoding, delimiter, seen, rows, too_wide)


def _passing(
    scanned: Scan, encoding: Encoding, reader: DelimitedRows, progress: Progress
) -> Generator[RawRow | BadRow]:
    with scanned.path.open("rb") as stream:
        stream.seek(encoding.skip)
        progress.position = encoding.skip
        lines = LineReader(stream, encoding.codec, reader.delimiter, progress)
        yield from reader.rows(lines.blocks())


def _found(scanned: Scan, match: Match, reading: _Reading) -> Found:
    row = reading.rows[match.index]
    cells = cast(list[str], row.cells)
    last_line = row.line + sum(cell.count("\n") for cell in cells)
    header = [cell.strip("\ufeff \t\n\u3000") for cell in cells]

    def rows(progress: Progress) -> Iterator[RawRow | BadRow]:
        taking = dialect(reading.delimiter, len(header), exact=True)
        reader = DelimitedRows(taking, Fit(header, len(header)), last_line)
        return _passing(scanned, reading.encoding, reader, progress)

    return Found(match.kind, reading.encoding.name, reading.delimiter, header, row.line, rows)


def _refusal(scanned: Scan, readings: list[_Reading], shapes: Sequence[HeaderShape]) -> Refused:
    """Why no header was found, the plainest reason first."""
    if not all(reading.seen for reading in readings):
        return empty_file()
    encoding = scanned.encodings[0]
    with scanned.path.open("rb") as stream:
        stream.seek(encoding.skip)
        sample = text_decoder(encoding.codec).decode(stream.read(_SAMPLE))
    if what := what_instead(sample):
        return not_a_table(what)
    if any(reading.too_wide for reading in readings):
        return too_many_columns()
    return UnknownKind(nearest_kinds([row for reading in readings for row in reading.names], shapes))
