"""The mark of a restore into a data folder: where it was cut off, the next start carries it to an end.

The databases themselves say how far it came: while the old one still stands under its second name, the new
one is in place and only what follows is missing; otherwise the old one is in place and the draft is rubbish.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from amends.core.errors import Refused
from amends.runtime.folder import OWNER_ONLY_FILE, DataFolder
from amends.runtime.locks import FileLock

if TYPE_CHECKING:
    from amends.runtime.database_swap import DatabaseSwap


class RestoreMark:
    """Held by the one restore of `folder`; not empty from its first step to its last."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._lock = FileLock(folder.path / "restore.lock")
        folder.give_to_owner(self._lock.path)

    @property
    def _key_draft(self) -> Path:
        return self._folder.path / ".secret_key.restored"

    def take(self) -> None:
        """Become the one restore of the folder. Raises `Refused` while another is at work."""
        if not self._lock.try_exclusive():
            raise Refused("restore_running", "A restore into this folder is running.", mend="Wait for it.")

    def begin(self, secret_key: str) -> None:
        """From here on a cut is mended at the next start. The key waits beside the old one."""
        draft = os.open(self._key_draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY_FILE)
        with os.fdopen(draft, "w", encoding="utf-8") as file:
            file.write(secret_key + "\n")
            file.flush()
            os.fsync(draft)
        self._folder.give_to_owner(self._key_draft)
        os.pwrite(self._lock.fd, b"unfinished", 0)
        os.fsync(self._lock.fd)

    def put_key(self) -> None:
        """Let the restored key take the place of the old one."""
        if self._key_draft.exists():
            self._key_draft.replace(self._folder.secret_key_file)

    def end(self) -> None:
        """Nothing is left to do, or nothing was done."""
        self._key_draft.unlink(missing_ok=True)
        os.ftruncate(self._lock.fd, 0)

    def close(self) -> None:
        self._lock.close()


def finish_cut_restore(folder: DataFolder, dsn: str) -> None:
    """Carry a restore that was killed to its end, forwards or backwards. Costs nothing without one."""
    mark_file = folder.path / "restore.lock"
    if not mark_file.exists() or mark_file.stat().st_size == 0:
        return
    mark = RestoreMark(folder)
    try:
        mark.take()
    except Refused:
        mark.close()  # it is not cut off: it is at work
        return
    try:
        from amends.runtime.database_swap import DatabaseSwap

        carry_to_end(mark, DatabaseSwap(dsn))
    finally:
        mark.close()


def carry_to_end(mark: RestoreMark, swap: "DatabaseSwap") -> None:
    """Do what is left after the exchange of the databases, or undo what was done before it."""
    if swap.is_done():
        mark.put_key()
    swap.tidy()
    mark.end()
