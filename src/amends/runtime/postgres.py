"""The embedded PostgreSQL server: started by the first who needs it, stopped after the last.

Two lock files carry the whole agreement. `server.lock` is inherited by the server's processes, so it is held
exactly as long as any of them lives. `users.lock` is shared by everyone who uses the server.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from amends.core.errors import Refused
from amends.runtime import guardian
from amends.runtime.binaries import Binaries, find_binaries
from amends.runtime.cluster import NAME, ROLE, Cluster
from amends.runtime.folder import DataFolder
from amends.runtime.locks import FileLock
from amends.runtime.server_user import reachable, server_user
from amends.runtime.socket_folder import SocketFolder

PATIENCE_S = 120
LOG_KEPT_BYTES = 5_000_000


class EmbeddedServer:
    """One user's hold on the server of `folder`. `join` before use, `leave` after."""

    def __init__(self, folder: DataFolder, *, durable: bool = True, binaries: Binaries | None = None) -> None:
        self.folder = folder
        self._binaries = binaries
        self.durable = durable
        self._sockets = SocketFolder(folder)
        self._users = FileLock(folder.users_lock)
        self._guardian: subprocess.Popen[bytes] | None = None
        folder.give_to_owner(folder.users_lock)

    @property
    def dsn(self) -> str:
        """The address of the database, as libpq and DATABASE_URL take it. Holds the password."""
        password = quote(self.folder.database_password(), safe="")
        return f"postgresql://{ROLE}:{password}@/{NAME}?host={quote(str(self._sockets.path), safe='')}"

    def client_environment(self) -> dict[str, str]:
        """What `pg_dump`, `psql` and others need in their environment to connect; keeps the password
        out of the list of processes."""
        return {
            "PGHOST": str(self._sockets.path),
            "PGUSER": ROLE,
            "PGDATABASE": NAME,
            "PGPASSWORD": self.folder.database_password(),
        }

    def join(self) -> None:
        """Become a user: start the server, or wait until the one that runs answers.

        Raises `Refused` when there are no programs, the folder is of another version, or it will not start.
        """
        self._users.share()
        try:
            self._start_or_wait()
        except BaseException:
            self._users.release()
            raise

    def revive(self) -> bool:
        """Start the server again if it has died; whether it had. Only for one who has joined."""
        return self._start_if_none()

    def _start_or_wait(self) -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        while not (self._start_if_none() or self._sockets.is_ready()):
            if time.monotonic() > give_up_at:
                raise Refused(
                    "database_silent",
                    f"The database in {self.folder.path} runs but does not answer.",
                    mend=f"Read {self.folder.database_log}; end the process that holds "
                    f"{self.folder.server_lock}, then start again.",
                )
            time.sleep(0.01)

    def leave(self) -> None:
        """Give up the hold; the last one out stops the server and waits for its end."""
        self._users.release()
        if not (self._users.try_exclusive() or self._users.try_share()):
            self._users.share()  # the guardian was quicker; it holds the lock until the server is gone
        if self._users.try_exclusive():
            self._stop()
        self._users.close()
        self._reap()

    def _reap(self) -> None:
        if self._guardian is not None and self._guardian.poll() is None:
            if server_is_running(self.folder):
                # It serves others now and outlives us on purpose; say so, or Python warns of a lost child.
                self._guardian.returncode = 0
            else:
                self._guardian.wait()
        self._guardian = None

    def _start_if_none(self) -> bool:
        lock = FileLock(self.folder.server_lock)
        try:
            if not lock.try_exclusive():
                return False
            self.folder.give_to_owner(self.folder.server_lock)
            self._start(lock)
            return True
        except OSError as error:
            raise Refused(
                "database_failed",
                f"The database in {self.folder.path} could not be started: {error}.",
                mend="See that the disk has room and holds sockets and locks (not a network share), or name "
                "another folder in AMENDS_DATA.",
            ) from error
        finally:
            lock.close()

    def _start(self, lock: FileLock) -> None:
        user = server_user(self.folder.database)
        binaries = reachable(self._binaries or find_binaries(), user)
        cluster = Cluster(self.folder, binaries, user, lock.fd)
        cluster.prepare(durable=self.durable)
        self._sockets.prepare(user)
        users = os.open(self.folder.users_lock, os.O_RDWR | os.O_CLOEXEC)
        log = self._open_log()
        log_start = os.fstat(log).st_size
        with cluster.seen_by_server(cluster.home, self._sockets.path) as ((home, sockets), fds):
            settings = cluster.settings(sockets, durable=self.durable)
            server = [binaries.program("postgres"), "-D", home, *settings]
            try:
                parent = subprocess.Popen(
                    [sys.executable, "-I", "-S", guardian.__file__]
                    + [str(number) for number in (users, lock.fd, user.uid, user.gid)]
                    + server,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env={"LC_ALL": "C", "TZ": "UTC"},
                    pass_fds=(users, lock.fd, *fds),
                    start_new_session=True,
                )
            finally:
                os.close(users)
                os.close(log)
        self._reap()
        self._guardian = parent
        self._wait_for(parent, log_start)

    def _wait_for(self, parent: "subprocess.Popen[bytes]", log_start: int) -> None:
        while not self._sockets.is_ready():
            if parent.poll() is not None:
                raise Refused(
                    "database_failed",
                    f"The database in {self.folder.path} did not start: {self._complaint(log_start)}",
                    mend=f"The whole story is in {self.folder.database_log}.",
                )
            time.sleep(0.01)

    def _stop(self) -> None:
        lock = FileLock(self.folder.server_lock)
        if not lock.try_exclusive():
            pid = self._sockets.server_pid()
            if pid:
                os.kill(pid, signal.SIGINT)
            lock.exclusive()
        self._sockets.tidy()
        lock.close()

    def _open_log(self) -> int:
        path = self.folder.database_log
        if path.exists() and path.stat().st_size > LOG_KEPT_BYTES:
            path.replace(path.with_suffix(".log.old"))
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self.folder.give_to_owner(path)
        return log

    def _complaint(self, log_start: int) -> str:
        with self.folder.database_log.open("rb") as log:
            log.seek(log_start)
            lines = log.read().decode("utf-8", "replace").splitlines()
        return " ".join(line.split("] ", 1)[-1] for line in lines[-3:]) or "it said nothing."


@contextmanager
def embedded_server(folder: DataFolder, *, durable: bool = True) -> Iterator[str]:
    """Use the server of `folder` inside the block; yields its address (`postgresql://…`).

    Several processes may do so at once. `durable=False` trades safety for speed: for tests only.
    """
    folder.prepare()
    server = EmbeddedServer(folder, durable=durable)
    server.join()
    try:
        yield server.dsn
    finally:
        server.leave()


def server_is_running(folder: DataFolder) -> bool:
    """Whether a server lives on `folder`, started by anyone."""
    if not folder.server_lock.exists():
        return False
    lock = FileLock(folder.server_lock)
    try:
        return not lock.try_exclusive()
    finally:
        lock.close()
