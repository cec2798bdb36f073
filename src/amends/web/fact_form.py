"""Facts of a decision table as a form, by their declared types, and read back from the address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from amends.core.packs import load_pack
from amends.insights.table_question import Question
from amends.policies.tables.cells import Cell
from amends.policies.tables.fact_types import UNITS, FactType
from amends.policies.tables.known import Fact
from amends.web.table_words import code_said, fact_label, party_said

NONE = "-"  # an empty set, told from one not given
MOST_LINES = 20
LONGEST = 200


@dataclass(slots=True)
class Box:
    """One field: `said` is what the address says, `unit` beside it, `choices` are code and name."""

    name: str
    label: str
    kind: str
    of: str
    said: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    several: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    error: str = ""


@dataclass(slots=True)
class Lines:
    """A list of lines, each with boxes of its own, one empty line more than are filled."""

    name: str
    label: str
    rows: list[list[Box]]


def boxes_of(question: Question, said: QueryDict) -> list[Box | Lines]:
    """A field for each fact the question can hang on, filled from the address."""
    made: list[Box | Lines] = []
    for name, fact in question.facts.items():
        if fact.type is not None:
            made.append(_box(question, name, name, fact, fact.type, said))
            continue
        count = min(MOST_LINES, _lines_given(name, fact, said) + 1)
        rows = [
            [
                _box(question, f"{name}[{n}].{inner}", f"{name}.{inner}", each, each.type, said)
                for inner, each in fact.fields.items()
                if each.type is not None
            ]
            for n in range(1, count + 1)
        ]
        made.append(Lines(name, fact_label(question.book, name), rows))
    return made


def document_of(question: Question, said: QueryDict) -> dict[str, Any]:
    """The facts that the address gives, as JSON would have them; what is not given is left out."""
    document: dict[str, Any] = {}
    for name, fact in question.facts.items():
        if fact.type is not None:
            written = _written(name, fact.type, said)
        else:
            written = [line for line in _lines(name, fact, said) if line] or None
        if written is not None:
            document[name] = written
    return document


def _lines(name: str, fact: Fact, said: QueryDict) -> Iterator[dict[str, Any]]:
    for n in range(1, _lines_given(name, fact, said) + 1):
        read = {
            inner: _written(f"{name}[{n}].{inner}", each.type, said)
            for inner, each in fact.fields.items()
            if each.type is not None
        }
        yield {inner: value for inner, value in read.items() if value is not None}


def _lines_given(name: str, fact: Fact, said: QueryDict) -> int:
    given = [
        n for n in range(1, MOST_LINES + 1) if any(said.get(f"{name}[{n}].{inner}") for inner in fact.fields)
    ]
    return max(given, default=0)


def _written(name: str, of: FactType, said: QueryDict) -> Any:
    """One fact as the reader of facts takes it; None where the address does not give it."""
    text = said.get(name, "").strip()[:LONGEST]
    if of.kind == "set":
        codes = [code for part in said.getlist(name) for code in part.replace(",", " ").split()]
        return [code for code in codes if code != NONE] if codes else None
    if not text:
        return None
    if of.kind == "yes_no":
        return {"true": True, "false": False}.get(text, text)
    if of.kind in ("money", "duration"):
        unit = said.get(f"{name}.unit", "").strip()
        return f"{text.replace(',', '.')} {unit}" if unit and " " not in text else text
    if of.kind == "number":
        return text.replace(",", ".")
    return _moment(text) if of.kind == "moment" else text


def _moment(text: str) -> str:
    """A moment without a zone is of UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).isoformat()


def _box(question: Question, name: str, declared: str, fact: Fact, of: FactType, said: QueryDict) -> Box:
    text = said.get(name, "").strip()[:LONGEST]
    box = Box(name, fact_label(question.book, declared), of.kind, party_said(fact.of), text)
    if of.kind in ("money", "duration"):
        amount, _space, unit = text.partition(" ")
        box.units = (
            tuple(of.currencies or ("USD", "EUR", "GBP", "CNY")) if of.kind == "money" else tuple(UNITS)
        )
        box.said, box.unit = amount, unit or said.get(f"{name}.unit", "") or of.unit or box.units[0]
    if of.kind == "number" and of.unit:
        box.unit = of.unit.replace("_", " ")
    if of.kind == "moment":
        box.said = text[:16]
    if of.kind == "set":
        box.several = [code for part in said.getlist(name) for code in part.replace(",", " ").split()]
    if of.values is not None:
        box.choices = [(code, code_said(code, declared)) for code in of.values]
    elif declared == "marketplace":
        rows = load_pack("marketplaces").body["marketplaces"]
        box.choices = [(row["code"], code_said(row["code"], declared)) for row in rows]
    elif of.kind == "code":
        box.seen = sorted(_codes_seen(question, declared))
    return box


def _codes_seen(question: Question, name: str) -> set[str]:
    """The codes that the tables themselves name for a fact: offered, not prescribed."""
    rows: list[Mapping[str, Cell]] = [table.guard for table in question.tables]
    rows += [row.cells for table in question.tables for row in table.all_rows]
    return {code for cells in rows if name in cells for code in cells[name].codes()}
