"""The rows that could not be taken, as a file to mend and import again."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from amends.imports.models import ImportFile, ImportReject

HEADER = ("line", "column", "reason", "detail", "row")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def rejects_csv(import_file: ImportFile) -> Iterator[str]:
    """The rejects as CSV lines, with a byte-order mark for spreadsheets, formulas made harmless."""
    yield "\ufeff" + _line(HEADER)
    rejects = ImportReject.objects.filter(import_file=import_file).order_by("id")
    for row in rejects.values_list("line", "column", "reason", "detail", "raw").iterator(chunk_size=500):
        yield _line([harmless(str(value)) for value in row])


def write_rejects(import_file: ImportFile, folder: Path) -> Path | None:
    """Write the rejects beside the data; None if there are none."""
    if not import_file.rejected:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"import-{import_file.pk}-rejects.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(rejects_csv(import_file))
    path.chmod(0o600)
    return path


def harmless(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _line(values: tuple[str, ...] | list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()
