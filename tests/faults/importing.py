"""Imports in processes of their own, watched through the database."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from amends.runtime.folder import DataFolder
from amends.runtime.postgres import EmbeddedServer
from benchmarks.exports import write_amazon_orders
from tests.faults.desk import amends, environment
from tests.imports.everything import everything
from tests.waiting import until

ROWS = 9_000  # two whole batches and a part
SHOP = (
    "add US1 --marketplace amazon --country US --time-zone America/Los_Angeles --currency USD --language en"
)
UPLOAD = """
import sys
from pathlib import Path
from amends.cli.database import desk_database
with desk_database():
    from amends.accounts.models import Shop
    from amends.core.actor import Actor
    from amends.imports.actions import receive_upload
    shop = Shop.objects.get()
    by = Actor(shop.organisation_id, None, "web")
    with Path(sys.argv[1]).open("rb") as file:
        receive_upload(shop, "orders.txt", iter(lambda: file.read(1 << 20), b""), by=by)
"""


def made_ready(folder: Path) -> DataFolder:
    """A data folder with one shop in it, and no server running."""
    made = DataFolder(folder)
    done = amends(made, "shop", *SHOP.split())
    assert done.returncode == 0, done.stderr
    return made


def copied(source: DataFolder, to: Path) -> DataFolder:
    """The same desk once more; nobody may be using it."""
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source.path), str(to)], check=True)
    return DataFolder(to)


def export(path: Path) -> Path:
    write_amazon_orders(path, ROWS, rows=ROWS)
    return path


def begin_import(folder: DataFolder, path: Path) -> "subprocess.Popen[str]":
    """`amends import PATH`, not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "amends.cli.main", "import", str(path), "--shop", "US1", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(folder),
    )


def imported(folder: DataFolder, path: Path) -> dict[str, Any]:
    """What `amends import PATH` answers of its one file; it must succeed."""
    done = amends(folder, "import", str(path), "--shop", "US1", "--json")
    assert done.returncode == 0, done.stderr
    [file] = json.loads(done.stdout)["files"]
    return {name: file[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}


def upload(folder: DataFolder, path: Path) -> None:
    """Hand the file to the running desk, as the upload page does."""
    subprocess.run([sys.executable, "-c", UPLOAD, str(path)], env=environment(folder), check=True)


@contextmanager
def looking_at(folder: DataFolder) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to the server that runs on the folder."""
    with psycopg.connect(EmbeddedServer(folder).dsn, autocommit=True) as connection:
        yield connection


def ask(folder: DataFolder, statement: str) -> Any:
    """The first value; None while there is no server, no table or no row."""
    try:
        with looking_at(folder) as connection:
            row = connection.execute(statement).fetchone()  # type: ignore[arg-type]
            return row and row[0]
    except (psycopg.Error, OSError):
        return None


def wait_for_rows(folder: DataFolder, rows: int, *, of: "subprocess.Popen[str] | None" = None) -> None:
    """Until an import has committed so many rows, or the command `of` has ended, and its server with it."""

    def there() -> bool:
        return (ask(folder, "SELECT max(consumed) FROM amends_importfile") or -1) >= rows

    until(lambda: there() or (of is not None and of.poll() is not None))


def wait_until_done(folder: DataFolder, imports: int = 1) -> None:
    """Until so many imports have ended, whatever became of them."""
    ended = "SELECT count(*) FROM amends_importfile WHERE state IN ('done', 'refused', 'failed')"
    until(lambda: ask(folder, ended) == imports)


def left_behind(folder: DataFolder) -> dict[str, list[str]]:
    """All business rows; no server may be running, or it must be that of a desk."""
    from amends.runtime.postgres import embedded_server

    with embedded_server(folder), looking_at(folder) as connection, connection.cursor() as cursor:
        return everything(cursor)
