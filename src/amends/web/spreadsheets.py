"""Tables for the spreadsheet of whoever downloads them: written as one in their language expects.

French ones part cells with semicolons and write a decimal comma; the others take commas and a point. A
byte-order mark tells all of them that it is UTF-8. Programs and terminals get plain commas (`api`, `cli`).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.http import HttpResponseBase

from amends.web import shown
from amends.web.contents import attached

AT_ONCE = 500  # lines
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")


def spreadsheet(rows: Iterable[Iterable[object]], name: str, *, as_it_was: bool = False) -> HttpResponseBase:
    """The rows as a download in the reader's language, the header first.

    `as_it_was`: the cells are those of a file, to be handed in again; no number in them is written otherwise.
    """
    is_french = shown.language() == "fr"  # asked now: the rows are read when the page's language is gone
    comma = "," if is_french and not as_it_was else "."
    answer = attached(_pieces(iter(rows), ";" if is_french else ",", comma), name)
    answer["Content-Type"] = "text/csv; charset=utf-8"
    return answer


def _pieces(rows: Iterator[Iterable[object]], separator: str, comma: str) -> Iterator[bytes]:
    yield "\ufeff".encode()
    while some := list(islice(rows, AT_ONCE)):
        written = io.StringIO()
        lines = csv.writer(written, delimiter=separator, lineterminator="\r\n")
        lines.writerows([_cell(cell, comma) for cell in row] for row in some)
        yield written.getvalue().encode("utf-8", "replace")


def _cell(cell: object, comma: str) -> str:
    text = "" if cell is None else str(cell)
    return text.replace(".", comma) if _DECIMAL.fullmatch(text) else text
