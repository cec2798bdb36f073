"""Table files as platforms give them, written row by row; a table without rows is no file."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a shop: its name, the kind it will be taken for, and how many rows or mails it has."""

    name: str
    kind: str
    rows: int


class Table:
    """One table file. `lead` are lines that some exports have above the header."""

    def __init__(
        self,
        path: Path,
        kind: str,
        header: Sequence[str],
        *,
        encoding: str = "utf-8",
        delimiter: str = ",",
        lead: Sequence[Sequence[str]] = (),
    ) -> None:
        self.path, self.kind, self.header, self.rows = path, kind, header, 0
        self._encoding, self._delimiter, self._lead = encoding, delimiter, lead
        self._stream: TextIO | None = None
        self._writer: Any = None

    def add(self, row: Sequence[object]) -> None:
        """A row of data."""
        self.write(row)
        self.rows += 1

    def write(self, row: Sequence[object]) -> None:
        """A line that is no row of data."""
        if self._stream is None:
            self._begin()
        self._writer.writerow(row)

    def close(self) -> list[WrittenFile]:
        """What was written: one file, or none."""
        if self._stream is None:
            return []
        self._stream.close()
        return [WrittenFile(self.path.name, self.kind, self.rows)]

    def _begin(self) -> None:
        self._stream = self.path.open("w", encoding=self._encoding, errors="replace", newline="")
        self._writer = csv.writer(self._stream, delimiter=self._delimiter, lineterminator="\r\n")
        for line in (*self._lead, self.header):
            self._writer.writerow(line)


def money(amount: int) -> str:
    """1234 → 12.34."""
    return f"{amount // 100}.{amount % 100:02d}"


def civil(moment: datetime | None, zone: ZoneInfo) -> str:
    """2026-11-11 00:00:12 in the shop's zone, "" for no moment."""
    return moment.astimezone(zone).isoformat(" ", "seconds")[:19] if moment else ""


def iso(moment: datetime | None) -> str:
    """2026-11-11T00:00:12+00:00, "" for no moment."""
    return moment.isoformat(timespec="seconds") if moment else ""


def named_day(moment: datetime | None, zone: ZoneInfo, *, short: bool = False) -> str:
    """11-Nov-2026, or 11-Nov-26 where `short`."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    year = f"{local.year % 100:02d}" if short else str(local.year)
    return f"{local.day:02d}-{MONTHS[local.month - 1]}-{year}"
