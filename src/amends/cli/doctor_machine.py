"""The doctor's checks of this machine and the data folder. None needs the database."""

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from amends.core.errors import AmendsError
from amends.runtime.binaries import find_binaries
from amends.runtime.cluster import version_of
from amends.runtime.folder import DataFolder

LEAST_FREE_BYTES = 1_000_000_000
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[ \t]*(;[^\\\n]*)?", re.MULTILINE)
CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `mend` says what to do where it is not ok.

    The database is not started after a problem that is `needed_by_database`; after one that `stops`, no
    further check makes sense.
    """

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed_by_database: bool = False
    stops: bool = False


def python_version(_folder: DataFolder) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer, then delete .venv."
    )


def packages(_folder: DataFolder) -> Finding:
    """Whether the environment was made from the lock file of this checkout, and still holds its versions."""
    wanted = CHECKOUT / "requirements" / "runtime.txt"
    if not wanted.exists():
        return Finding("packages", True, "installed as a package")
    made_from = Path(sys.prefix) / "installed" / "runtime.txt"
    same = made_from.exists() and made_from.read_bytes() == wanted.read_bytes()
    mend = "Start Amends through ./amends, which installs them; if that does not help, delete .venv first."
    if not same:
        return Finding("packages", False, "not those of requirements/runtime.txt", mend)
    if others := other_versions(wanted.read_text(encoding="utf-8")):
        named = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
        return Finding("packages", False, f"not as requirements/runtime.txt names them: {named}", mend)
    return Finding("packages", True, "as requirements/runtime.txt names them, each in its version")


def other_versions(lock: str) -> list[str]:
    """Packages of a lock file that are missing here or installed in another version.

    One that the lock file names for certain systems only may be missing.
    """
    found = []
    for name, version, marker in _PINNED.findall(lock):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if not marker:
                found.append(f"{name} is missing")
            continue
        if installed != version:
            found.append(f"{name} {installed} instead of {version}")
    return found


def folder_rights(folder: DataFolder) -> Finding:
    name, path = "data folder", folder.path
    if not path.exists():
        return Finding(name, True, f"{path} is not made yet")
    status = path.stat()
    if os.geteuid() not in (0, status.st_uid):
        mend = f"Give it back: sudo chown -R $(id -un) {path}"
        return Finding(name, False, f"{path} belongs to another user", mend, needed_by_database=True)
    mode = stat.S_IMODE(status.st_mode)
    found = f"{path}, rights {mode:04o}"
    return Finding(name, not mode & 0o077, found, f"Run: chmod 700 {path}")


def secrets_are_secret(folder: DataFolder) -> Finding:
    open_to_others = [
        file.name
        for file in (folder.secret_key_file, folder.database_password_file)
        if file.exists() and file.stat().st_mode & 0o077
    ]
    found = (
        f"{', '.join(open_to_others)} can be read by others"
        if open_to_others
        else "readable by the owner only"
    )
    names = " ".join(str(folder.path / name) for name in open_to_others)
    return Finding("secrets", not open_to_others, found, f"Run: chmod 600 {names}")


def disk_space(folder: DataFolder) -> Finding:
    place = next(place for place in (folder.path, *folder.path.parents) if place.exists())
    free = shutil.disk_usage(place).free
    return Finding(
        "disk space",
        free >= LEAST_FREE_BYTES,
        f"{free / 1e9:.1f} GB free at {place}",
        "Make room: below 1 GB an import may stop half way (nothing is lost; run it again after).",
    )


def database_files(folder: DataFolder) -> Finding:
    """Whether the programs at hand can open the embedded database."""
    name = "database files"
    if os.environ.get("DATABASE_URL"):
        return Finding(name, True, "not used: DATABASE_URL names a server")
    try:
        programs = find_binaries()
    except AmendsError as error:
        return Finding(name, False, error.message, error.mend, needed_by_database=True)
    made_by = version_of(folder.database)
    if (folder.upgrade / "from").exists():
        return Finding(
            name, False, "an upgrade was interrupted", "Run ./amends upgrade.", needed_by_database=True
        )
    if made_by not in (None, programs.major):
        found = f"made by PostgreSQL {made_by}, and this is {programs.version}"
        return Finding(name, False, found, "Run ./amends upgrade.", needed_by_database=True)
    return Finding(name, True, f"PostgreSQL {programs.version} from {programs.folder}")


MACHINE_CHECKS: list[Callable[[DataFolder], Finding]] = [
    python_version,
    packages,
    folder_rights,
    secrets_are_secret,
    disk_space,
    database_files,
]
