"""From the raw rows of one file to records: junk told from rows, cells typed, content hashed."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from amends.connectors.base import LINE_AMOUNTS, LineFacts, Record, Reject
from amends.connectors.exports.badvalue import BadField, BadValue
from amends.connectors.exports.column_types import CellType, Piece, cell_types
from amends.connectors.exports.styles import FileStyle
from amends.connectors.exports.typed_rows import Assembler, ShopContext, TypedRow
from amends.connectors.exports.values import as_received
from amends.connectors.tables.cells import Cell, RawRow, column_name, normal_header, storable

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind

Fault = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of the kind that this file has."""

    field: str
    prefix: str  # before its content in the hash
    read: CellType
    index: int
    others: tuple[int, ...]  # where the field stands again, under the same or another name


class RowReader:
    """Reads the data rows of one file, in their order, from the first one on."""

    def __init__(
        self, kind: "FileKind", header: list[str], shop: ShopContext, style: FileStyle, assembler: Assembler
    ) -> None:
        self._kind = kind
        self._header = header
        self._names = [normal_header(name) for name in header]
        self._assembler = assembler
        places = kind.places(header)
        types = cell_types(shop.time_zone, style)
        self._blank = dict.fromkeys((column.field for column in kind.columns), None)
        self._places = [
            _Place(column.field, column.field + "\x1e", types[column.type], found[0], tuple(found[1:]))
            for column in kind.columns
            if (found := places[column.field]) and not column.drop
        ]
        self._shown = {column.field: places[column.field] for column in kind.columns}
        self._personal = [i for column in kind.columns if column.personal for i in places[column.field]]
        self._dropped = [i for column in kind.columns if column.drop for i in places[column.field]]
        if kind.unknown_columns == "drop":
            known = {i for found in places.values() for i in found}
            self._dropped += [i for i in range(len(header)) if i not in known]
        self._lead = next((places[c.field][0] for c in kind.columns if c.required and c.type == "id"), None)
        self._amounts = [place.field for place in self._places if place.field in LINE_AMOUNTS]
        self._begun = False

    def read(self, row: RawRow) -> Record | Reject | None:
        """The record the row stands for; why it cannot be taken; None for a line that is no data row."""
        cells = row.cells
        if self._is_no_row(cells):
            return None
        self._begun = True
        values = self._blank.copy()
        pieces = []
        faults: list[Fault] = []
        for place in self._places:
            try:
                piece = self._merged(place, cells) if place.others else _piece(place, cells[place.index])
            except BadValue as bad:
                faults.append((column_name(self._header, place.index), bad.reason, bad.detail))
                continue
            if piece is not None:
                values[place.field] = piece[0]
                if piece[1]:
                    pieces.append(place.prefix + piece[1])
        if faults:
            return self._reject(row, faults + self._missing(cells, {column for column, _, _ in faults}))
        try:
            said = self._assembler.said(TypedRow(values))
        except BadField as bad:
            return self._reject(row, [(self._column_of(bad.field), bad.reason, bad.detail)])
        blank = tuple([name for name in self._amounts if values[name] is None])
        if blank:
            for facts in said.facts:
                if isinstance(facts, LineFacts):
                    facts.blank = blank
        content = blake2b("\x1f".join(pieces).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        kept, personal = self._kept(cells)
        return Record(
            line=row.line,
            key=said.key,
            subject=said.subject,
            content_hash=content,
            updated_at=said.updated_at,
            facts=said.facts,
            values=kept,
            personal=personal,
        )

    def _missing(self, cells: list[Cell], bad_columns: set[str]) -> list[Fault]:
        """Shows a rejected row to the assembler: the rows after it keep their places, so that the row can be
        mended and come again. What it says is wrong besides the cells known to be bad."""
        values = self._blank.copy()
        for place in self._places:
            try:
                piece = self._merged(place, cells) if place.others else _piece(place, cells[place.index])
            except BadValue:
                if place.index == self._lead or place.field == "order_number":
                    return []
                continue
            if piece is not None:
                values[place.field] = piece[0]
        try:
            self._assembler.said(TypedRow(values))
        except BadField as bad:
            column = self._column_of(bad.field)
            return [] if column in bad_columns else [(column, bad.reason, bad.detail)]
        return []

    def _kept(self, cells: list[Cell]) -> tuple[list[str], list[str] | None]:
        kept = [cell if isinstance(cell, str) else as_received(cell) for cell in cells]
        for index in self._dropped:
            kept[index] = ""
        personal = None
        for index in self._personal:
            if kept[index]:
                personal = personal or [""] * len(kept)
                personal[index], kept[index] = kept[index], ""
        return kept, personal

    def _merged(self, place: _Place, cells: list[Cell]) -> Piece | None:
        """The field of a column that stands more than once; other spellings count in the pack's order."""
        taken: Piece | None = None
        for index in (place.index, *place.others):
            piece = _piece(place, cells[index])
            if piece is None:
                continue
            if taken is None:
                taken, name = piece, self._names[index]
            elif piece[1] != taken[1] and self._names[index] == name:
                raise BadValue(
                    "duplicate_column", "This column stands twice, with different contents in this row."
                )
        return taken

    def _is_no_row(self, cells: list[Cell]) -> bool:
        lead = cells[self._lead] if self._lead is not None else ""
        if isinstance(lead, str) and len(lead) > 5 and lead[0].isdigit() and " " not in lead:
            return False
        filled = [index for index, cell in enumerate(cells) if not isinstance(cell, str) or cell.strip()]
        if not filled or all(normal_header(as_received(cells[i])) == self._names[i] for i in filled):
            return True
        lead_text = as_received(lead).strip()
        first = [as_received(cells[i]).strip() for i in filled[:2]]
        texts = [lead_text or first[0]]
        if not lead_text or self._lead == filled[0]:
            texts.append(" ".join(first))
        if self._kind.is_summary(texts):
            return True
        return (
            self._kind.description_row and not self._begun and not any(sign.isdigit() for sign in lead_text)
        )

    def _column_of(self, field: str) -> str:
        found = self._shown[field]
        return column_name(self._header, found[0]) if found else self._kind.column(field).spellings[0]

    def _reject(self, row: RawRow, faults: list[Fault]) -> Reject:
        raw = [as_received(cell) for cell in row.cells]
        for index in self._dropped:
            raw[index] = ""
        column, reason, detail = faults[0]
        return Reject(row.line, column, reason, detail, storable("\t".join(raw)), raw, faults)


def _piece(place: _Place, cell: Cell) -> Piece | None:
    return None if cell == "" else place.read(cell)
