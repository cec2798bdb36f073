"""The types a pack may give to a column: how a cell becomes a value, and what of it counts as content."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.connectors.exports.amounts import unit_of
from amends.connectors.exports.badvalue import BadValue
from amends.connectors.exports.remembering import remembering
from amends.connectors.exports.styles import FileStyle
from amends.connectors.exports.values import (
    as_received,
    parse_amount,
    parse_code,
    parse_country,
    parse_currency,
    parse_flag,
    parse_id,
    parse_moment,
    parse_quantity,
    parse_rating,
    parse_text,
)
from amends.connectors.tables.cells import Cell

Piece = tuple[Any, str]
"""A value, and the text of it that counts when contents are compared: the same for 5, 5.0 and 5.00;
"" where it counts in another field."""
CellType = Callable[[Cell], Piece | None]

COLUMN_TYPES = (
    "text", "id", "code", "amount", "discount", "number", "quantity", "moment", "day", "flag", "currency",
    "country", "rating", "unit",
)  # fmt: skip


def cell_types(zone: str, style: FileStyle) -> dict[str, CellType]:
    """The readers of each column type for one file; each gives None for an empty cell or raises BadValue."""

    def amount(cell: Cell) -> Piece | None:
        return amount_piece(parse_amount(cell, decimal_comma=style.decimal_comma))

    def discount(cell: Cell) -> Piece | None:
        value = parse_amount(cell, decimal_comma=style.decimal_comma, signed=True)
        return amount_piece(abs(value) if value is not None else None)

    def number(cell: Cell) -> Piece | None:
        try:
            return amount_piece(parse_amount(cell, decimal_comma=style.decimal_comma, signed=True))
        except BadValue:
            text = parse_text(cell)
            return (None, text) if text else None

    def moment(cell: Cell) -> Piece | None:
        value = parse_moment(cell, zone=zone, date_order=style.date_order)
        return (value, value.isoformat()) if isinstance(value, datetime) else None

    return {
        "text": _same(parse_text),
        "id": _same(parse_id),
        "code": _same(parse_code),
        "currency": _same(parse_currency),
        "country": _same(parse_country),
        "amount": remembering(16_384)(amount),
        "discount": remembering(16_384)(discount),
        "number": remembering(16_384)(number),
        "quantity": _counted(parse_quantity),
        "rating": _counted(parse_rating),
        "moment": moment,
        "day": moment,
        "flag": _flag,
        "unit": _unit,
    }


def amount_piece(value: Decimal | None) -> Piece | None:
    if value is None:
        return None
    normal = value.normalize()
    return value, format(normal + 0 if normal == 0 else normal, "f")


def _same(parse: Callable[[Cell], str | None]) -> CellType:
    def read(cell: Cell) -> Piece | None:
        value = parse(cell)
        return None if value is None else (value, value)

    return read


def _counted(parse: Callable[[Cell], int | None]) -> CellType:
    def read(cell: Cell) -> Piece | None:
        value = parse(cell)
        return None if value is None else (value, str(value))

    return read


@remembering(1_024)
def _flag(cell: Cell) -> Piece | None:
    value = parse_flag(cell)
    if value is not None:
        return value, "yes" if value else "no"
    word = as_received(cell).strip()
    return (None, word) if word else None


@remembering(4_096)
def _unit(cell: Cell) -> Piece | None:
    unit = unit_of(cell)
    return (unit, "") if unit else None
