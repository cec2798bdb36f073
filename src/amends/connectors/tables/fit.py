"""A row held against the header: filled up, cut of empty surplus, or told to be bad."""

from amends.connectors.tables.cells import MAX_FIELD, BadRow, Cell, RawRow, column_name, storable

_DETAILS = {
    "undecodable": "Bytes in this place are no text in the file's encoding.",
    "nul_byte": "There is a NUL byte in this place.",
    "field_too_long": f"The text in this place is longer than {MAX_FIELD:,} characters.",
    "unclosed_quote": "A quote opens here and does not close, or closes in the middle of the text.",
}


class Fit:
    """Holds rows against `header`, `width` cells wide; without a header they keep their width up to that."""

    def __init__(self, header: list[str], width: int) -> None:
        self.header = header
        self.width = width

    def fitted(self, line: int, cells: list[Cell], raw: str | None = None) -> RawRow | BadRow | None:
        """The row with as many cells as the header; None where it is wholly empty. Changes `cells`."""
        if not any(map(_says, cells)):
            return None
        if any(map(_says, cells[self.width :])):
            return self.too_wide(line, len(cells), "\t".join(map(str, cells)) if raw is None else raw)
        del cells[self.width :]
        if self.header:
            cells += [""] * (self.width - len(cells))
        return RawRow(line, cells)

    def too_wide(self, line: int, width: int, raw: str) -> BadRow:
        """A row with cells beyond the header's last."""
        detail = f"The row has {width:,} or more cells, the header {self.width:,}."
        return BadRow(line, "too_many_cells", column_name(self.header, self.width), detail, storable(raw))

    def bad(self, line: int, reason: str, place: int, raw: str) -> BadRow:
        """A row that cannot be read for what stands in its cell at `place`, from 0."""
        return BadRow(line, reason, column_name(self.header, place), _DETAILS[reason], storable(raw))


def _says(cell: Cell) -> bool:
    return not isinstance(cell, str) or (cell != "" and not cell.isspace())
