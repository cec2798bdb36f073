"""The database's files: made, checked and tidied by whoever holds the server lock."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amends.core.errors import Refused
from amends.runtime.binaries import Binaries
from amends.runtime.folder import OWNER_ONLY_FOLDER, DataFolder
from amends.runtime.server_user import ServerUser

NAME = ROLE = "amends"
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Small, because the desk shares a laptop with everything else its owner does.
FIRST_SETTINGS = (
    "max_wal_size=256MB",
    "shared_buffers=64MB",
    "max_connections=80",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    "max_logical_replication_workers=0",
)
FIRST_SETTINGS_FROM_18 = ("io_method=sync",)


class Cluster:
    """The files under `folder.database`, worked on with `binaries` as `user`.

    `lock_fd` is the open file of the server lock, held.
    """

    def __init__(self, folder: DataFolder, binaries: Binaries, user: ServerUser, lock_fd: int) -> None:
        self.folder = folder
        self.binaries = binaries
        self.user = user
        self.lock_fd = lock_fd

    @property
    def home(self) -> Path:
        return self.folder.database

    def prepare(self, *, durable: bool = True) -> None:
        """Leave a database that the server can be started on; `Refused` when that is not possible."""
        if not self.home.exists() and (self.folder.upgrade / "from").exists():
            raise Refused(
                "upgrade_unfinished",
                f"The upgrade of the database in {self.folder.path} was interrupted.",
                mend="Run ./amends upgrade once more; it goes on from the old database, which is whole.",
            )
        found = version_of(self.home)
        if found is None:
            self._create(durable=durable)
        elif found != self.binaries.major:
            raise Refused(
                "database_version",
                f"The database in {self.home} was made by PostgreSQL {found}, "
                f"and Amends now runs PostgreSQL {self.binaries.major}.",
                mend="Run ./amends upgrade; it keeps the old one beside the new.",
            )
        elif not self.folder.database_password_file.exists():
            self._set_password(self.home)
        (self.home / "postmaster.pid").unlink(missing_ok=True)

    def settings(self, sockets: str, *, durable: bool = True) -> list[str]:
        """Arguments for `postgres` that no configuration file may change."""
        fixed = ["listen_addresses=", "port=5432", f"unix_socket_directories={sockets}"]
        fixed += ["unix_socket_permissions=0700", "logging_collector=off", "log_destination=stderr"]
        return [part for one in (*fixed, *(() if durable else NOT_DURABLE)) for part in ("-c", one)]

    @contextmanager
    def seen_by_server(self, *folders: Path) -> Iterator[tuple[list[str], list[int]]]:
        """Names under which the server's user finds `folders`, and the files it must inherit for that."""
        if not self.user.is_other:
            yield [str(folder) for folder in folders], []
            return
        opened = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for folder in folders]
        try:
            yield [f"/proc/self/fd/{fd}" for fd in opened], opened
        finally:
            for fd in opened:
                os.close(fd)

    def _create(self, *, durable: bool) -> None:
        draft = self.home.with_name("database.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(OWNER_ONLY_FOLDER)
        self.user.own(draft)
        self.fill(draft, durable=durable)
        if self.home.exists():
            # Only an empty folder lets itself be replaced; one with contents is not ours to judge.
            self.home.rmdir()
        draft.rename(self.home)

    def fill(self, draft: Path, *, durable: bool = True) -> None:
        """Make a new cluster in the empty folder `draft`, with our role, password and database."""
        first = FIRST_SETTINGS + (FIRST_SETTINGS_FROM_18 if self.binaries.major >= 18 else ())
        options = ["--username", ROLE, "--pwfile=/dev/stdin", "--auth=scram-sha-256", "--encoding=UTF8"]
        options += self._locale() + ["--no-instructions"] + ([] if durable else ["--no-sync"])
        options += [part for setting in first for part in ("--set", setting)]
        self._run("initdb", draft, options, said=self.folder.database_password() + "\n")
        self._single_user(draft, f"CREATE DATABASE {NAME}\n", durable=durable)

    def _locale(self) -> list[str]:
        if self.binaries.major >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8", "--lc-messages=C"]

    def _set_password(self, home: Path) -> None:
        (home / "postmaster.pid").unlink(missing_ok=True)
        self._single_user(home, f"ALTER ROLE {ROLE} PASSWORD '{self.folder.database_password()}'\n")

    def _single_user(self, home: Path, statement: str, *, durable: bool = True) -> None:
        options = ["--single", *(part for one in (() if durable else NOT_DURABLE) for part in ("-c", one))]
        self._run("postgres", home, options, last=["postgres"], said=statement)

    def _run(
        self, program: str, home: Path, options: list[str], *, said: str, last: list[str] | None = None
    ) -> None:
        with self.seen_by_server(home) as ((name,), fds), tempfile.TemporaryFile() as stdin:
            stdin.write(said.encode())
            stdin.seek(0)
            if self.user.is_other:
                os.fchown(stdin.fileno(), self.user.uid, self.user.gid)
            done = subprocess.run(
                [self.binaries.program(program), *options, "-D", name, *(last or [])],
                stdin=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                cwd="/",
                env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
                # With the lock inherited, a killed start cannot leave this child to work on the files alone.
                pass_fds=(self.lock_fd, *fds),
                **self.user.popen_arguments(),
            )
        loud = [line for line in done.stderr.splitlines() if "error" in line.lower() or "FATAL" in line]
        if done.returncode != 0 or any("ERROR" in line or "FATAL" in line for line in loud):
            raise Refused(
                "database_not_made",
                f"PostgreSQL's {program} failed in {home}: {(loud or done.stderr.splitlines() or ['?'])[-1]}",
                mend="See that the disk has room and the folder can be written, then start again.",
            )


def version_of(database: Path) -> int | None:
    """The major version that made the database folder, None when there is none."""
    try:
        return int((database / "PG_VERSION").read_text("ascii").split(".")[0])
    except FileNotFoundError:
        return None
