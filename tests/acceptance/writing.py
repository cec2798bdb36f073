"""Files as marketplaces and spreadsheets write them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

Rows = Sequence[Mapping[str, object]]


def text(
    columns: Sequence[str],
    rows: Rows,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    before: str = "",
    after: str = "",
    quoted: bool = False,
) -> bytes:
    """Delimited text, quoted where it must be, or everywhere."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerows([columns, *([row.get(name, "") for name in columns] for row in rows)])
    return (before + out.getvalue() + after).encode(encoding)


def bare(columns: Sequence[str], rows: Rows, *, encoding: str = "utf-8") -> bytes:
    """Amazon's tab files: nothing is quoted, quotes stand as they are."""
    lines = [columns, *([str(row.get(name, "")) for name in columns] for row in rows)]
    return "".join("\t".join(line) + "\r\n" for line in lines).encode(encoding)


def workbook(columns: Sequence[str], rows: Rows, *, before: Sequence[Sequence[object]] = ()) -> bytes:
    """A spreadsheet: numbers and times as cells of their own kind, on the second sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        book.add_worksheet("Notes").write_string(0, 0, "Do not change the columns.")
        sheet, moment = book.add_worksheet("Orders"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        lines = [*before, columns, *([row.get(name, "") for name in columns] for row in rows)]
        for place, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, datetime):
                    sheet.write_datetime(place, column, cell, moment)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(place, column, cell)
                elif cell:
                    sheet.write_string(place, column, str(cell))
    return out.getvalue()
