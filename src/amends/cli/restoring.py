"""Restoring, step by step: nothing in use is touched before the new database stands complete beside it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from amends import __version__
from amends.cli.database import (
    Unreachable,
    close_connections,
    database_address,
    migrate_if_needed,
    migrations_missing,
    own_server,
    start_django,
)
from amends.cli.worker import free_orphaned_jobs
from amends.core.errors import NotFound, Refused
from amends.runtime.backup_file import CheckedBackup, check_backup
from amends.runtime.backup_restoring import fill, is_empty, make_room, refuse_newer, refuse_newer_server
from amends.runtime.database_swap import DatabaseSwap
from amends.runtime.desk_lock import DeskLock
from amends.runtime.folder import DataFolder, data_folder
from amends.runtime.restore_mark import RestoreMark, carry_to_end

if TYPE_CHECKING:
    from amends.core.actor import Actor


def restore_file(file: Path, *, replace: bool, as_login: str | None) -> dict[str, Any]:
    """Make the backup in `file` the desk; what came back, as a document. Raises `Refused` with the reason."""
    backup = check_backup(file)
    refuse_newer(backup, program=__version__, known_migrations=backup.manifest.migrations)
    with ExitStack() as held:
        if not own_server():
            _alone(data_folder(), held)
        key_before = os.environ.get("AMENDS_SECRET_KEY")
        folder = held.enter_context(database_address())
        start_django()
        held.callback(close_connections)
        refuse_newer(backup, program=__version__, known_migrations=_known_migrations())
        address = os.environ["DATABASE_URL"]
        try:
            refuse_newer_server(backup, address)
        except psycopg.OperationalError as error:
            raise Unreachable(error) from error
        restore = _Restore(backup, DatabaseSwap(address), as_login)
        empty = is_empty(address)
        if not empty:
            _refuse_unless(replace, restore.swap.current)
            restore.ask_the_old()
        if folder is not None:
            mark = held.enter_context(closing(RestoreMark(folder)))
            mark.take()
            restore.into_folder(mark)
        elif restore.swap.is_possible():
            restore.into_server()
        else:
            restore.into_empty(address, empty=empty)
    return _document(file, restore, _key_state(backup, folder, key_before))


class _Restore:
    """One restore: its backup, the databases, and who asks for it."""

    def __init__(self, backup: CheckedBackup, swap: DatabaseSwap, as_login: str | None) -> None:
        self.backup = backup
        self.swap = swap
        self.migrated: list[str] = []
        self.in_doubt = 0
        self._as_login = as_login
        self._old_agreed = False

    def ask_the_old(self) -> None:
        """Raise NotAllowed when the desk that is to go says that this person may not."""
        from django.db import DatabaseError

        from amends.accounts.permission import require
        from amends.accounts.queries import acting_as

        try:
            require(acting_as(self._as_login), "back_up")
            self._old_agreed = True
        except DatabaseError:
            # Tables of another version cannot be asked; who can read the folder could delete it as well.
            return
        finally:
            close_connections()

    def into_folder(self, mark: RestoreMark) -> None:
        """Restore into the embedded server: a cut is carried to an end by the next start."""
        self.swap.refuse_if_in_use()
        mark.begin(self.backup.secret_key)
        try:
            self._into_draft()
        finally:
            carry_to_end(mark, self.swap)

    def into_server(self) -> None:
        """Restore into a server of one's own whose role may make databases."""
        self.swap.refuse_if_in_use()
        try:
            self._into_draft()
        finally:
            self.swap.tidy()

    def into_empty(self, address: str, *, empty: bool) -> None:
        """Restore into a database that cannot be renamed: only an empty one, in one transaction."""
        if not empty:
            raise Refused(
                "no_right_to_swap",
                f"The role of DATABASE_URL may not make databases, so {self.swap.current} cannot be "
                "exchanged for another one in one step.",
                mend="Let it: ALTER ROLE … CREATEDB, and own the database; or name an empty database.",
            )
        self.swap.refuse_if_in_use()
        make_room(address)
        fill(self.backup, address, in_one_step=True)
        self._bring_up_to_date()

    def _into_draft(self) -> None:
        self.swap.make_draft()
        fill(self.backup, self.swap.address(self.swap.draft))
        with _connected_to(self.swap.draft):
            self._bring_up_to_date()
        self.swap.swap()

    def _bring_up_to_date(self) -> None:
        self.migrated = migrations_missing()
        migrate_if_needed()
        free_orphaned_jobs()
        self.in_doubt = self._doubt()
        self._tell()

    def _doubt(self) -> int:
        from amends.answers.actions import doubt_groups_on_their_way
        from amends.inbox.after_restore import doubt_what_waits

        doubt_groups_on_their_way()
        return doubt_what_waits()

    def _tell(self) -> None:
        from amends.accounts.permission import require
        from amends.history.actions import record

        by = self._actor()
        if by is None:
            return
        require(by, "back_up")
        record(
            actor=by,
            verb="restored",
            subject_type="organisation",
            subject_id=by.organisation_id,
            detail={
                "made_at": self.backup.manifest.made_at,
                "program": self.backup.manifest.program,
                "rows": sum(self.backup.manifest.rows.values()),
            },
        )

    def _actor(self) -> "Actor | None":
        from amends.accounts.models import Organisation
        from amends.accounts.queries import acting_as
        from amends.core.actor import Actor

        first = Organisation.objects.order_by("pk").first()
        if first is None and (self._as_login is None or self._old_agreed):
            return None
        try:
            return acting_as(self._as_login)
        except NotFound:
            # Whom the old desk let do this need not be known to the one that comes back.
            if self._old_agreed and first is not None:
                return Actor(first.pk, None, "cli")
            raise


def _alone(folder: DataFolder, held: ExitStack) -> None:
    folder.prepare()
    desk = DeskLock(folder)
    desk.take()
    held.enter_context(closing(desk))


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """Django on another database of the same server inside the block."""
    from django.db import connection

    close_connections()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        close_connections()
        connection.settings_dict["NAME"] = usual


def _known_migrations() -> set[str]:
    from django.db.migrations.loader import MigrationLoader

    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _refuse_unless(replace: bool, database: str) -> None:
    if not replace:
        raise Refused(
            "desk_not_empty",
            f"There is a desk already (database {database}).",
            mend="Take a backup of it, then restore with --replace; or name another folder in AMENDS_DATA.",
        )


def _key_state(backup: CheckedBackup, folder: DataFolder | None, key_before: str | None) -> str:
    if key_before == backup.secret_key:
        return "same"
    return "restored" if folder is not None and not key_before else "differs"


def _document(file: Path, restore: _Restore, key: str) -> dict[str, Any]:
    manifest = restore.backup.manifest
    return {
        "file": str(file),
        "made_at": manifest.made_at,
        "program": manifest.program,
        "postgresql": manifest.postgresql,
        "rows": sum(manifest.rows.values()),
        "tables": manifest.rows,
        "migrated": restore.migrated,
        "replies_in_doubt": restore.in_doubt,
        "secret_key": key,
    }
