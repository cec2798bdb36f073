"""Taking a backup while the desk runs: one snapshot for the dump and for the counts beside it."""

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from amends.core import clock
from amends.core.errors import Refused
from amends.runtime.backup_file import DUMP, KEY, PIECE, BackupWriter, Manifest
from amends.runtime.client_programs import ClientProgram, address_for, client_program
from amends.runtime.whole_file import whole_file

Connection = psycopg.Connection[tuple[Any, ...]]
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2"""
NO_TIME_LIMITS = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
# Packing harder costs more minutes than it saves room.
COMPRESSION = "1"


def take_backup(path: Path, dsn: str, *, secret_key: str, program: str, replace: bool = False) -> Manifest:
    """Write everything in the database at `dsn`, and the key, to `path`. Memory stays small.

    Raises `Refused` where the file cannot be written or pg_dump fails; `path` is then as it was.
    """
    with whole_file(path, replace=replace) as file, psycopg.connect(dsn, autocommit=True) as connection:
        major = connection.info.server_version // 10000
        pg_dump = client_program("pg_dump", fitting=major)
        connection.execute(NO_TIME_LIMITS)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        writer = BackupWriter(file, program)
        writer.add(KEY, [secret_key.encode("utf-8") + b"\n"])
        writer.add(DUMP, _dump(pg_dump, dsn, snapshot))
        manifest = Manifest(
            program=program,
            postgresql=major,
            dumped_by=pg_dump.major,
            made_at=clock.rfc3339(clock.now()) or "",
            migrations=applied_migrations(connection),
            rows=count_rows(connection),
        )
        writer.seal(manifest)
        return manifest


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table of the database holds, by name (with the schema where it is not public)."""
    return {
        table if schema == "public" else f"{schema}.{table}": int(
            _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        )
        for schema, table in tables(connection)
    }


def tables(connection: Connection) -> list[tuple[str, str]]:
    """(schema, name) of every table in the database."""
    return [(str(schema), str(name)) for schema, name in connection.execute(TABLES)]


def applied_migrations(connection: Connection) -> list[str]:
    """`app.name` of the migrations the database has gone through, in their order."""
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    return [str(name) for (name,) in rows]


def _dump(pg_dump: ClientProgram, dsn: str, snapshot: str) -> Iterator[bytes]:
    address, environment = address_for(dsn)
    options = ["--format=custom", "-Z", COMPRESSION, "--no-owner", "--no-privileges", "--no-password"]
    command = [pg_dump.path, *options, f"--snapshot={snapshot}", f"--dbname={address}"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, env=environment
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield from _pieces(process.stdout.read, PIECE)
        finally:
            process.stdout.close()
            code = process.wait()
        if code != 0:
            complaints.seek(0)
            raise failed("pg_dump", complaints.read())


def _pieces(read: Callable[[int], bytes], size: int) -> Iterable[bytes]:
    while piece := read(size):
        yield piece


def failed(program: str, complaints: bytes) -> Refused:
    """What a program that ended badly said last, as a refusal."""
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    errors = [line for line in lines if "error" in line.lower()]
    return Refused(
        f"{program}_failed",
        f"{program} could not do its work: {(errors or lines or ['it said nothing.'])[0]}",
        mend="See that the disk has room and the database can be reached, then do it again.",
    )


def _one(connection: Connection, query: sql.Composed | LiteralString) -> str:
    row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])
