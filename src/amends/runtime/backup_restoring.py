"""From a checked backup to a database that holds exactly what it says."""

import re
import subprocess
import tempfile
from collections.abc import Collection
from contextlib import suppress

import psycopg

from amends.core.errors import Refused
from amends.runtime.backup_file import CheckedBackup, newer_program
from amends.runtime.backup_taking import Connection, count_rows, failed, tables
from amends.runtime.client_programs import address_for, client_program

# What a desk holds that nobody has used yet: its tables, and the link by which the first owner comes in.
OF_ANY_DESK = re.compile(
    r"django_(migrations|content_type|session)|auth_\w+|procrastinate_\w+|amends_(onetimelink|loginfailure)"
)


def refuse_newer(backup: CheckedBackup, *, program: str, known_migrations: Collection[str]) -> None:
    """Raise `Refused` for a backup made by a program that knows more than this one."""
    manifest = backup.manifest
    unknown = [name for name in manifest.migrations if name not in known_migrations]
    if _numbers(manifest.program) > _numbers(program) or unknown:
        raise newer_program(backup.path, manifest.program)


def refuse_newer_server(backup: CheckedBackup, dsn: str) -> None:
    """Raise `Refused` for a backup of a newer PostgreSQL than the one at `dsn`."""
    with psycopg.connect(dsn) as connection:
        major = connection.info.server_version // 10000
    theirs = backup.manifest.postgresql
    if theirs > major:
        raise Refused(
            "backup_postgresql_newer",
            f"{backup.path} was made with PostgreSQL {theirs}, and this desk runs on PostgreSQL {major}.",
            mend=f"Restore it into a desk on PostgreSQL {theirs} or newer.",
        )


def is_empty(dsn: str) -> bool:
    """Whether nothing of value is in the database. Raises `Refused` if it holds something not ours."""
    with psycopg.connect(dsn) as connection:
        names = [f"{schema}.{name}" for schema, name in tables(connection)]
        if names and "public.amends_organisation" not in names:
            raise Refused(
                "database_foreign",
                f"The database {connection.info.dbname} holds tables that are not of Amends ({names[0]} …).",
                mend="Name another database in DATABASE_URL.",
            )
        counts = count_rows(connection)
    return not any(count for name, count in counts.items() if not OF_ANY_DESK.fullmatch(name))


def fill(backup: CheckedBackup, dsn: str, *, in_one_step: bool = False) -> None:
    """Restore the dump into the empty database at `dsn`, and see that every table has its rows.

    `in_one_step` makes it one transaction. Raises `Refused` when pg_restore fails or a count differs.
    """
    with psycopg.connect(dsn) as connection:
        major = connection.info.server_version // 10000
    pg_restore = client_program("pg_restore", fitting=major, at_least=backup.manifest.dumped_by)
    address, environment = address_for(dsn)
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--no-password", f"--dbname={address}"]
    if in_one_step:
        options.append("--single-transaction")
    _feed([pg_restore.path, *options], environment, backup)
    with psycopg.connect(dsn, autocommit=True) as connection:
        _compare(backup.manifest.rows, count_rows(connection))
        connection.execute("ANALYZE")


def make_room(dsn: str) -> None:
    """Drop the tables of a desk that nobody has used. Only where `is_empty` has said so."""
    with psycopg.connect(dsn) as connection:
        _empty_schema(connection)


def _empty_schema(connection: Connection) -> None:
    connection.execute("DROP SCHEMA public CASCADE")
    connection.execute("CREATE SCHEMA public")


def _feed(command: list[str], environment: dict[str, str], backup: CheckedBackup) -> None:
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints, env=environment
        ) as process,
    ):
        assert process.stdin is not None
        # A pipe that breaks is told by the program's exit code.
        with suppress(BrokenPipeError):
            for piece in backup.dump():
                process.stdin.write(piece)
            process.stdin.flush()
        with suppress(BrokenPipeError):
            process.stdin.close()
        if process.wait() != 0:
            complaints.seek(0)
            raise failed("pg_restore", complaints.read())


def _compare(told: dict[str, int], found: dict[str, int]) -> None:
    differing = sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))
    if differing:
        name = differing[0]
        raise Refused(
            "restore_incomplete",
            f"After restoring, table {name} has {found.get(name)} rows instead of {told.get(name)}.",
            mend="Take another backup where this one was made.",
        )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
