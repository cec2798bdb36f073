"""The folder of the server's unix socket: in the data folder, or a short private one elsewhere."""

import contextlib
import os
import socket
import stat
import struct
import sys
import tempfile
from pathlib import Path

from amends.core.errors import Refused
from amends.runtime.folder import OWNER_ONLY_FILE, OWNER_ONLY_FOLDER, DataFolder
from amends.runtime.server_user import ServerUser

SOCKET = ".s.PGSQL.5432"
# The kernel allows 107 bytes on Linux and 103 on macOS.
LONGEST_PATH_BYTES = 100


class SocketFolder:
    """Where clients of `folder`'s server connect, and what answers there."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._inside = folder.path / "run"
        self._record = folder.path / "socket_folder"

    @property
    def path(self) -> Path:
        """The folder with the socket. For a long data folder it exists once the server has been started."""
        if self._fits():
            return self._inside
        return self._recorded() or self._inside

    def prepare(self, user: ServerUser) -> None:
        """Make the folder for `user`, emptied of what a killed server left. Needs the server lock."""
        path = self._inside if self._fits() else self._short()
        with contextlib.suppress(FileExistsError):
            path.mkdir(OWNER_ONLY_FOLDER)
        user.own(path)
        path.chmod(OWNER_ONLY_FOLDER)
        for leftover in path.glob(f"{SOCKET}*"):
            leftover.unlink()

    def tidy(self) -> None:
        """Remove the short folder after the server's end. Needs the server lock."""
        short = None if self._fits() else self._recorded()
        if short is not None:
            with contextlib.suppress(OSError):
                short.rmdir()

    def server_pid(self) -> int | None:
        """The process that listens on the socket, None when none does. A stale file never names one."""
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.path / SOCKET))
            except OSError:
                return None
            return _peer(client) or self._pid_in_file()

    def is_ready(self) -> bool:
        """Whether the server that listens has finished starting and takes logins."""
        pid = self.server_pid()
        if pid is None:
            return False
        try:
            lines = (self._folder.database / "postmaster.pid").read_text("ascii").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _pid_in_file(self) -> int | None:
        try:
            return int((self._folder.database / "postmaster.pid").read_text("ascii").split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def _fits(self) -> bool:
        return len(os.fsencode(self._inside / SOCKET)) <= LONGEST_PATH_BYTES

    def _recorded(self) -> Path | None:
        try:
            return Path(self._record.read_text("utf-8"))
        except FileNotFoundError:
            return None

    def _short(self) -> Path:
        known = self._recorded()
        if known is not None and self._can_be_had(known):
            return known
        made = Path(tempfile.mkdtemp(prefix="amends-", dir=self._short_parent()))
        draft = self._record.with_name(".socket_folder")
        draft.write_text(str(made), "utf-8")
        draft.chmod(OWNER_ONLY_FILE)
        self._folder.give_to_owner(draft)
        draft.replace(self._record)
        return made

    def _can_be_had(self, known: Path) -> bool:
        """Whether the folder of the last time is still, or again, ours: anyone may write beside it."""
        try:
            known.mkdir(OWNER_ONLY_FOLDER)
        except FileExistsError:
            return self._is_private(known)
        except OSError:
            return False
        return True

    def _is_private(self, path: Path) -> bool:
        status = path.lstat()
        owners = {os.geteuid(), self._folder.path.stat().st_uid}
        if os.geteuid() == 0 and self._folder.database.exists():
            owners.add(self._folder.database.stat().st_uid)
        return stat.S_ISDIR(status.st_mode) and status.st_uid in owners

    def _short_parent(self) -> str:
        for parent in (tempfile.gettempdir(), "/tmp"):
            if len(os.fsencode(parent)) + len(f"/amends-12345678/{SOCKET}") <= LONGEST_PATH_BYTES:
                return parent
        raise Refused(
            "socket_path_too_long",
            f"The data folder's path {self._folder.path} is too long for a database socket.",
            mend="Name a shorter folder in AMENDS_DATA or in TMPDIR.",
        )


def _peer(client: socket.socket) -> int | None:
    if sys.platform != "linux":
        return None
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", credentials)[0]
    return pid
