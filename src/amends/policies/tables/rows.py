"""Rows and tables from YAML: cells read by the types of their columns, outcomes by theirs."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.cells import Between, Cell, conjoined, read_cell
from amends.policies.tables.declaring import read_scope, texts_of
from amends.policies.tables.fact_types import FactType, nearest
from amends.policies.tables.operations import Names
from amends.policies.tables.rulebook import (
    COLLECT,
    DECIDED,
    OTHERWISE,
    PERSON,
    Correction,
    Row,
    Table,
    Then,
)
from amends.policies.tables.telling import Telling

NO_ROW = {
    "en": "No rule says anything about this. A person decides.",
    "zh-Hans": "没有规则适用于这种情况，请人工处理。",
    "fr": "Aucune règle ne prévoit ce cas. Une personne décide.",
}
CONTRADICTION = {
    "en": "These facts cannot be true together. A person looks at them.",
    "zh-Hans": "这些信息互相矛盾，请人工核对。",
    "fr": "Ces faits se contredisent. Une personne les vérifie.",
}
_SCOPE = ("marketplaces", "countries", "not_countries", "fulfilment", "shops")
_WAYS = {
    "set": ("union",),
    "yes_no": ("any", "all"),
    "number": ("sum", "min", "max"),
    "money": ("sum", "min", "max"),
    "duration": ("sum", "min", "max"),
    "date": ("min", "max"),
    "moment": ("min", "max"),
}


class TableReader:
    """Reads one table. What does not fit is told, and left out."""

    def __init__(self, telling: Telling, raw: Mapping[str, Any], number: int, names: Names) -> None:
        self.telling = telling
        self.raw = raw
        self.way: tuple[str | int, ...] = ("tables", number)
        self.names = names
        self.id: str = raw["id"]
        self.over: str | None = raw.get("over")
        self.body = telling.written.body
        self.types: dict[str, FactType] = {}

    def read(self) -> Table:
        """The table, as far as it can be read."""
        guard = self._scope_cells(self.body.get("scope", {}), ("scope",))
        for name, cell in self._cells(self.raw.get("when", {}), (*self.way, "when")):
            guard[name] = _both(guard.get(name), cell)
        columns = self.raw.get("columns")
        for n, name in enumerate(columns or ()):
            self._type(name, (*self.way, "columns", n))
        never = [self._never(n, one) for n, one in enumerate(self.raw.get("never", ()), 1)]
        rows = [self._row(n, one) for n, one in enumerate(self.raw["rows"])]
        otherwise = self._otherwise()
        return Table(
            id=self.id,
            question=self.raw.get("question", self.id),
            side=self.body["side"],
            pack=self.body["name"],
            hit=self.raw.get("hit", "first"),
            over=self.over,
            columns=tuple(self.types),
            outcomes=tuple(dict.fromkeys(name for row in rows for name in row.then))
            + tuple(
                name
                for name in (otherwise.then if otherwise else ())
                if all(name not in row.then for row in rows)
            ),
            add_up=self._add_up(rows),
            guard=guard,
            rows=(*never, *rows),
            otherwise=otherwise,
            types=self.types,
            file=self.telling.file,
            line=self.telling.written.line(*self.way),
        )

    def _row(self, number: int, raw: Mapping[str, Any]) -> Row:
        way = (*self.way, "rows", number)
        cells = self._scope_cells(raw, way)
        for name, cell in self._cells(raw.get("when", {}), (*way, "when")):
            cells[name] = _both(cells.get(name), cell)
        first, last = (self._day(raw.get(key), (*way, key)) for key in ("from", "until"))
        if first or last:
            self._dated(cells, first, last, way)
        state = DECIDED if isinstance(raw["then"], dict) else PERSON
        return Row(
            table=self.id,
            id=raw["id"],
            cells=cells,
            state=state,
            then=dict(self._then(raw["then"], (*way, "then"))) if state == DECIDED else {},
            reason=raw.get("reason", raw["id"]),
            text=self._text(raw, way),
            source=raw.get("source", self.body["source"]),
            from_day=first,
            until_day=last,
            correction=_correction(raw.get("corrected")),
            file=raw.get("corrected", {}).get("file", self.telling.file),
            line=raw.get("corrected", {}).get("line", self.telling.written.line(*way)),
        )

    def _never(self, number: int, raw: Mapping[str, Any]) -> Row:
        way = (*self.way, "never", number - 1)
        cells = dict(self._cells(raw["when"], (*way, "when")))
        text = texts_of(raw["text"]) if "text" in raw else CONTRADICTION
        return Row(
            table=self.id,
            id=raw.get("id", f"never_{number}"),
            cells=cells,
            state=PERSON,
            then={},
            reason="impossible_facts",
            text=text,
            source=self.body["source"],
            impossible=True,
            file=self.telling.file,
            line=self.telling.written.line(*way),
        )

    def _otherwise(self) -> Row | None:
        raw = self.raw.get("otherwise")
        if raw is None:
            return None
        way = (*self.way, "otherwise")
        then = raw["then"] if isinstance(raw, dict) else raw
        state = DECIDED if isinstance(then, dict) else then
        told = isinstance(raw, dict) and ("text" in raw or "reason" in raw)
        return Row(
            table=self.id,
            id=OTHERWISE,
            cells={},
            state=state,
            then=dict(self._then(then, (*way, "then"))) if state == DECIDED else {},
            reason=raw.get("reason", OTHERWISE) if told else "no_row",
            text=self._text(raw, way) if told or state == DECIDED else NO_ROW,
            source=(raw if isinstance(raw, dict) else {}).get("source", self.body["source"]),
            file=self.telling.file,
            line=self.telling.written.line(*way),
        )

    def _cells(self, raw: Mapping[str, Any], way: tuple[str | int, ...]) -> Iterator[tuple[str, Cell]]:
        listed = self.raw.get("columns")
        guarded = self.raw.get("when", {})
        for name, cell in raw.items():
            of = self._type(name, (*way, name))
            if of is None:
                continue
            if listed is not None and name not in listed and name not in guarded:
                self.telling.error(
                    "column_unknown",
                    f"{name!r} is no column of table {self.id}.",
                    nearest(name, listed),
                    *way,
                    name,
                )
                continue
            try:
                read = read_cell(of, name, cell)
            except BadFacts as error:
                self.telling.bad(error, *way, name)
                continue
            if read is not None:
                yield name, read

    def _type(self, name: str, way: tuple[str | int, ...]) -> FactType | None:
        if name not in self.types:
            try:
                self.types[name] = self.names.type_of(name, self.over)
            except BadFacts as error:
                self.telling.bad(error, *way)
                return None
        return self.types[name]

    def _scope_cells(self, raw: Mapping[str, Any], way: tuple[str | int, ...]) -> dict[str, Cell]:
        named = {key: raw[key] for key in _SCOPE if key in raw}
        try:
            cells = read_scope(named, self.names.facts)
        except BadFacts as error:
            self.telling.bad(error, *way)
            return {}
        for name in cells:
            self._type(name, way)
        return cells

    def _dated(
        self, cells: dict[str, Cell], first: date | None, last: date | None, way: tuple[str | int, ...]
    ) -> None:
        name = f"@day.{self.id}"
        if name not in self.names.written:
            mend = "Write dated_by: {fact: requested_at, zone: Asia/Shanghai} at the table."
            told = f"Table {self.id} does not say which event's day its dates mean."
            self.telling.error("no_dated_by", told, mend, *way, "from" if first else "until")
            return
        if first and last and first > last:
            told = f"The row ends on {last}, before it begins on {first}."
            self.telling.error("dates_reversed", told, "Exchange them.", *way, "until")
            return
        if self._type(name, way) is not None:
            cells[name] = Between(first, last)

    def _day(self, raw: str | None, way: tuple[str | int, ...]) -> date | None:
        try:
            return None if raw is None else date.fromisoformat(raw)
        except ValueError:
            self.telling.error("date_bad", f"{raw!r} is no day of the calendar.", "Write 2026-11-21.", *way)
            return None

    def _then(self, raw: Mapping[str, Any], way: tuple[str | int, ...]) -> Iterator[tuple[str, Then]]:
        for name, written in raw.items():
            outcome = self.names.outcomes.get(name)
            if outcome is None:
                known = self.names.outcomes
                self.telling.error(
                    "outcome_unknown", f"{name!r} is no outcome.", nearest(name, known), *way, name
                )
                continue
            if written is None:
                continue
            try:
                if isinstance(written, dict) and set(written) == {"fact"}:
                    yield name, Then(fact=self._told_fact(written["fact"], outcome.type, name))
                else:
                    yield name, Then(outcome.type.read(name, written))
            except BadFacts as error:
                self.telling.bad(error, *way, name)

    def _told_fact(self, fact: str, of: FactType, name: str) -> str:
        given = self.names.type_of(fact, self.over)
        if given.kind != of.kind and {given.kind, of.kind} != {"code", "choice"}:
            raise BadFacts(name, f"is a {of.kind}, but {fact} is a {given.kind}")
        if of.values is not None and not set(given.values or ()) <= set(of.values):
            raise BadFacts(
                name, f"cannot be everything that {fact} can be", f"It can be {', '.join(of.values)}."
            )
        return fact

    def _text(self, raw: Mapping[str, Any], way: tuple[str | int, ...]) -> Mapping[str, str]:
        written = raw.get("text") or self.telling.reasons.get(raw.get("reason", ""))
        if written is None:
            mend = "Write reason: code and text: {en, zh-Hans, fr}, or the code under reasons: of the pack."
            self.telling.error("no_reason", "The row gives no reason.", mend, *way)
            return NO_ROW
        return texts_of(written)

    def _add_up(self, rows: list[Row]) -> dict[str, str]:
        written = self.raw.get("add_up", {})
        if self.raw.get("hit") != COLLECT:
            return {}
        found: dict[str, str] = {}
        for name in dict.fromkeys(name for row in rows for name in row.then):
            ways = _WAYS.get(self.names.outcomes[name].type.kind, ())
            way = written.get(name, ways[0] if ways == ("union",) else None)
            if way not in ways:
                mend = f"Write add_up: {{{name}: {' | '.join(ways)}}}." if ways else "Use hit: first."
                told = f"Table {self.id} collects, but does not say how {name} adds up."
                self.telling.error("no_add_up", told, mend, *self.way, "add_up")
                continue
            found[name] = str(way)
        return found


def _both(one: Cell | None, other: Cell) -> Cell:
    both = conjoined(one, other)
    assert both is not None
    return both


def _correction(raw: Mapping[str, Any] | None) -> Correction | None:
    if raw is None:
        return None
    return Correction(date.fromisoformat(raw["corrected_on"]), raw["by"], raw["confirmed_by"])
