import json
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from amends.runtime.desk_lock import DeskLock
from amends.runtime.folder import DataFolder
from tests.cli.desk_command import KILLED, answer, run
from tests.runtime.small_desk import small_desk

SHOP = ("--marketplace=amazon", "--country=US", "--time-zone=UTC", "--currency=USD", "--language=en-US")
SWAP = "amends.runtime.database_swap:DatabaseSwap.swap"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the shop FIRST, and `one.amends` beside it."""
    folder = tmp_path_factory.mktemp("desk") / "var"
    run(folder, "shop", "add", "FIRST", *SHOP)
    answer(folder, "backup", str(folder.parent / "one.amends"))
    return folder


def shops(folder: Path, **settings: str) -> list[str]:
    return [shop["code"] for shop in answer(folder, "shop", "list", **settings)["shops"]]


def test_a_backup_counts_what_is_in_it_and_is_the_owners_alone(desk: Path) -> None:
    file = desk.parent / "two.amends"
    told = answer(desk, "backup", str(file))
    assert told["tables"]["amends_shop"] == 1
    assert told["size"] == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    again = run(desk, "backup", str(file), "--json")
    assert (again.returncode, json.loads(again.stdout)["error"]["code"]) == (2, "file_exists")


def test_a_killed_restore_is_undone_or_carried_on_and_work_goes_on(desk: Path, tmp_path: Path) -> None:
    other, words = tmp_path / "var", ("restore", str(desk.parent / "one.amends"))
    for moment in ("before", "after"):
        assert run(other, *words, kill=(SWAP, moment)).returncode == KILLED
    assert run(other, "shop", "add", "NEXT", *SHOP).returncode == 0
    assert shops(other) == ["FIRST", "NEXT"]
    assert DataFolder(other).secret_key() == DataFolder(desk).secret_key()
    assert "--replace" in run(other, *words).stderr


def test_a_running_desk_is_not_restored_into(desk: Path) -> None:
    lock = DeskLock(DataFolder(desk))
    lock.take()
    lock.say_where("http://127.0.0.1:8123")
    done = run(desk, "restore", str(desk.parent / "one.amends"), "--replace")
    lock.close()
    assert done.returncode == 2
    assert "http://127.0.0.1:8123" in done.stderr


def test_a_damaged_file_starts_nothing(desk: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes((desk.parent / "one.amends").read_bytes()[:-1500])
    done = run(tmp_path / "var", "restore", str(damaged), "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "backup_cut_off")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("may_make_databases", [True, False])
def test_a_server_of_ones_own(desk: Path, test_server: str, tmp_path: Path, may_make_databases: bool) -> None:
    role = f"keeper_{may_make_databases}".lower()
    right = "CREATEDB" if may_make_databases else "NOCREATEDB"
    with psycopg.connect(test_server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'keeper' {right}")  # type: ignore[arg-type]
        try:
            with small_desk(test_server, filled=False, owner=role) as address:
                parts = conninfo_to_dict(address)
                url = f"postgresql://{role}:keeper@/{parts['dbname']}?host={parts['host']}"
                restore_twice(tmp_path / "var", desk, url, may_replace=may_make_databases)
        finally:
            connection.execute(f"DROP ROLE {role}")  # type: ignore[arg-type]


def restore_twice(folder: Path, desk: Path, url: str, *, may_replace: bool) -> None:
    words = ["restore", str(desk.parent / "one.amends")]
    told = answer(folder, *words, DATABASE_URL=url, AMENDS_SECRET_KEY="another")
    assert told["secret_key"] == "differs"
    again = run(folder, *words, "--replace", "--json", DATABASE_URL=url, AMENDS_SECRET_KEY="another")
    if may_replace:
        assert again.returncode == 0
    else:
        assert json.loads(again.stdout)["error"]["code"] == "no_right_to_swap"
    assert shops(folder, DATABASE_URL=url, AMENDS_SECRET_KEY="another") == ["FIRST"]
