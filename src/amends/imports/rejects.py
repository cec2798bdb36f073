"""The rows that could not be taken, as a file to mend and import again: its own columns, then the reasons."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from amends.imports.models import ImportFile, ImportReject

# Behind the file's own columns; `row` holds what was received where it could not be cut into cells.
REASON_COLUMNS = ("line", "column", "reason", "detail", "row")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AT_ONCE = 500


def rejects_csv(import_file: ImportFile) -> Iterator[str]:
    """The rejects as pieces of CSV, with a byte-order mark for spreadsheets, formulas made harmless.

    Each row stands as it came, in the columns of its file, followed by its line and all its faults.
    """
    rows = rejects_table(import_file)
    yield "\ufeff" + _lines([next(rows)])
    while some := list(islice(rows, AT_ONCE)):
        yield _lines(some)


def rejects_table(import_file: ImportFile) -> Iterator[list[str]]:
    """The same as rows of cells, the header first."""
    header = list(import_file.header.names) if import_file.header is not None else []
    yield _harmless([*header, *REASON_COLUMNS])
    rejects = ImportReject.objects.filter(import_file=import_file).order_by("id")
    for reject in rejects.iterator(chunk_size=AT_ONCE):
        yield _harmless([*_cells(reject, len(header)), *_reasons(reject)])


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


def own_columns(header: Sequence[str]) -> int:
    """How many columns are a file's own: those before the reasons where it is a file of rejects."""
    tail = len(REASON_COLUMNS)
    is_of_rejects = len(header) > tail and tuple(header[-tail:]) == REASON_COLUMNS
    return len(header) - tail if is_of_rejects else len(header)


def harmless(text: str) -> str:
    """Text that a spreadsheet will not take for a formula; `as_it_was` takes it back."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def as_it_was(text: str) -> str:
    """The text that `harmless` was given."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)
    return text[1:] if guarded else text


def _cells(reject: ImportReject, width: int) -> list[str]:
    cells = list(reject.values or [])[:width]
    return cells + [""] * (width - len(cells))


def _reasons(reject: ImportReject) -> list[str]:
    faults = reject.faults or [[reject.column, reject.reason, reject.detail]]
    if len(faults) == 1:
        detail = reject.detail
    else:
        detail = "; ".join(f"{column}: {said}" if column else said for column, _, said in faults)
    columns, reasons = (list(dict.fromkeys(fault[place] for fault in faults)) for place in (0, 1))
    raw = reject.raw if reject.values is None else ""
    return [str(reject.line), "; ".join(columns), "; ".join(reasons), detail, raw]


def _lines(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _harmless(row: Sequence[str]) -> list[str]:
    return [harmless(cell) for cell in row]
