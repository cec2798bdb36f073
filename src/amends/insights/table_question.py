"""A question with its tables: where it stands, which facts it hangs on, what these facts come to."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.core.errors import NotFound
from amends.policies.tables.analysis import table_findings
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.findings import Finding
from amends.policies.tables.hunting import Budget
from amends.policies.tables.judging import decide
from amends.policies.tables.known import Fact, read_facts
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import Rulebook, Table

SECONDS = 1.0  # for the analysis of each table, while somebody waits


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one rulebook (`place`: its name in packs/tables), and its tables, law first."""

    place: str
    book: Rulebook
    name: str
    tables: tuple[Table, ...]

    @property
    def facts(self) -> dict[str, Fact]:
        """The declared facts it can hang on, in the order in which they are declared."""
        leaves = self.book.leaves(self.name)
        return {name: fact for name, fact in self.book.facts.items() if name in leaves}


def questions() -> Iterator[Question]:
    """Every question that has a table. Raises BadRulebook."""
    for place, book in rulebooks().items():
        for name, tables in book.by_question.items():
            yield Question(place, book, name, tables)


def question_named(name: str) -> Question:
    """The question of that name, in the first rulebook that has it. Raises NotFound."""
    for question in questions():
        if question.name == name:
            return question
    raise NotFound("table_unknown", f"There is no question {name[:60]!r}.")


def findings_of(question: Question, today: date) -> dict[str, list[Finding]]:
    """Table id → what the analysis finds; a table that takes too long is `undecided`."""
    return {
        table.id: table_findings(table, today, Budget(SECONDS, time.monotonic)) for table in question.tables
    }


def verdict_of(question: Question, document: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict's document on facts as JSON has them. Raises BadFacts, naming the fact."""
    facts = read_facts(question.book.facts, dict(document))
    return verdict_document(decide(question.book, facts, question.name))
