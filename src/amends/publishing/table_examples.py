"""Examples in the pack of a table: the new outcome taken over, and one made for a row that has none."""

from collections.abc import Mapping
from typing import Any

from amends.core.errors import Refused
from amends.core.pack_sets import PackSet, judging_by
from amends.policies.facts import BadFacts
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.examples import said_of
from amends.policies.tables.judging import Trace, Verdict, decide, decide_all
from amends.policies.tables.known import read_facts
from amends.policies.tables.loading import read_tables
from amends.policies.tables.rulebook import Rulebook
from amends.publishing.comparing import text_in
from amends.publishing.reaching import facts_reaching
from amends.publishing.written_keys import set_key
from amends.publishing.written_rows import add_row, change_row, rows_at

WAY = ("examples",)


def take_outcome(files: Mapping[str, str], pack: str, number: int) -> str:
    """The pack's text in which that example expects what comes out now. Raises Refused, BadFacts."""
    text = text_in(files, pack)
    rows = rows_at(text, WAY)
    if not 0 <= number < len(rows):
        raise Refused("example_unknown", f"There is no example {number + 1}.", mend="Load the page again.")
    body = rows[number].body
    told = verdict_document(_verdict(_book(files, pack), body["facts"], body.get("question")))
    gives = {key: said_of(told, key, wanted) for key, wanted in body["gives"].items()}
    # Where nothing is decided any more, there is no row and no outcome to expect.
    kept = {key: value for key, value in gives.items() if value is not None and not _is_empty(value)}
    if told["verdict"] != "decided":
        kept = {"verdict": told["verdict"]} | {key: kept[key] for key in kept if key == "asks"}
    return change_row(text, WAY, number, body | {"gives": kept or {"verdict": told["verdict"]}})


def add_example(files: Mapping[str, str], pack: str, table_id: str, row_id: str) -> str:
    """The pack's text with an example that reaches the row. Raises Refused where none could be found."""
    book = _book(files, pack)
    table = next((one for one in book.tables if one.id == table_id), None)
    row = next((one for one in table.all_rows if one.id == row_id), None) if table else None
    if table is None or row is None:
        raise Refused("row_unknown", f"There is no row {row_id[:80]!r}.", mend="Load the page again.")
    found = facts_reaching(book, table, row)
    if found is None:
        mend = "Write the example in the text: its facts, and what they give."
        raise Refused("example_not_found", f"No facts were found that reach {row.name}.", mend=mend)
    trace: Trace = set()
    told = verdict_document(decide(book, read_facts(book.facts, found), table.question, trace))
    body: dict[str, Any] = {"name": _name(files, pack, row_id)}
    if book.main != (table.question,):
        body |= {"question": table.question}
    body |= {"facts": found, "gives": _gives(told)}
    return with_example(text_in(files, pack), body)


def with_example(text: str, body: Mapping[str, Any]) -> str:
    """The text with one more example at the end of its list."""
    try:
        rows = rows_at(text, WAY)
    except Refused:
        return set_key(text, (), "examples", [dict(body)])
    return add_row(text, WAY, len(rows), body)


def example_number(text: str, line: int) -> int | None:
    """Which example stands on that line of a pack; None where there is none."""
    try:
        rows = rows_at(text, WAY)
    except Refused:
        return None
    for number, row in enumerate(rows):
        first = text.count("\n", 0, row.start) + 1
        if first <= line < first + max(1, text.count("\n", row.start, row.end)):
            return number
    return None


def _gives(told: Mapping[str, Any]) -> dict[str, Any]:
    if told["verdict"] != "decided":
        return {"verdict": told["verdict"]}
    return {"row": told["row"], "outcomes": dict(told["outcomes"])}


def _book(files: Mapping[str, str], pack: str) -> Rulebook:
    with judging_by(PackSet({name: text.encode() for name, text in files.items()})):
        book, findings = read_tables(pack.split("/")[1])
    if book is None or findings:
        raise Refused("pack_unreadable", f"{pack} cannot be used yet.", mend="Mend its errors first.")
    return book


def _verdict(book: Rulebook, facts: Any, question: str | None) -> Verdict:
    read = read_facts(book.facts, facts)
    if question is None:
        return next(iter(decide_all(book, read).values()))
    if question not in book.by_question:
        raise BadFacts("question", f"{question!r} is no question")
    return decide(book, read, question)


def _name(files: Mapping[str, str], pack: str, row_id: str) -> str:
    """A name that no example of the pack has."""
    try:
        taken = {row.body.get("name") for row in rows_at(text_in(files, pack), WAY)}
    except Refused:
        taken = set()
    base = row_id.replace("_", " ")
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base} {n}") not in taken)


def _is_empty(value: Any) -> bool:
    return isinstance(value, dict) and all(one is None for one in value.values())
