"""pg_dump and pg_restore, in the version that fits a server, and how they are told its address."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amends.core.errors import Refused
from amends.runtime.binaries import wheel_folders


@dataclass(frozen=True, slots=True)
class ClientProgram:
    """One program and its major version."""

    path: str
    major: int


def client_program(name: str, *, fitting: int, at_least: int = 0) -> ClientProgram:
    """`name` of the major version `fitting`, else the oldest newer one, never below `at_least`.

    Raises `Refused` where this machine has none.
    """
    least = max(fitting, at_least)
    found = [each for each in _found(name) if each.major >= least]
    if not found:
        raise Refused(
            "no_database_programs",
            f"No {name} of PostgreSQL {least} or newer was found on this machine.",
            mend=f"Install the client programs of PostgreSQL {least}, or name their folder in AMENDS_PGBIN.",
        )
    return min(found, key=lambda each: each.major)


def address_for(dsn: str) -> tuple[str, dict[str, str]]:
    """The address without its password, for a command line that others may see, and the environment."""
    parts = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    environment = {**os.environ, "LC_ALL": "C"}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **parts), environment


def _found(name: str) -> Iterator[ClientProgram]:
    for folder in _folders():
        path = folder / name
        if path.is_file():
            major = _major(path)
            if major:
                yield ClientProgram(str(path), major)


def _folders() -> Iterator[Path]:
    setting = os.environ.get("AMENDS_PGBIN")
    if setting:
        yield Path(setting)
    yield from wheel_folders()
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"))
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent


def _major(program: Path) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"(\d+)", said)
    return int(match.group(1)) if match else 0
