"""How one file writes its dates and amounts: decided once per file, by what can be read in one way only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from amends.connectors.exports.amounts import decimal_mark
from amends.connectors.exports.moments import NUMBERS
from amends.connectors.tables.cells import Cell, RawRow

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind

_DIGITS = re.compile(r"\d[\d.,'’\s]*")


@dataclass(frozen=True, slots=True)
class FileStyle:
    """`date_order` is ymd, mdy or dmy; it and `decimal_comma` decide what could be read in two ways."""

    date_order: str = "ymd"
    decimal_comma: bool = False


@lru_cache(maxsize=256)
def style_of_country(country: str) -> FileStyle:
    """What people of a country (ISO 3166 code) write."""
    try:
        locale = Locale.parse(f"und_{country.upper()}", resolve_likely_subtags=True)
    except (UnknownLocaleError, ValueError):
        return FileStyle("dmy")
    letters = "".join(dict.fromkeys(sign for sign in locale.date_formats["short"].pattern if sign in "yMd"))
    order = letters.lower() if letters in ("yMd", "Mdy", "dMy") else "dmy"
    return FileStyle(order, get_decimal_symbol(locale) == ",")


class StyleWatcher:
    """Looks at the date and amount columns of a file's rows and decides how the file writes them."""

    def __init__(self, kind: "FileKind", header: list[str]) -> None:
        """`header`: the column names as they stand in the file."""
        self._dates = kind.columns_of_type(header, ("moment", "day"))
        self._amounts = kind.columns_of_type(header, ("amount", "discount", "number"))
        self._orders = {"dmy": 0, "mdy": 0}
        self._short_dmy = 0  # 26/11/15: the day first, or the year
        self._marks = {",": 0, ".": 0}
        self._open_dates = self._open_amounts = self._seen_dates = False

    def needed(self, sample: Iterable[RawRow]) -> bool:
        """Whether the first rows leave open what the rest of the file may settle. Observes them."""
        for row in sample:
            self.observe(row)
        dates_settled = (
            not self._dates or any(self._orders.values()) or (self._seen_dates and not self._open_dates)
        )
        amounts_settled = not self._amounts or any(self._marks.values())
        return not (dates_settled and amounts_settled)

    def observe(self, row: RawRow) -> None:
        """Take one row as evidence."""
        cells = row.cells
        for index in self._dates:
            self._observe_date(cells[index] if index < len(cells) else "")
        for index in self._amounts:
            self._observe_amount(cells[index] if index < len(cells) else "")

    def decide(self, country: str) -> FileStyle:
        """The style of the file: by its own evidence, else as in `country` (ISO 3166 code)."""
        usual = style_of_country(country)
        order, comma = usual.date_order, usual.decimal_comma
        day_first = self._orders["dmy"] + (self._short_dmy if order != "ymd" else 0)
        if day_first != self._orders["mdy"]:
            order = "dmy" if day_first > self._orders["mdy"] else "mdy"
        if self._marks[","] != self._marks["."]:
            comma = self._marks[","] > self._marks["."]
        return FileStyle(order, comma)

    def _observe_date(self, cell: Cell) -> None:
        if not cell:
            return
        self._seen_dates = True
        if not isinstance(cell, str) or cell[:4].isdigit():
            return
        found = NUMBERS.match(cell.strip().lstrip("='\""))
        if found is None:
            return
        self._open_dates = True
        first, second = int(found["a"]), int(found["b"])
        if first > 12 >= second and len(found["c"]) == 2 and len(found["a"]) == 2:
            self._short_dmy += 1
        elif first > 12 >= second:
            self._orders["dmy"] += 1
        elif second > 12 >= first:
            self._orders["mdy"] += 1

    def _observe_amount(self, cell: Cell) -> None:
        if not isinstance(cell, str) or not cell:
            return
        found = _DIGITS.search(cell)
        mark = decimal_mark(found[0].strip().rstrip(".,")) if found else None
        if mark:
            self._marks[mark] += 1
