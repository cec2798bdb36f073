"""Reads a spreadsheet in a process of its own, with bounds on memory and time, and writes rows as JSON lines.

`python -m amends.connectors.tables.xlsx_child PATH` writes the first rows of every sheet; `... PATH SHEET`
all rows of the sheet at that place. Every line is a list: `["sheet", place]` opens a sheet, `["size",
rows]` says how far it goes, `["row", line, cells]` is a row, `["bad", line, reason, place, raw]` an
unreadable one, and `["end"]` or `["refused", code]` comes last. A cell is text, a number, true, false, or
`{"d": ...}` for a moment, `{"D": ...}` for a day, `{"t": ...}` for a time of day.
"""

import json
import os
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from amends.connectors.tables.archive import TooLarge, check_size
from amends.connectors.tables.cells import MAX_FIELD, storable
from amends.connectors.tables.recognise import MAX_CANDIDATES

MEMORY = 1536 << 20
CPU_SECONDS = 120
_MAX_ROW = 16 << 20  # characters


def main(arguments: list[str]) -> None:
    """Writes the answer to standard output; says nothing else, whatever happens."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    _bound()
    try:
        code = _answer(Path(arguments[0]), arguments[1:], out)
    except MemoryError:
        code = "spreadsheet_memory"
    except OSError:
        os._exit(0)  # nobody reads any more
    _write(out, ["refused", code] if code else ["end"])
    out.flush()


def bounds() -> dict[str, int]:
    """What the process may use: bytes of memory, seconds of computing, and nothing written to disk."""
    return {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": CPU_SECONDS, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0}


def _bound() -> None:
    for name, limit in bounds().items():
        what = getattr(resource, name)
        _, hard = resource.getrlimit(what)
        bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (bound, bound))


def _answer(path: Path, wanted: list[str], out: IO[str]) -> str:
    """Writes the rows; the code of a refusal, "" where there is none."""
    try:
        names = check_size(path)
    except TooLarge:
        return "spreadsheet_too_large"
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError):
        return "spreadsheet_unreadable"
    if not any(name.lower().startswith("xl/workbook.") for name in names):
        return "not_a_table"
    import python_calamine  # once the bounds are set and the archive is found harmless

    try:
        with path.open("rb") as stream:
            book = python_calamine.CalamineWorkbook.from_filelike(stream)
        if wanted:
            _write_sheet(book.get_sheet_by_index(int(wanted[0])), out)
            return ""
    except (OSError, MemoryError):
        raise
    except BaseException:  # a panic inside the reader is no Exception
        return "spreadsheet_unreadable"
    return _write_beginnings(book, out)


def _write_beginnings(book: Any, out: IO[str]) -> str:
    read = 0
    for place in range(len(book.sheet_names)):
        try:
            sheet = book.get_sheet_by_index(place)
        except (OSError, MemoryError):
            raise
        except BaseException:  # a sheet that is a chart, or damaged: another one may hold the table
            continue
        _write(out, ["sheet", place])
        _write_sheet(sheet, out, MAX_CANDIDATES)
        read += 1
    return "" if read else "spreadsheet_unreadable"


def _write_sheet(sheet: Any, out: IO[str], most: int | None = None) -> None:
    _write(out, ["size", sheet.total_height])
    written = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        line = _row(number, cells)
        if line:
            out.write(line)
            written += 1
        if written == most:
            return


def _row(number: int, cells: list[Any]) -> str:
    """The row as a line, "" where it is wholly empty."""
    if all(isinstance(cell, str) and not cell.strip() for cell in cells):
        return ""
    line = json.dumps(["row", number, cells], ensure_ascii=False, default=_tagged)
    if len(line) > MAX_FIELD or "\\r" in line or "\\u0000" in line:
        return _careful_row(number, cells)
    return line + "\n"


def _careful_row(number: int, cells: list[Any]) -> str:
    for place, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        reason = "field_too_long" if len(cell) > MAX_FIELD else "nul_byte" if "\0" in cell else ""
        if reason:
            return json.dumps(["bad", number, reason, place, storable(cell)]) + "\n"
        cells[place] = cell.replace("\r\n", "\n").replace("\r", "\n")
    line = json.dumps(["row", number, cells], ensure_ascii=False, default=_tagged)
    if len(line) > _MAX_ROW:
        return json.dumps(["bad", number, "field_too_long", 0, storable(line)]) + "\n"
    return line + "\n"


def _tagged(cell: object) -> object:
    if isinstance(cell, datetime):
        return {"d": cell.isoformat()}
    if isinstance(cell, date):
        return {"D": cell.isoformat()}
    if isinstance(cell, time):
        return {"t": cell.isoformat()}
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _write(out: IO[str], line: list[object]) -> None:
    out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
