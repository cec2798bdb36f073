"""The rows of a spreadsheet, read by a child process that may die without harm."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import amends
from amends.connectors.tables.cells import Cell, RawRow
from amends.connectors.tables.magic import not_a_table
from amends.core.errors import Refused

_REFUSALS = {
    "spreadsheet_too_large": (
        "The spreadsheet holds more than 100 MB once unpacked.",
        "Save it as CSV, or split it into several files.",
    ),
    "spreadsheet_unreadable": (
        "The spreadsheet is damaged or protected, and cannot be read.",
        "Open it, remove any password, and save it again as .xlsx or CSV.",
    ),
    "spreadsheet_memory": (
        "Reading the spreadsheet took more memory or time than a file may have.",
        "Save it as CSV, or split it into several files.",
    ),
}
_OUT_OF_BOUNDS = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGXCPU}


def sheet_beginnings(path: Path) -> Generator[tuple[int, list[RawRow]]]:
    """(place, first rows) of every sheet that can be read, in order. Raises Refused, as sheet_rows does."""
    place, rows = -1, list[RawRow]()
    for line in _answers(path):
        if line[0] == "sheet":
            if place >= 0:
                yield place, rows
            place, rows = int(line[1]), []
        elif line[0] == "row":
            rows.append(RawRow(int(line[1]), line[2]))
    yield place, rows


def sheet_rows(path: Path, sheet: int) -> Generator[Any]:
    """["size", rows], then ["row", line, cells] and ["bad", line, reason, place, raw] of one sheet.

    Raises Refused: not_a_table, spreadsheet_too_large, spreadsheet_unreadable, spreadsheet_memory.
    """
    return _answers(path, str(sheet))


def refusal(code: str) -> Refused:
    """Why a spreadsheet cannot be taken."""
    if code == "not_a_table":
        return not_a_table("a compressed archive")
    message, mend = _REFUSALS[code]
    return Refused(code, message, mend=mend)


def _answers(path: Path, *wanted: str) -> Generator[Any]:
    """What the child says, line by line; raises Refused where it refuses or dies. Closing this ends it."""
    child = subprocess.Popen(
        _command(path, *wanted),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )
    assert child.stdout is not None
    try:
        for text in child.stdout:
            if not text.endswith(b"\n"):
                break
            line = json.loads(text, parse_int=float, object_hook=_moment)
            if line[0] == "end":
                return
            if line[0] == "refused":
                raise refusal(line[1])
            yield line
        died = child.wait()
        raise refusal("spreadsheet_memory" if died in _OUT_OF_BOUNDS else "spreadsheet_unreadable")
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _command(path: Path, *wanted: str) -> list[str]:
    return [sys.executable, "-m", "amends.connectors.tables.xlsx_child", str(path.resolve()), *wanted]


def _environment() -> dict[str, str]:
    """What the child needs to start, and none of this process's secrets."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(Path(amends.__path__[0]).parent), "LC_ALL": "C.UTF-8"}


def _moment(tagged: dict[str, str]) -> Cell:
    ((tag, text),) = tagged.items()
    if tag == "d":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if tag == "D" else time.fromisoformat(text)
