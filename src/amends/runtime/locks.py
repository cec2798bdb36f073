"""Advisory file locks that the kernel drops with the process that holds them, whatever kills it."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """One open lock file. A lock belongs to the open file: a child that inherits `fd` holds it too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_exclusive(self) -> bool:
        """Take the lock alone, without waiting. True when it is ours."""
        return self._try(fcntl.LOCK_EX)

    def try_share(self) -> bool:
        """Take the lock beside other sharers, without waiting. True when it is ours."""
        return self._try(fcntl.LOCK_SH)

    def share(self) -> None:
        """Take the lock beside other sharers, waiting for whoever holds it alone."""
        fcntl.flock(self.fd, fcntl.LOCK_SH)

    def exclusive(self) -> None:
        """Take the lock alone, waiting for all others."""
        fcntl.flock(self.fd, fcntl.LOCK_EX)

    def release(self) -> None:
        """Give the lock up, for every process that inherited it as well."""
        fcntl.flock(self.fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file; the lock lives on in processes that inherited it."""
        os.close(self.fd)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
