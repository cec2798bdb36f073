"""The kinds of table files the desk can read: columns from the packs, meaning from the connectors."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from amends.connectors.exports.remembering import remembering
from amends.connectors.exports.row_reader import RowReader
from amends.connectors.exports.styles import FileStyle
from amends.connectors.exports.typed_rows import Assembler, ShopContext
from amends.connectors.tables.cells import normal_header
from amends.connectors.tables.recognise import HeaderShape

__all__ = ["Column", "FileKind", "RowReader", "ShopContext"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind: the field it fills and the names it goes by, the first one preferred."""

    field: str
    spellings: tuple[str, ...]
    type: str
    required: bool = False
    personal: bool = False
    drop: bool = False


@dataclass(frozen=True)
class FileKind:
    """One kind of table file, as its pack describes it. `marketplaces` empty: it fits the shops of any."""

    name: str
    marketplaces: tuple[str, ...]
    columns: tuple[Column, ...]
    assembler: type[Assembler]
    statuses: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    summary: tuple[re.Pattern[str], ...] = ()
    description_row: bool = False
    unknown_columns: str = "keep"
    thin: bool = False

    def shape(self) -> HeaderShape:
        """The header it is recognised by."""
        spellings = [spelling for column in self.columns for spelling in column.spellings]
        required = tuple(
            frozenset(map(normal_header, column.spellings)) for column in self.columns if column.required
        )
        display = {normal_header(spelling): spelling for spelling in spellings}
        return HeaderShape(self.name, required, frozenset(display), display)

    @property
    def drops(self) -> bool:
        """Whether its files hold what may not be kept, so that an unreadable row of one is not kept raw."""
        return self.unknown_columns == "drop" or any(column.drop for column in self.columns)

    def reader(self, header: list[str], shop: ShopContext, style: FileStyle) -> RowReader:
        """A reader for one file of this kind. `header`: the column names as they stand in the file."""
        return RowReader(self, header, shop, style, self.assembler(self, shop))

    def places(self, header: list[str]) -> dict[str, list[int]]:
        """Field → where it stands in the header, in the order of the pack's spellings, [] if it does not."""
        where: dict[str, list[int]] = {}
        for index, name in enumerate(header):
            where.setdefault(normal_header(name), []).append(index)
        return {
            column.field: [
                index
                for name in dict.fromkeys(map(normal_header, column.spellings))
                for index in where.get(name, [])
            ]
            for column in self.columns
        }

    def columns_of_type(self, header: list[str], types: tuple[str, ...]) -> list[int]:
        """Where the header has columns of these types."""
        places = self.places(header)
        return [i for column in self.columns if column.type in types for i in places[column.field]]

    def column(self, field_name: str) -> Column:
        """The column of a field; raises KeyError for a field the pack does not know."""
        return self._by_field[field_name]

    def state(self, status: str | None) -> str | None:
        """Our state for the platform's word: "unknown" where the pack lacks it, None where it said none."""
        return None if status is None else self.statuses.get(normal_word(status), "unknown")

    def word(self, table: str, text: str | None) -> str | None:
        """What a word of the platform stands for in a table of the pack, None where it is not in it."""
        return None if text is None else self.words[table].get(normal_word(text))

    def is_summary(self, texts: list[str]) -> bool:
        """Whether a line in whose first cells one of these texts stands is a footer."""
        return any(pattern.fullmatch(text) for pattern in self.summary for text in texts)

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}


@remembering(4_096)
def normal_word(text: str) -> str:
    """A platform's word in the form words are compared in."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.replace("_", " ").split())


def file_kind(body: dict[str, Any], assembler: type[Assembler]) -> FileKind:
    """The kind a checked pack describes, and what makes facts of its rows."""
    words = {
        table: {normal_word(word): meaning for word, meaning in entries.items()}
        for table, entries in body.get("words", {}).items()
    }
    return FileKind(
        name=body["kind"],
        assembler=assembler,
        marketplaces=tuple(body["marketplaces"]),
        columns=tuple(_column(column) for column in body["columns"]),
        statuses={normal_word(word): state for word, state in body.get("statuses", {}).items()},
        words=words,
        summary=tuple(re.compile(pattern, re.IGNORECASE) for pattern in body.get("summary", [])),
        description_row=body.get("description_row", False),
        unknown_columns=body.get("unknown_columns", "keep"),
        thin=body.get("thin", False),
    )


def _column(body: dict[str, Any]) -> Column:
    return Column(
        field=body["field"],
        spellings=tuple(body["header"]),
        type=body["type"],
        required=body.get("required", False),
        personal=body.get("personal", False),
        drop=body.get("drop", False),
    )
