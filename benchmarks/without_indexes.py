"""Tables filled without their indexes, which are built afterwards: much quicker for millions of rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

MEMORY = "1GB"
# The server neither stops every few seconds to write everything down, nor looks after what is half there.
SETTINGS = {"max_wal_size": "16GB", "autovacuum": "off"}


@contextmanager
def without_indexes(cursor: Any, tables: Iterable[str]) -> Iterator[None]:
    """The tables have only their primary keys inside the block, and all their indexes after it."""
    names = list(tables)
    unique = _unique_constraints(cursor, names)
    for table, name, _ in unique:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    indexes = _indexes(cursor, names)
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    for setting, value in SETTINGS.items():
        cursor.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
    cursor.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        cursor.execute(f"SET maintenance_work_mem = '{MEMORY}'")
        for _, statement in indexes:
            cursor.execute(statement)
        for table, name, rule in unique:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {rule}')
        cursor.execute("RESET maintenance_work_mem")
        for setting in SETTINGS:
            cursor.execute(f"ALTER SYSTEM RESET {setting}")
        cursor.execute("SELECT pg_reload_conf()")


def _unique_constraints(cursor: Any, tables: list[str]) -> list[tuple[str, str, str]]:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint AS kept "
        "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s) AND NOT EXISTS ("
        "SELECT 1 FROM pg_constraint AS used WHERE contype = 'f' AND used.conindid = kept.conindid"
        ") ORDER BY conname",
        [tables],
    )
    return list(cursor.fetchall())


def _indexes(cursor: Any, tables: list[str]) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS ("
        "SELECT 1 FROM pg_constraint WHERE conname = indexname) ORDER BY indexname",
        [tables],
    )
    return list(cursor.fetchall())
