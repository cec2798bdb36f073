"""A seller's first table for a question that law or marketplace answer: as kind as they are to begin with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.core.errors import NotFound
from amends.core.pack_sets import PackSet, judging_by
from amends.policies.tables.cells import told_cell
from amends.policies.tables.fact_types import tell
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import DECIDED, SELLER, Row, Rulebook, Table
from amends.publishing.table_examples import add_example
from amends.publishing.written_rows import in_one_line

SCOPED = ("marketplace", "country", "fulfilment", "shop")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the seller does not answer yet: `rulebook` is the folder its tables are in."""

    rulebook: str
    question: str


def open_questions(files: Mapping[str, str]) -> list[OpenQuestion]:
    """What law and marketplace answer and the seller does not."""
    return [OpenQuestion(place, question) for place, question, _book, _tables in _unanswered(files)]


def begin_table(files: Mapping[str, str], question: str, today: date) -> tuple[str, str, str]:
    """The pack's name, its text with a first row, and the id of the table. Raises NotFound, Refused."""
    for place, named, book, tables in _unanswered(files):
        if named == question:
            table_id = f"own_{question}"
            pack = f"tables/{place}/own_{question}"
            row = next(row for table in reversed(tables) for row in table.rows if _is_usable(row))
            text = _written(book, tables, row, question, table_id, today)
            return pack, add_example({**files, pack: text}, pack, table_id, "first"), table_id
    raise NotFound("question_unknown", f"There is no open question {question[:80]!r}.")


def _unanswered(files: Mapping[str, str]) -> Iterator[tuple[str, str, Rulebook, tuple[Table, ...]]]:
    with judging_by(PackSet({name: text.encode() for name, text in files.items()})):
        books = dict(rulebooks())
    for place, book in books.items():
        for question, tables in book.by_question.items():
            is_ours = any(table.side == SELLER for table in tables)
            if not is_ours and any(_is_usable(row) for table in tables for row in table.rows):
                yield place, question, book, tables


def _is_usable(row: Row) -> bool:
    return row.state == DECIDED and not row.impossible


def _written(
    book: Rulebook, tables: tuple[Table, ...], row: Row, question: str, table_id: str, today: date
) -> str:
    table = next(one for one in tables if row in one.rows)
    columns = [
        name
        for name in dict.fromkeys(name for one in tables for name in one.columns)
        if name not in SCOPED and not name.startswith("@")
    ]
    cells = {**table.guard, **row.cells}
    when = {name: told_cell(cells[name], table.types[name]) for name in columns if cells.get(name)}
    then: dict[str, Any] = {
        name: {"fact": said.fact} if said.fact else tell(said.value, book.outcomes[name].type)
        for name, said in row.then.items()
    }
    source = {"known_from": "Our own policy", "read_on": today.isoformat(), "confidence": "A"}
    over = f"    over: {table.over}\n" if table.over else ""
    return (
        f"name: {book.name}.own_{question}\n"
        f"side: seller\n"
        f"source: {in_one_line(source)}\n"
        f"tables:\n"
        f"  - id: {table_id}\n"
        f"    question: {question}\n{over}"
        f"    columns: {in_one_line(columns)}\n"
        f"    rows:\n"
        f"      - id: first\n"
        f"        when: {in_one_line(when)}\n"
        f"        then: {in_one_line(then)}\n"
        f"        reason: own_{row.reason}\n"
        f"        text: {in_one_line(dict(row.text))}\n"
        f"    otherwise: silent\n"
    )
