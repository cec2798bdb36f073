"""The examples of a rulebook, put to its tables: what comes out otherwise, and which rows none reaches."""

from collections.abc import Iterator, Mapping
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.fact_types import nearest
from amends.policies.tables.findings import ERROR, Finding
from amends.policies.tables.judging import Trace, decide, decide_all
from amends.policies.tables.known import read_facts
from amends.policies.tables.rulebook import DECIDED, Example, Rulebook


def example_findings(book: Rulebook) -> list[Finding]:
    """A finding for each example that comes out otherwise, and for each row that no example exercises."""
    fired: Trace = set()
    findings = [finding for example in book.examples for finding in _run(book, example, fired)]
    for table in book.tables:
        for row in table.all_rows:
            wanted = not row.impossible and not (row.id == "otherwise" and row.state != DECIDED)
            if wanted and (table.id, row.id) not in fired:
                message = f"No example exercises row {row.name}."
                mend = f"Add an example whose gives names row: {row.name}."
                findings.append(
                    Finding(ERROR, "no_example", message, mend, row.file, row.line, table.id, row.id)
                )
    return findings


def _run(book: Rulebook, example: Example, fired: Trace) -> Iterator[Finding]:
    def differs(message: str, mend: str = "Mend the rows or the example.") -> Finding:
        return Finding(
            ERROR, "example_differs", f"Example “{example.name}”: {message}", mend, example.file, example.line
        )

    if example.question is not None and example.question not in book.by_question:
        yield differs(f"{example.question!r} is no question.", nearest(example.question, book.by_question))
        return
    try:
        facts = read_facts(book.facts, example.facts)
    except BadFacts as error:
        yield differs(error.message, error.mend)
        return
    if example.question is None:
        verdict = next(iter(decide_all(book, facts, trace=fired).values()))
    else:
        verdict = decide(book, facts, example.question, fired)
    told = verdict_document(verdict)
    for key, wanted in example.gives.items():
        got = said_of(told, key, wanted)
        if got != wanted:
            yield differs(f"{key} comes out as {got!r}.")


def said_of(told: Mapping[str, Any], key: str, wanted: Any) -> Any:
    """What a verdict's document says to one key of an example's `gives`, of which `wanted` was expected."""
    if key == "reason":
        return next((reason["code"] for reason in told["reasons"]), None)
    if key == "asks":
        return [ask["fact"] for ask in told["asks"]]
    if key == "lines":
        return [line["row"] for line in told.get("lines", [])]
    if key == "outcomes":
        return {name: told["outcomes"].get(name) for name in wanted}
    return told[key]
