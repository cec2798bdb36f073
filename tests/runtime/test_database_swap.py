from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from amends.core.errors import Refused
from amends.runtime import database_swap, restore_mark
from amends.runtime.database_swap import DatabaseSwap
from amends.runtime.folder import DataFolder
from amends.runtime.restore_mark import RestoreMark, finish_cut_restore
from tests.runtime.small_desk import small_desk


@pytest.fixture
def desk(test_server: str) -> Iterator[str]:
    with small_desk(test_server, filled=False) as address:
        say(address, "old")
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "var")
    made.prepare()
    made.secret_key_file.write_text("old-key\n")
    return made


def say(address: str, word: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(sql.SQL("CREATE TABLE word AS SELECT {} AS said").format(word))


def said(address: str) -> str:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT said FROM word").fetchone()
    return str(row and row[0])


def databases(address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        name = connection.info.dbname
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name])
        return {str(found).removeprefix(name) for (found,) in rows}


def begun(desk: str, folder: DataFolder) -> tuple[DatabaseSwap, RestoreMark]:
    swap, mark = DatabaseSwap(desk), RestoreMark(folder)
    mark.take()
    mark.begin("new-key")
    swap.make_draft()
    say(swap.address(swap.draft), "new")
    return swap, mark


def test_a_restore_cut_before_the_exchange_changes_nothing(desk: str, folder: DataFolder) -> None:
    _, mark = begun(desk, folder)
    mark.close()  # the process is gone, and its locks with it
    finish_cut_restore(folder, desk)
    assert (said(desk), folder.secret_key(), databases(desk)) == ("old", "old-key", {""})


def test_a_restore_cut_after_the_exchange_is_carried_on(desk: str, folder: DataFolder) -> None:
    swap, mark = begun(desk, folder)
    swap.swap()
    mark.close()
    finish_cut_restore(folder, desk)
    assert (said(desk), folder.secret_key(), databases(desk)) == ("new", "new-key", {""})
    folder.secret_key_file.write_text("changed-since\n")
    finish_cut_restore(folder, desk)
    assert folder.secret_key() == "changed-since"


def test_a_restore_cut_between_key_and_tidying_is_carried_on(desk: str, folder: DataFolder) -> None:
    swap, mark = begun(desk, folder)
    swap.swap()
    mark.put_key()
    mark.close()
    finish_cut_restore(folder, desk)
    assert (said(desk), folder.secret_key(), databases(desk)) == ("new", "new-key", {""})


def test_what_a_killed_restore_left_is_no_hindrance(desk: str, folder: DataFolder) -> None:
    swap, mark = begun(desk, folder)
    swap.swap()
    mark.close()
    assert databases(desk) == {"", "_before_restore"}
    swap.make_draft()
    say(swap.address(swap.draft), "newest")
    swap.swap()
    swap.tidy()
    assert (said(desk), databases(desk)) == ("newest", {""})


def test_a_restore_at_work_is_left_alone(desk: str, folder: DataFolder) -> None:
    _, mark = begun(desk, folder)
    finish_cut_restore(folder, desk)
    assert databases(desk) == {"", "_restoring"}
    mark.close()


def test_two_restores_at_once_are_refused(folder: DataFolder) -> None:
    first, second = RestoreMark(folder), RestoreMark(folder)
    first.take()
    with pytest.raises(Refused, match="is running"):
        second.take()
    first.close()
    second.close()


def test_no_restore_asks_nothing_of_the_database(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore_mark, "carry_to_end", lambda *_: pytest.fail("nothing was cut"))
    finish_cut_restore(folder, "")
    RestoreMark(folder).close()
    finish_cut_restore(folder, "")


def test_a_database_in_use_is_refused(desk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_swap, "PATIENCE_S", 0.0)
    with psycopg.connect(desk), pytest.raises(Refused, match="in use by another"):
        DatabaseSwap(desk).refuse_if_in_use()


def test_a_role_that_may_not_make_databases_is_known(test_server: str, desk: str) -> None:
    assert DatabaseSwap(desk).is_possible()
    with psycopg.connect(test_server) as connection:
        connection.execute("CREATE ROLE modest LOGIN PASSWORD 'modest'")
    try:
        assert not DatabaseSwap(
            psycopg.conninfo.make_conninfo(desk, user="modest", password="modest")
        ).is_possible()
    finally:
        with psycopg.connect(test_server) as connection:
            connection.execute("DROP ROLE modest")


def test_the_draft_sorts_text_as_the_database_in_use(desk: str) -> None:
    swap = DatabaseSwap(desk)
    swap.make_draft()
    with psycopg.connect(desk) as connection:
        rows = connection.execute(
            "SELECT encoding, datcollate, datctype, datlocprovider, to_jsonb(d) ->> 'datlocale' "
            "FROM pg_database d WHERE datname = ANY(%s)",
            [[swap.current, swap.draft]],
        ).fetchall()
    assert len(rows) == 2
    assert rows[0] == rows[1]
