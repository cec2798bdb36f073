"""At most one desk (web and worker) per data folder, and where the one that runs can be found."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from amends.core.errors import Refused
from amends.runtime.folder import DataFolder
from amends.runtime.locks import FileLock


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """The desk at work on a folder: its address (empty while it starts) and its process."""

    url: str
    pid: int


class DeskLock:
    """The right to run the desk of `folder`, held until this process ends."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._lock = FileLock(folder.desk_lock)
        folder.give_to_owner(folder.desk_lock)

    def take(self) -> None:
        """Become the desk of the folder. Raises `Refused`, naming the first, when there is one."""
        if not self._lock.try_exclusive():
            first = _read(self._folder.desk_lock)
            self._lock.close()
            where = f"at {first.url} (process {first.pid})" if first else "already, and is just starting"
            raise Refused(
                "already_running",
                f"Amends runs on {self._folder.path} {where}.",
                mend="Use that one, end it with Ctrl-C, or name another folder in AMENDS_DATA.",
            )
        self._write("")

    def say_where(self, url: str) -> None:
        """Let a second start, and every command, know the address."""
        self._write(json.dumps({"url": url, "pid": os.getpid()}))

    def close(self) -> None:
        """Make room for another desk."""
        self._write("")
        self._lock.close()

    def _write(self, text: str) -> None:
        os.ftruncate(self._lock.fd, 0)
        os.pwrite(self._lock.fd, text.encode(), 0)


def running_desk(folder: DataFolder) -> RunningDesk | None:
    """The desk at work on `folder`, None when there is none. What a killed one left is not believed."""
    if not folder.desk_lock.exists():
        return None
    lock = FileLock(folder.desk_lock)
    try:
        if lock.try_share():
            return None
        return _read(folder.desk_lock) or RunningDesk(url="", pid=0)
    finally:
        lock.close()


def _read(path: Path) -> RunningDesk | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        return RunningDesk(url=str(said["url"]), pid=int(said["pid"]))
    except (ValueError, KeyError, TypeError):
        return None
