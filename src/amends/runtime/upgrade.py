"""Carrying the embedded database over to another major version of PostgreSQL, by dump and restore.

The old database is moved aside before anything else and stays; a run that was killed goes on from there.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from amends.core.errors import Refused
from amends.runtime.binaries import Binaries, find_binaries, find_binaries_of
from amends.runtime.cluster import version_of
from amends.runtime.folder import OWNER_ONLY_FOLDER, DataFolder
from amends.runtime.locks import FileLock
from amends.runtime.postgres import EmbeddedServer


def upgrade_database(folder: DataFolder) -> str | None:
    """Bring the database of `folder` to the version of the programs in use.

    Returns the folder the old database is kept in, None when there was nothing to do. Raises `Refused` while
    others use the database, when the old programs are missing, or when the old version is the newer one.
    """
    with _nobody_else(folder):
        new = find_binaries()
        source, target = (DataFolder(folder.upgrade / name) for name in ("from", "to"))
        if folder.database.exists() and not source.database.exists():
            if version_of(folder.database) in (None, new.major):
                return None
            _old_binaries(version_of(folder.database), new)
            _stand(source, folder)
            folder.database.rename(source.database)
        if not source.database.exists():
            return None
        old_version = version_of(source.database)
        if not folder.database.exists():
            _carry_over(folder, source, target, _old_binaries(old_version, new), new)
        kept = folder.path / f"database.{old_version}"
        source.database.rename(kept)
        shutil.rmtree(folder.upgrade)
        return str(kept)


@contextmanager
def _nobody_else(folder: DataFolder) -> Iterator[None]:
    folder.prepare()
    locks = [FileLock(folder.users_lock), FileLock(folder.server_lock)]
    try:
        if not all(lock.try_exclusive() for lock in locks):
            raise Refused(
                "database_in_use",
                f"The database in {folder.path} is in use.",
                mend="End the desk and every other command on this folder, then upgrade.",
            )
        yield
    finally:
        for lock in locks:
            lock.close()


def _old_binaries(version: int | None, new: Binaries) -> Binaries:
    if version is not None and version > new.major:
        raise Refused(
            "database_newer",
            f"The database was made by PostgreSQL {version}, which is newer than {new.major}.",
            mend=f"Set AMENDS_PGBIN to the programs of PostgreSQL {version}.",
        )
    old = find_binaries_of(version) if version is not None else None
    if old is None:
        raise Refused(
            "old_programs_missing",
            f"To read the old database, PostgreSQL {version} is needed, and it is not on this machine.",
            mend=f"On Debian or Ubuntu: sudo apt-get install -y postgresql-{version}. Then upgrade again.",
        )
    return old


def _stand(part: DataFolder, folder: DataFolder) -> None:
    """Make `part` a data folder of its own that shares the password of `folder`."""
    part.path.mkdir(OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    folder.give_to_owner(folder.upgrade)
    folder.give_to_owner(part.path)
    folder.database_password()
    if not part.database_password_file.exists():
        os.link(folder.database_password_file, part.database_password_file)


def _carry_over(
    folder: DataFolder, source: DataFolder, target: DataFolder, old: Binaries, new: Binaries
) -> None:
    shutil.rmtree(target.path, ignore_errors=True)
    _stand(target, folder)
    try:
        with _running(source, old) as from_old, _running(target, new) as to_new:
            _pipe(new, from_old, to_new)
    except BaseException:
        source.database.rename(folder.database)
        shutil.rmtree(folder.upgrade)
        raise
    target.database.rename(folder.database)


@contextmanager
def _running(part: DataFolder, binaries: Binaries) -> Iterator[dict[str, str]]:
    server = EmbeddedServer(part, binaries=binaries)
    server.join()
    try:
        yield server.client_environment()
    finally:
        server.leave()


def _pipe(programs: Binaries, source: dict[str, str], target: dict[str, str]) -> None:
    restore = [programs.program("pg_restore"), "--dbname=amends", "--exit-on-error", "--single-transaction"]
    with subprocess.Popen(
        [programs.program("pg_dump"), "--format=custom", "--compress=0"],
        stdout=subprocess.PIPE,
        env={**os.environ, **source},
    ) as dump:
        restored = subprocess.run(restore, stdin=dump.stdout, env={**os.environ, **target}, check=False)
    if dump.returncode != 0 or restored.returncode != 0:
        raise Refused(
            "upgrade_failed",
            "The database could not be carried over; the reason stands above. The old one is in place again.",
            mend="See that the disk has room for a second copy, then run ./amends upgrade again.",
        )
