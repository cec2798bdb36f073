"""Many rows at once: COPY for new ones, pipelined updates for changed ones.

Rows arrive by the hundred thousand; the ORM's way of inserting them costs four times the database's own.
"""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Field, ForeignKey, JSONField, Model, QuerySet
from psycopg import sql

from amends.core.copying import copy_lines

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code: waited longer than lock_timeout

Key = tuple[Any, ...]
Change = dict[str, tuple[Any, Any]]  # column → (before, after)


@dataclass(slots=True)
class Recorded:
    """What became of the rows: their ids by key, which are new, and what changed in the others."""

    ids: dict[Key, int] = field(default_factory=dict)
    created: list[Key] = field(default_factory=list)
    changes: dict[Key, Change] = field(default_factory=dict)


def record_rows(
    model: type[Model],
    rows: Mapping[Key, Mapping[str, Any]],
    *,
    key: Sequence[str],
    among: QuerySet[Any],
    starting: Mapping[str, Any],
) -> Recorded:
    """Bring the table of `model` to what `rows` say, and tell what that changed.

    `rows` maps a key (the values of the columns `key`) to the columns that were said; a column not said keeps
    its value, or gets it from `starting`, or from the model's default, when the row is new. `among` narrows
    the search for rows that exist already; they are locked. The caller holds a lock that keeps others from
    inserting the same keys.
    """
    result = Recorded()
    if not rows:
        return result
    columns = [each.attname for each in _columns(model)]
    pk = model._meta.pk.attname
    existing = {
        tuple(row[name] for name in key): row
        for row in among.select_for_update(of=("self",)).values(pk, *columns)
    }
    changed: list[list[Any]] = []
    fresh: list[Key] = []
    for each_key, said in rows.items():
        row = existing.get(each_key)
        if row is None:
            fresh.append(each_key)
            continue
        result.ids[each_key] = row[pk]
        change = {name: (row[name], value) for name, value in said.items() if row[name] != value}
        if change:
            result.changes[each_key] = change
            row.update({name: after for name, (_, after) in change.items()})
            changed.append([*(row[name] for name in columns if name != pk), row[pk]])
    update_columns(model, [name for name in columns if name != pk], changed)
    _insert(model, columns, fresh, rows, key=key, starting=starting, result=result)
    return result


def _columns(model: type[Model]) -> list["Field[Any, Any]"]:
    return [
        each
        for each in model._meta.concrete_fields
        if not each.primary_key or each.is_relation  # a table keyed by its parent's id writes that id itself
    ]


def _insert(
    model: type[Model],
    columns: Sequence[str],
    fresh: Sequence[Key],
    rows: Mapping[Key, Mapping[str, Any]],
    *,
    key: Sequence[str],
    starting: Mapping[str, Any],
    result: Recorded,
) -> None:
    if not fresh:
        return
    pk = model._meta.pk.attname
    own_ids = pk not in columns
    ids = reserve_ids(model, len(fresh)) if own_ids else [0] * len(fresh)
    written = []
    for each_key, row_id in zip(fresh, ids, strict=True):
        row = {**dict(zip(key, each_key, strict=True)), **rows[each_key]}
        if own_ids:
            row[pk] = row_id
        result.ids[each_key] = row[pk]
        result.created.append(each_key)
        written.append(row)
    copy_in(model, written, starting=starting)


def copy_in(
    model: type[Model], rows: Iterable[Mapping[str, Any]], *, starting: Mapping[str, Any] | None = None
) -> None:
    """COPY new rows into the table of `model`: each says some columns, by their database names.

    The others come from `starting`, else from the model's defaults. A column without default that no row
    says is left to the database, such as the id.
    """
    rows = list(rows)
    if not rows:
        return
    defaults = {each.attname: each.get_default() for each in _columns(model)} | dict(starting or {})
    pk = model._meta.pk.attname
    names = list(defaults) if pk in defaults or pk not in rows[0] else [pk, *defaults]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with driver_cursor() as cursor, cursor.copy(statement) as copy:
        for lines in copy_lines(names, defaults, rows):
            copy.write(lines)


@contextmanager
def driver_cursor() -> Iterator[Any]:
    """psycopg's own cursor, for what Django's cannot do; what it raises comes as Django's errors."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        yield cursor.cursor


def insert_rows(model: type[Model], objects: Iterable[Model]) -> None:
    """COPY these new rows as they stand on the objects: all have ids, or none, and the database gives them.

    Rows they refer to may have got their ids after they were referred to.
    """
    columns = {each.attname: _copied(each) for each in model._meta.concrete_fields}
    rows = [{name: value(one) for name, value in columns.items()} for one in objects]
    pk = model._meta.pk.attname
    if rows and rows[0][pk] is None:
        for row in rows:
            del row[pk]
    if rows:
        copy_in(model, rows, starting=dict.fromkeys(rows[0]))


def _copied(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """How a column's value is read off an object, as COPY wants it."""
    stored = attrgetter(field.attname)
    if isinstance(field, JSONField):
        return lambda one: json.dumps(stored(one), ensure_ascii=False)
    if isinstance(field, ArrayField):
        return lambda one: [str(value) for value in stored(one)]
    if isinstance(field, ForeignKey):
        return lambda one: getattr(field.get_cached_value(one, default=None), "pk", stored(one))
    return stored


def update_rows(model: type[Model], objects: Sequence[Model], columns: Container[str] | None = None) -> None:
    """Write these columns (without a choice, all) of rows that exist, as they stand on the objects."""
    fields = [
        each
        for each in model._meta.concrete_fields
        if not each.primary_key and (columns is None or each.attname in columns)
    ]
    rows = [
        [each.get_db_prep_save(getattr(one, each.attname), connection) for each in fields] + [one.pk]
        for one in objects
    ]
    update_columns(model, [each.attname for each in fields], rows)


def update_columns(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write these columns of rows that exist: each row says their values, and its id last."""
    if not rows:
        return
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns)
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
        sql.Identifier(model._meta.db_table), assignments, sql.Identifier(model._meta.pk.attname)
    )
    with driver_cursor() as cursor:
        cursor.executemany(statement, rows)


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Take ids from the table's sequence, for rows that others refer to before they are written."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def lock_until_commit(name: str, number: int) -> None:
    """Take the transaction's lock named by a word and an id: others asking for it wait until we commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", (name, number % 2**31))


@contextmanager
def held_while_running(name: str, number: int, *, patience_s: float = 0.0) -> Iterator[bool]:
    """Hold a lock for as long as this database session lives; False when another session keeps it.

    `patience_s`: how many seconds to wait for another session to let it go.
    """
    arguments = (name, number % 2**31)
    held = _try_lock(arguments) or (patience_s > 0 and _lock_within(patience_s, arguments))
    try:
        yield held
    finally:
        # Where the session has ended, its lock has gone with it.
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", arguments)


def _try_lock(arguments: tuple[str, int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", arguments)
        return bool(cursor.fetchone()[0])


def _lock_within(patience_s: float, arguments: tuple[str, int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(patience_s * 1000)}ms"])
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", arguments)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            return False
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
        return True


def commit_without_waiting() -> None:
    """Let this transaction's commit not wait for the disk.

    For work that is taken up again from what is committed: after a power cut the last half second is done
    anew. A later commit that waits makes all before it durable.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
