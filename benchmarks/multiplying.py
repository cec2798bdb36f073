"""Rows copied in the database: the same rows under other ids, other numbers and, if wished, later times.

A set is a range of ids in each of some tables; a copy points at its own rows wherever the set points at
its own, and at the same rows elsewhere (shops, people, contents).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

AS_THEY_ARE = ("created_at", "received_at")
TYPES = {"TextField": "text", "ArrayField": "text[]", "JSONField": "jsonb"}
PAGES_READ_AT_ONCE = "1GB"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a copy's number stands in text: `width` digits between `before` and `after`."""

    before: str
    width: int
    after: str = ""

    def of(self, copy: int) -> str:
        return f"{self.before}{copy:0{self.width}d}{self.after}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is copied: the tables, parents first; the marks; columns that hold ids without being keys.

    `ids` maps a table and column to the table it points at, or to the tables by what `subject_type` says.
    """

    models: Sequence[Any]
    marks: Sequence[Mark]
    ids: Mapping[tuple[Any, str], Any] = field(default_factory=dict)
    hours_between: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """The ids of a set in one table: after `low`, up to `high`."""

    low: int
    high: int


def highest(cursor: Any, models: Iterable[Any]) -> dict[Any, int]:
    """The highest id of each table, 0 where it is empty."""
    found = {}
    for model in models:
        cursor.execute(f"SELECT coalesce(max({model._meta.pk.column}), 0) FROM {model._meta.db_table}")
        found[model] = int(cursor.fetchone()[0])
    return found


def multiply(
    cursor: Any,
    kind: Kind,
    before: Mapping[Any, int],
    after: Mapping[Any, int],
    *,
    numbered: int,
    copies: range,
) -> None:
    """Add copies of the set between the ids `before` and `after`.

    `numbered` is the number that the set itself bears in its marks, `copies` are those of the new ones.
    """
    if not copies:
        return
    # What a copy points at is there: to check each row's keys would take most of the time.
    spans = {model: Span(before[model], after[model]) for model in kind.models}
    base = highest(cursor, kind.models)
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(f"SET work_mem = '{PAGES_READ_AT_ONCE}'")
    try:
        for model in kind.models:
            marked = _marked(cursor, kind, model, spans[model], numbered)
            statement = _Copying(kind, model, spans, base, numbered, copies, marked).statement()
            cursor.execute(statement.as_string(cursor.cursor))
            _move_sequence(cursor, model)
    finally:
        cursor.execute("RESET session_replication_role")
        cursor.execute("RESET work_mem")


def _marked(cursor: Any, kind: Kind, model: Any, span: Span, numbered: int) -> dict[str, list[Mark]]:
    """The marks that a column holds anywhere in the set, by the column's name."""
    wanted = [
        (each.column, mark)
        for each in model._meta.concrete_fields
        if each.get_internal_type() in TYPES
        for mark in kind.marks
    ]
    if not wanted:
        return {}
    held = sql.SQL(", ").join(
        sql.SQL("bool_or(strpos({}::text, {}) > 0)").format(
            sql.Identifier(column), sql.Literal(mark.of(numbered))
        )
        for column, mark in wanted
    )
    statement = sql.SQL("SELECT {} FROM {} WHERE {pk} > {} AND {pk} <= {}").format(
        held,
        sql.Identifier(model._meta.db_table),
        sql.Literal(span.low),
        sql.Literal(span.high),
        pk=sql.Identifier(model._meta.pk.column),
    )
    cursor.execute(statement.as_string(cursor.cursor))
    found: dict[str, list[Mark]] = {}
    for (column, mark), holds in zip(wanted, cursor.fetchone(), strict=True):
        if holds:
            found.setdefault(column, []).append(mark)
    return found


def _move_sequence(cursor: Any, model: Any) -> None:
    if model._meta.pk.attname == "id":
        table = model._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


@dataclass(frozen=True, slots=True)
class _Copying:
    kind: Kind
    model: Any
    spans: Mapping[Any, Span]
    base: Mapping[Any, int]
    numbered: int
    copies: range
    marked: Mapping[str, Sequence[Mark]]

    def statement(self) -> sql.Composed:
        fields = self.model._meta.concrete_fields
        span = self.spans[self.model]
        return sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, "
            "generate_series({first}, {last}) AS copy WHERE {pk} > {low} AND {pk} <= {high}"
        ).format(
            table=sql.Identifier(self.model._meta.db_table),
            columns=sql.SQL(", ").join(sql.Identifier(each.column) for each in fields),
            values=sql.SQL(", ").join(self._value(each) for each in fields),
            first=sql.Literal(self.copies[0]),
            last=sql.Literal(self.copies[-1]),
            pk=sql.Identifier(self.model._meta.pk.column),
            low=sql.Literal(span.low),
            high=sql.Literal(span.high),
        )

    def _value(self, each: Any) -> sql.Composable:
        column = sql.SQL("{}.{}").format(
            sql.Identifier(self.model._meta.db_table), sql.Identifier(each.column)
        )
        target = self.kind.ids.get((self.model, each.name))
        if target is None:
            target = each.related_model if each.is_relation else self.model if each.primary_key else None
        if isinstance(target, Mapping):
            return self._by_subject(column, target)
        if target in self.spans:
            return self._moved(column, target)
        return self._told(column, each)

    def _by_subject(self, column: sql.Composable, targets: Mapping[str, Any]) -> sql.Composable:
        cases = [
            sql.SQL("WHEN subject_type = {} THEN {}").format(sql.Literal(word), self._moved(column, target))
            for word, target in targets.items()
        ]
        return sql.SQL("CASE {} ELSE {} END").format(sql.SQL(" ").join(cases), column)

    def _moved(self, column: sql.Composable, target: Any) -> sql.Composable:
        """The id, as many sets further on as the copy is."""
        span = self.spans[target]
        return sql.SQL("{} + {} + (copy - {})::bigint * {}").format(
            column,
            sql.Literal(self.base[target] - span.low),
            sql.Literal(self.copies[0]),
            sql.Literal(span.high - span.low),
        )

    def _told(self, column: sql.Composable, each: Any) -> sql.Composable:
        kind = each.get_internal_type()
        if kind == "DateTimeField" and self.kind.hours_between and each.name not in AS_THEY_ARE:
            return sql.SQL("{} + copy * interval {}").format(
                column, sql.Literal(f"{self.kind.hours_between} hours")
            )
        if each.column not in self.marked:
            return column
        text: sql.Composable = sql.SQL("{}::text").format(column)
        for mark in self.marked[each.column]:
            text = sql.SQL("replace({}, {}, {} || lpad(copy::text, {}, '0') || {})").format(
                text,
                sql.Literal(mark.of(self.numbered)),
                sql.Literal(mark.before),
                sql.Literal(mark.width),
                sql.Literal(mark.after),
            )
        return sql.SQL("({})::{}").format(text, sql.SQL(TYPES[kind]))
