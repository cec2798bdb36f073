"""Many rows at once: COPY for new ones, one pipelined statement for changed ones.

Rows arrive by the hundred thousand; the ORM's way of inserting them costs four times the database's own.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql


def copy_in(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY `rows` (values in the order of `columns`, database column names) into the table of `model`."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)


def update_each(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set `columns` of the rows of `model`; each of `rows` is the new values followed by the row's id."""
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns)
    statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(
        sql.Identifier(model._meta.db_table), assignments
    )
    with connection.cursor() as cursor:
        cursor.cursor.executemany(statement, list(rows))  # type: ignore[attr-defined]


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Take `count` ids from the table's sequence, for rows that refer to each other before they are copied."""
    if count == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
