"""A file that appears whole under its name, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from amends.core.errors import Refused
from amends.runtime.folder import OWNER_ONLY_FILE
from amends.runtime.locks import FileLock


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """Write a file, readable by its owner only, that takes the name `path` when the block ends well.

    Until then it stands beside it as `.NAME.unfinished`; a killed run leaves that, and the next one to the
    same name writes over it. Raises `Refused` where the name is taken (unless `replace`) or cannot be made.
    """
    _must_be_free(path, replace=replace)
    draft = path.with_name(f".{path.name}.unfinished")
    try:
        lock = _locked(draft, path)
        try:
            with open(os.dup(lock.fd), "wb") as file:  # noqa: PTH123
                file.truncate()
                os.fchmod(file.fileno(), OWNER_ONLY_FILE)
                yield file
                file.flush()
                os.fsync(file.fileno())
            _publish(draft, path, replace=replace)
        finally:
            draft.unlink(missing_ok=True)
            lock.close()
    except OSError as error:
        raise Refused(
            "file_not_written",
            f"{path} cannot be written: {error.strerror or error}.",
            mend="See that the folder exists, can be written and has room, or name another file.",
        ) from error


def _must_be_free(path: Path, *, replace: bool) -> None:
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise Refused("file_not_written", f"{path} is no file.", mend="Name a file to write.")
    if path.exists() and not replace:
        raise _taken(path)


def _taken(path: Path) -> Refused:
    return Refused("file_exists", f"{path} exists already.", mend="Name another file, or add --force.")


def _locked(draft: Path, path: Path) -> FileLock:
    if draft.is_symlink():
        raise OSError(errno.ELOOP, f"{draft} is a link")
    lock = FileLock(draft)
    if lock.try_exclusive() and _is_still(lock, draft):
        return lock
    lock.close()
    raise Refused("file_in_use", f"{path} is being written by another process.", mend="Wait for it.")


def _is_still(lock: FileLock, draft: Path) -> bool:
    """False when another run has published or removed the file between our opening and locking it."""
    ours = os.fstat(lock.fd)
    return ours.st_nlink == 1 and draft.exists() and os.path.samestat(ours, draft.stat())


def _publish(draft: Path, path: Path, *, replace: bool) -> None:
    if replace:
        draft.replace(path)
    else:
        try:
            # A link never lands on a name that was taken meanwhile.
            path.hardlink_to(draft)
        except FileExistsError as error:
            raise _taken(path) from error
        except OSError:
            # Not every file system has hard links.
            if path.exists():
                raise _taken(path) from None
            draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
