"""Who the database server runs as: the user who starts Amends, or as root an unprivileged one.

PostgreSQL refuses to run as root. The unprivileged user need not be able to enter the data folder: it gets
the database's folders as open directories, named `/proc/self/fd/N`. Programs it cannot reach are copied once.
"""

import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.core.errors import Refused
from amends.runtime.binaries import Binaries

PREFERRED_USERS = ("postgres", "nobody")
CACHE = Path("/var/cache/amends")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """`uid` and `gid` of the server; -1 is the user of this process."""

    uid: int = -1
    gid: int = -1

    @property
    def is_other(self) -> bool:
        return self.uid >= 0

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def own(self, path: Path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder on the way lets this user through, judged by the mode bits."""
        return not self.is_other or all(self._may_pass(place) for place in (folder, *folder.parents))

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def server_user(database: Path) -> ServerUser:
    """The owner of an existing `database` folder; for a new one made by root, the first unprivileged user."""
    if os.geteuid() != 0:
        return ServerUser()
    if sys.platform != "linux":
        raise Refused(
            "root_not_possible",
            "The embedded database cannot be started by root on this system.",
            mend="Start Amends as a normal user, or set DATABASE_URL to use a server of your own.",
        )
    owner = database.stat() if database.exists() else None
    if owner is not None and owner.st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid)
    folder_owner = database.parent.stat()
    if folder_owner.st_uid != 0:
        return ServerUser(folder_owner.st_uid, folder_owner.st_gid)
    return _first_of(PREFERRED_USERS)


def _first_of(names: Iterable[str]) -> ServerUser:
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ServerUser(entry.pw_uid, entry.pw_gid)
    raise Refused(
        "no_unprivileged_user",
        "The database cannot run as root, and this machine has neither a user postgres nor nobody.",
        mend="Start Amends as a normal user, or make one: useradd --system postgres.",
    )


def reachable(binaries: Binaries, user: ServerUser) -> Binaries:
    """`binaries` where `user` can run them; a copy when it cannot enter the folder they are in."""
    if user.can_enter(binaries.folder):
        return binaries
    source = binaries.folder.parent
    home = _cache_folder(user) / f"postgresql-{binaries.version}-{source.stat().st_mtime_ns:x}"
    if not home.exists():
        _copy(source, home)
    return Binaries(home / source.parent.name / source.name / "bin", binaries.version)


def _copy(source: Path, home: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=home.parent))
    unneeded = shutil.ignore_patterns("include", "*.a")
    package = source.parent
    shutil.copytree(source, draft / package.name / source.name, symlinks=True, ignore=unneeded)
    # A wheel keeps the libraries its programs need beside the package, and they find them by that place.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    draft.chmod(0o755)
    try:
        draft.rename(home)
    except OSError:
        # A racing start was first; its copy is as good.
        shutil.rmtree(draft)
        if not home.exists():
            raise


def _cache_folder(user: ServerUser) -> Path:
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        status = CACHE.lstat()
        safe = status.st_uid == 0 and not status.st_mode & 0o022
    except OSError:
        safe = False
    if safe and user.can_enter(CACHE):
        return CACHE
    raise Refused(
        "programs_unreachable",
        f"The database cannot run as root, and the user it runs as may not enter {CACHE} "
        "or the folder Amends is installed in.",
        mend=f"Run: install -d -m 0755 -o root {CACHE}, or start Amends as a normal user.",
    )
