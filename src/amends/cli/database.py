"""What a command needs before it may touch the database, and what it owes after."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import typer

from amends.core.errors import AmendsError, Refused
from amends.runtime.desk_lock import running_desk
from amends.runtime.folder import DataFolder, data_folder
from amends.runtime.postgres import embedded_server
from amends.runtime.restore_mark import finish_cut_restore

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

# Any number will do, as long as every start uses the same.
MIGRATION_LOCK = 4_201_982_301
WAITING_S = 0.1


class Unreachable(Refused):
    """The database does not answer, or has stopped to."""

    def __init__(self, error: Exception) -> None:
        reason = str(error).strip().splitlines()
        super().__init__(
            "database_unreachable",
            f"The database cannot be reached: {reason[0] if reason else type(error).__name__}.",
            mend="Run ./amends doctor; with DATABASE_URL set, see that the address is right and answers.",
        )


@contextmanager
def desk_database() -> Iterator[None]:
    """Django with a migrated database inside the block.

    DATABASE_URL names a server of one's own; without it the embedded server of the data folder is joined or
    started. On the way out, where no desk runs that would do it, the jobs the command caused are worked off.
    """
    from django.apps import apps

    if apps.ready:
        yield
        return
    with database_address() as folder:
        start_django()
        migrate_if_needed()
        prove_rulebooks()
        try:
            yield
        except (AmendsError, typer.Exit, SystemExit):
            with suppress(AmendsError):
                _work_off(folder)
            raise
        else:
            _work_off(folder)
        finally:
            close_connections()


@contextmanager
def database_address() -> Iterator[DataFolder | None]:
    """DATABASE_URL and AMENDS_SECRET_KEY in the environment, for the block.

    Yields the data folder when its embedded server is used, None for a server of one's own.
    """
    if own_server():
        yield None
        return
    folder = data_folder()
    with embedded_server(folder) as dsn:
        os.environ["DATABASE_URL"] = dsn
        os.environ["AMENDS_DATA"] = str(folder.path)
        os.environ.setdefault("AMENDS_SECRET_KEY", folder.secret_key())
        try:
            finish_cut_restore(folder, dsn)
            yield folder
        finally:
            del os.environ["DATABASE_URL"]


def own_server() -> bool:
    """Whether DATABASE_URL names a server; raises `Refused` when the key that goes with it is missing."""
    if not os.environ.get("DATABASE_URL"):
        return False
    if not os.environ.get("AMENDS_SECRET_KEY"):
        raise Refused(
            "secret_key_missing",
            "DATABASE_URL is set, but AMENDS_SECRET_KEY is not.",
            mend="Set it to the same long random text on every machine that uses this database.",
        )
    return True


def start_django() -> None:
    """Load Django with the settings of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
    import django

    from amends.core.catalogues import compile_catalogues

    compile_catalogues()
    django.setup()


def migrate_if_needed() -> None:
    """Bring the tables up to date. Racing starts wait for one another and find it done.

    Raises `Refused` when the database cannot be reached.
    """
    from django.core.management import call_command
    from django.db import InterfaceError, OperationalError, connection

    try:
        if not migrations_missing():
            return
        with connection.cursor() as cursor:
            # Asked again and again: a statement that waits would keep indexes from being built meanwhile.
            while not _is_locked(cursor):
                time.sleep(WAITING_S)
            try:
                if migrations_missing():
                    call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    except (OperationalError, InterfaceError) as error:
        raise Unreachable(error) from error


def _is_locked(cursor: "CursorWrapper") -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATION_LOCK])
    return bool(cursor.fetchone()[0])


def prove_rulebooks() -> None:
    """Set released rulebooks aside that this program cannot read: before anything is judged by one."""
    from amends.publishing.proving import prove_all

    prove_all(via="cli")


def migrate_or_be_restarted() -> None:
    """Tables and rulebooks for a child of the supervisor: it ends with 1, and so is started again."""
    try:
        migrate_if_needed()
        prove_rulebooks()
    except Unreachable as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def migrations_missing() -> list[str]:
    """The names of the migrations that this program has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def close_connections() -> None:
    """Let the database go before its server is."""
    from django.db import connections

    connections.close_all()


def _work_off(folder: DataFolder | None) -> None:
    if folder is not None and running_desk(folder) is None:
        from amends.cli.worker import work_off_jobs

        work_off_jobs(folder)
