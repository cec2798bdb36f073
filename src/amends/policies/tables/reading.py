"""From the files of a rulebook to the rulebook: declarations merged, tables read, everything wrong told."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.declaring import (
    LINES,
    asked,
    read_outcome,
    read_rates,
    read_type,
    scope_facts,
    texts_of,
)
from amends.policies.tables.fact_types import nearest
from amends.policies.tables.findings import ERROR, Finding
from amends.policies.tables.known import Fact, Outcome
from amends.policies.tables.operations import Names
from amends.policies.tables.rows import TableReader
from amends.policies.tables.rulebook import SELLER, Example, Rulebook, Table
from amends.policies.tables.telling import Telling
from amends.policies.tables.written import Way, Written


class RulebookReader:
    """Reads the files of one rulebook together. `findings` is empty where all is well."""

    def __init__(self, name: str, files: Sequence[Written]) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.reasons: dict[str, Any] = {}
        self.files = [Telling(written, self.findings, self.reasons) for written in files]
        self.rates: tuple[str, dict[str, Any]] | None = None
        self.facts: dict[str, Fact] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.derived: dict[str, tuple[Any, str | None, str | None]] = {}
        self.places: dict[str, tuple[Telling, Way]] = {}
        self.said: dict[str, Any] = {}

    def read(self) -> Rulebook:
        """The rulebook, as far as it can be read; whoever uses it looks at `findings` first."""
        for section, take in (("reasons", self._reason), ("facts", self._fact), ("outcomes", self._outcome)):
            if section == "facts":
                self._rates()
            for told in self.files:
                for name, raw in told.written.body.get(section, {}).items():
                    if self._is_new(told, section, name, raw):
                        take(told, name, raw, (section, name))
        for told in self.files:
            for name, raw in told.written.body.get("derived", {}).items():
                self._derived(told, name, raw, None, ("derived", name))
        self.facts = scope_facts() | self.facts
        self._check_names()
        self._correct()
        tables = self._tables()
        return Rulebook(
            name=self.name,
            version=", ".join(
                dict.fromkeys(str(told.written.body.get("version", "")) for told in self.files)
            ).strip(", "),
            sha256=_hash(self.files),
            facts=self.facts,
            derived=self.names.built,
            outcomes=self.outcomes,
            tables=tables,
            examples=tuple(example for told in self.files for example in _examples(told)),
            main=self._main(tables),
            cases=self._named("cases", tables),
        )

    def _is_new(self, told: Telling, section: str, name: str, raw: Any) -> bool:
        key = f"{section}/{name}"
        if key not in self.said:
            self.said[key] = raw
            return True
        if self.said[key] != raw:
            message = f"{name!r} is declared otherwise in another file of the rulebook."
            told.error("declared_twice", message, "Declare it once.", section, name)
        return False

    def _reason(self, told: Telling, name: str, raw: Any, way: Way) -> None:
        self.reasons[name] = raw

    def _rates(self) -> None:
        for told in self.files:
            raw = told.written.body.get("rates")
            if raw is None:
                continue
            if self.rates is not None:
                told.error("rates_twice", "There are rates in two files.", "Keep one.", "rates")
                continue
            try:
                self.rates = read_rates(raw)
            except BadFacts as error:
                told.bad(error, "rates")

    def _fact(self, told: Telling, name: str, raw: Mapping[str, Any], way: Way) -> None:
        self.places[name] = (told, way)
        fact = self._read_fact(told, name, raw, way)
        if fact is None:
            return
        self.facts[name] = fact
        if fact.type is None:
            for inner, operation in raw.get("derived", {}).items():
                self._derived(told, inner, operation, name, (*way, "derived", inner))

    def _read_fact(self, told: Telling, name: str, raw: Mapping[str, Any], way: Way) -> Fact | None:
        of, ask = raw.get("of", "agent"), texts_of(raw["ask"]) if "ask" in raw else asked(name)
        try:
            if raw["type"] == LINES:
                return Fact(name, None, of, ask, fields=self._fields(told, raw, way))
            if "fields" in raw or "derived" in raw:
                raise BadFacts(name, f"is a {raw['type']}, which has no fields", "Only lines have them.")
            typed = read_type(name, raw, self.rates)
            default = typed.read(f"{name}.default", raw["default"]) if "default" in raw else None
            return Fact(name, typed, of, ask, default, case=_told_by(raw))
        except BadFacts as error:
            told.bad(error, *way)
            return None

    def _fields(self, told: Telling, raw: Mapping[str, Any], way: Way) -> dict[str, Fact]:
        fields: dict[str, Fact] = {}
        for name, one in raw.get("fields", {}).items():
            if one["type"] == LINES:
                told.error(
                    "lines_in_lines",
                    f"{name!r} is a list inside a list.",
                    "Lines have no lines.",
                    *way,
                    "fields",
                    name,
                )
                continue
            read = self._read_fact(told, name, one, (*way, "fields", name))
            if read is not None:
                fields[name] = read
        if not fields:
            raise BadFacts(
                str(way[-1]), "is a list of lines without fields", "Write fields: {price: {type: money}}."
            )
        return fields

    def _outcome(self, told: Telling, name: str, raw: Mapping[str, Any], way: Way) -> None:
        try:
            self.outcomes[name] = read_outcome(name, raw, read_type(name, raw, self.rates))
        except BadFacts as error:
            told.bad(error, *way)

    def _derived(self, told: Telling, name: str, raw: Any, over: str | None, way: Way) -> None:
        if name in self.derived:
            if self.derived[name][:2] != (raw, over):
                told.error(
                    "declared_twice", f"{name!r} is derived twice.", "Give one of them another name.", *way
                )
            return
        self.derived[name] = (raw, over, told.written.body.get("zone"))
        self.places[name] = (told, way)

    def _check_names(self) -> None:
        """A name means one thing: among the facts of the case, its derived facts, and the fields of lines."""
        for name in self.derived:
            if name in self.facts:
                told, way = self.places[name]
                told.error("declared_twice", f"{name!r} is declared and derived.", "Keep one of them.", *way)
        for lines, fact in self.facts.items():
            for inner in fact.fields:
                if inner in self.facts or inner in self.derived:
                    told, way = self.places[lines]
                    message = f"{inner!r} is a field of {lines} and a fact of the case."
                    told.error(
                        "declared_twice", message, "Give one of them another name.", *way, "fields", inner
                    )

    def _tables(self) -> tuple[Table, ...]:
        questions: dict[str, str | None] = {}
        for told in self.files:
            for n, raw in enumerate(told.written.body.get("tables", ())):
                self._question(told, raw, n, questions)
        self.names = Names(self.facts, self.outcomes, questions, self.derived)
        tables = [
            TableReader(told, raw, n, self.names).read()
            for told in self.files
            for n, raw in enumerate(told.written.body.get("tables", ()))
        ]
        for name in self.derived:
            try:
                self.names.derived(name)
            except BadFacts as error:
                told, way = self.places[name]
                told.bad(error, *way)
        return tuple(tables)

    def _question(
        self, told: Telling, raw: Mapping[str, Any], n: int, questions: dict[str, str | None]
    ) -> None:
        question, over = raw.get("question", raw["id"]), raw.get("over")
        if not self._is_new(told, "tables", raw["id"], (told.file, n)):
            return
        if over is not None and (over not in self.facts or self.facts[over].type is not None):
            lists = [name for name, fact in self.facts.items() if fact.type is None]
            told.error(
                "lines_unknown", f"{over!r} is no list of lines.", nearest(over, lists), "tables", n, "over"
            )
            raw.pop("over")  # type: ignore[attr-defined]
            over = None
        if questions.setdefault(question, over) != over:
            message = f"Question {question} is asked of each line in one table and of the case in another."
            told.error("question_mixed", message, "Give one of them a question of its own.", "tables", n)
        dated = raw.get("dated_by")
        if dated is not None:
            named = {"fact": dated} if isinstance(dated, str) else dated
            zone = named.get("zone", told.written.body.get("zone"))
            operation = {"day_of": {"of": named["fact"]} | ({"zone": zone} if zone else {})}
            self.derived[f"@day.{raw['id']}"] = (operation, over, zone)
            self.places[f"@day.{raw['id']}"] = (told, ("tables", n, "dated_by"))

    def _correct(self) -> None:
        for told in self.files:
            for n, raw in enumerate(told.written.body.get("corrections", ())):
                self._correct_row(told, raw, ("corrections", n))

    def _correct_row(self, told: Telling, raw: Mapping[str, Any], way: Way) -> None:
        if raw["by"] == raw["confirmed_by"]:
            told.error(
                "no_second_person",
                "A correction needs a second person.",
                "confirmed_by is another than by.",
                *way,
            )
        rows = [
            (other, rows, at)
            for other in self.files
            for table in other.written.body.get("tables", ())
            if table["id"] == raw["table"]
            for rows in [table["rows"]]
            for at, row in enumerate(rows)
            if row["id"] == raw["row"]
        ]
        if len(rows) != 1:
            many = "are several rows" if rows else "is no row"
            message = f"There {many} {raw['row']!r} in table {raw['table']!r}."
            told.error("correction_of_nothing", message, "Name a row that stands there once.", *way)
            return
        other, listed, at = rows[0]
        if other.written.body["side"] == SELLER:
            told.error(
                "correction_of_own", "A seller's own row is changed, not corrected.", "Change the row.", *way
            )
            return
        changed = {
            key: raw[key]
            for key in ("when", "then", "from", "until", "reason", "text", "source")
            if key in raw
        }
        noted = {key: raw[key] for key in ("corrected_on", "by", "confirmed_by")}
        noted |= {"file": told.file, "line": told.written.line(*way)}
        try:
            date.fromisoformat(raw["corrected_on"])
        except ValueError:
            told.error(
                "date_bad", f"{raw['corrected_on']!r} is no day.", "Write 2026-11-21.", *way, "corrected_on"
            )
            return
        listed[at] = listed[at] | changed | {"corrected": noted}

    def _named(self, section: str, tables: Sequence[Table]) -> tuple[str, ...]:
        """The questions that files name under `main` or `cases`."""
        questions = list(dict.fromkeys(table.question for table in tables))
        named = dict[str, None]()
        for told in self.files:
            for n, one in enumerate(told.written.body.get(section, ())):
                if one in questions:
                    named[one] = None
                else:
                    told.error(
                        "question_unknown", f"{one!r} is no question.", nearest(one, questions), section, n
                    )
        return tuple(named)

    def _main(self, tables: Sequence[Table]) -> tuple[str, ...]:
        named = self._named("main", tables)
        if named:
            return named
        questions = list(dict.fromkeys(table.question for table in tables))
        looked_up = {
            use[1:]
            for derived in self.names.built.values()
            for part in derived.uses
            for use in part.split(".")
            if use.startswith("?")
        }
        return tuple(one for one in questions if one not in looked_up) or tuple(questions)


def _told_by(raw: Mapping[str, Any]) -> str | frozenset[str] | None:
    case = raw.get("case")
    return frozenset(case["issues"]) if isinstance(case, dict) else case


def circles(book: Rulebook) -> list[Finding]:
    """Questions that are looked up while they are being answered."""
    found = []
    for question, tables in book.by_question.items():
        reached: set[str] = set()
        waiting = [question]
        while waiting:
            here = waiting.pop()
            for below in _looked_up(book, here) - reached:
                reached.add(below)
                waiting.append(below)
        if question in reached:
            message = f"Question {question} is looked up to answer itself."
            found.append(
                Finding(
                    ERROR,
                    "circular",
                    message,
                    "Break the circle.",
                    tables[0].file,
                    tables[0].line,
                    tables[0].id,
                )
            )
    return found


def _looked_up(book: Rulebook, question: str) -> set[str]:
    waiting = [name for table in book.by_question[question] for name in _asked_for(table)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in book.derived:
            waiting += [part for used in book.derived[name].uses for part in used.split(".")]
    return {name[1:] for name in seen if name.startswith("?")}


def _asked_for(table: Table) -> list[str]:
    return [*table.columns, *(then.fact for row in table.all_rows for then in row.then.values() if then.fact)]


def _examples(told: Telling) -> list[Example]:
    return [
        Example(
            raw["name"],
            raw.get("question"),
            raw["facts"],
            raw["gives"],
            told.file,
            told.written.line("examples", n),
        )
        for n, raw in enumerate(told.written.body.get("examples", ()))
    ]


def _hash(files: Sequence[Telling]) -> str:
    return hashlib.sha256("\n".join(sorted(told.written.sha256 for told in files)).encode()).hexdigest()
