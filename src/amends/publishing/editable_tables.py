"""The seller's own decision tables in a draft: which there are, and one opened for editing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from amends.core.errors import NotFound, Refused
from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.core.packs import pack_bytes, pack_names
from amends.policies.tables.fact_types import FactType
from amends.policies.tables.known import Outcome
from amends.policies.tables.loading import read_tables
from amends.policies.tables.rulebook import SELLER, Rulebook
from amends.policies.tables.written import Unreadable, Written, read_written
from amends.publishing.written_rows import WrittenRow, rows_at

SCOPES = ("marketplaces", "countries", "not_countries", "fulfilment", "shops")


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A seller's table: `number` is its place in the pack."""

    pack: str
    number: int
    id: str
    question: str
    rows: int


@dataclass(frozen=True, slots=True)
class EditableTable:
    """A table with what is needed to write its cells. `types` and `outcomes` are those of its columns."""

    own: OwnTable
    text: str
    body: Mapping[str, Any]
    book: Rulebook
    columns: tuple[str, ...]
    types: Mapping[str, FactType]
    outcomes: Mapping[str, Outcome]
    rows: tuple[WrittenRow, ...]

    @property
    def way(self) -> tuple[str | int, ...]:
        """Where its rows stand in the pack."""
        return "tables", self.own.number, "rows"


def readable(text: str, name: str) -> Written | None:
    """A pack as written; None where it is no YAML, or too big or too deep to be walked."""
    try:
        return read_written(text.encode(), name)
    except Unreadable:
        return None


def own_tables(files: Mapping[str, str]) -> list[OwnTable]:
    """The seller's tables with these packs laid over the product's; unreadable packs are passed over."""
    with judging_by(PackSet({name: text.encode() for name, text in files.items()})):
        texts = {name: pack_bytes(name).decode() for name in pack_names("tables")}
    return [own for name, text in texts.items() for own in _in_pack(name, text)]


def open_table(files: Mapping[str, str], table: str) -> EditableTable:
    """The seller's table of that id. Raises NotFound; Refused where its pack has to be mended as text."""
    own = next((one for one in own_tables(files) if one.id == table), None)
    if own is None:
        raise NotFound("table_unknown", f"There is no table {table[:80]!r} of the seller's own.")
    packs = PackSet({name: text.encode() for name, text in files.items()})
    with judging_by(packs):
        text = pack_bytes(own.pack).decode()
    body = _tables(text, own.pack)[own.number]
    book = _book(own.pack.split("/")[1], packs)
    compiled = next((one for one in book.tables if one.id == own.id), None)
    if compiled is None:
        raise _unreadable(own.pack)
    scoped = {*SCOPES, "marketplace", "country", "fulfilment", "shop"}
    named = body.get("columns") or compiled.columns
    columns = tuple(
        name for name in named if name in compiled.types and name not in scoped and not name.startswith("@")
    )
    names = dict.fromkeys((*compiled.outcomes, *_outcomes_of(book, own.question)))
    return EditableTable(
        own=own,
        text=text,
        body=body,
        book=book,
        columns=columns,
        types=compiled.types,
        outcomes={name: book.outcomes[name] for name in names},
        rows=tuple(rows_at(text, ("tables", own.number, "rows"))),
    )


def place_of(text: str, line: int) -> tuple[str, int] | None:
    """The seller's table and the position of the row on that line of a pack; None where there is none."""
    for table, position, first, last in _places(text):
        if first <= line <= last:
            return table, position
    return None


def _outcomes_of(book: Rulebook, question: str) -> Iterator[str]:
    for table in book.by_question.get(question, ()):
        yield from table.outcomes


def _book(rulebook: str, packs: PackSet) -> Rulebook:
    """The rulebook as far as it can be read; as the product has it, where the draft cannot be read at all."""
    with judging_by(packs):
        book, _findings = read_tables(rulebook)
    if book is None:
        with judging_by(SHIPPED):
            try:
                book, _findings = read_tables(rulebook)
            except KeyError:
                book = None
    if book is None:
        raise _unreadable(f"tables/{rulebook}")
    return book


def _in_pack(name: str, text: str) -> Iterator[OwnTable]:
    for number, table in enumerate(_tables(text, name)):
        rows = table.get("rows")
        if isinstance(table.get("id"), str) and isinstance(rows, list):
            yield OwnTable(name, number, table["id"], str(table.get("question", table["id"])), len(rows))


def _tables(text: str, name: str) -> list[dict[str, Any]]:
    written = readable(text, name)
    if written is None or written.body.get("side") != SELLER:
        return []
    tables = written.body.get("tables")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return []
    return tables


@lru_cache(maxsize=16)
def _places(text: str) -> tuple[tuple[str, int, int, int], ...]:
    found = []
    for own in _in_pack("", text):
        try:
            rows = rows_at(text, ("tables", own.number, "rows"))
        except Refused:
            continue
        for position, row in enumerate(rows):
            first = text.count("\n", 0, row.start) + 1
            found.append((own.id, position, first, first + text.count("\n", row.start, row.end) - 1))
    return tuple(found)


def _unreadable(pack: str) -> Refused:
    return Refused("pack_unreadable", f"{pack} cannot be read as a table.", mend="Mend it in the text.")
