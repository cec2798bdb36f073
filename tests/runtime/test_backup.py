from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from amends.core.errors import Refused
from amends.runtime import backup_taking, client_programs
from amends.runtime.backup_file import CheckedBackup, check_backup
from amends.runtime.backup_restoring import fill, is_empty, refuse_newer, refuse_newer_server
from amends.runtime.backup_taking import Connection, count_rows, take_backup
from amends.runtime.client_programs import ClientProgram, address_for, client_program
from tests.runtime.small_desk import OCTETS, small_desk

ROWS = {"amends_contentchunk": 1, "amends_organisation": 2, "django_migrations": 2}


@pytest.fixture
def desk(test_server: str) -> Iterator[str]:
    with small_desk(test_server) as address:
        yield address


def backed_up(desk: str, folder: Path) -> CheckedBackup:
    path = folder / "one.amends"
    take_backup(path, desk, secret_key="a-secret", program="0.1.0")
    return check_backup(path)


def test_everything_comes_back(desk: str, test_server: str, tmp_path: Path) -> None:
    backup = backed_up(desk, tmp_path)
    assert backup.secret_key == "a-secret"
    assert backup.manifest.rows == ROWS
    assert backup.manifest.migrations == ["amends.0001_tables", "auth.0001_initial"]
    with small_desk(test_server, filled=False) as other:
        fill(backup, other)
        with psycopg.connect(desk) as one, psycopg.connect(other, autocommit=True) as two:
            for statement in ("SELECT * FROM amends_organisation", "SELECT octets FROM amends_contentchunk"):
                assert two.execute(statement).fetchall() == one.execute(statement).fetchall()
            assert two.execute("SELECT octets FROM amends_contentchunk").fetchone() == (OCTETS,)
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                two.execute("DELETE FROM amends_organisation")
            added = two.execute("INSERT INTO amends_organisation (name) VALUES ('third') RETURNING id")
            assert added.fetchone() == (3,)


def test_counts_are_of_the_dump_whatever_comes_in_meanwhile(
    desk: str, test_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = backup_taking._dump

    def busy_dump(*given: object) -> Iterator[bytes]:
        with psycopg.connect(desk) as meanwhile:
            meanwhile.execute("INSERT INTO amends_organisation (name) VALUES ('came in meanwhile')")
        yield from dump(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_taking, "_dump", busy_dump)
    backup = backed_up(desk, tmp_path)
    assert backup.manifest.rows == ROWS
    with small_desk(test_server, filled=False) as other:
        fill(backup, other)
        with psycopg.connect(other) as connection:
            assert count_rows(connection) == ROWS


def test_a_table_with_too_few_rows_is_told(
    desk: str, test_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = backup_taking.count_rows

    def one_too_many(connection: Connection) -> dict[str, int]:
        return count(connection) | {"amends_organisation": 3}

    monkeypatch.setattr(backup_taking, "count_rows", one_too_many)
    backup = backed_up(desk, tmp_path)
    with (
        small_desk(test_server, filled=False) as other,
        pytest.raises(Refused, match="amends_organisation has 2 rows instead of 3"),
    ):
        fill(backup, other)


def test_in_one_step_all_goes_in_or_nothing(desk: str, test_server: str, tmp_path: Path) -> None:
    backup = backed_up(desk, tmp_path)
    with small_desk(test_server, filled=False) as other:
        with psycopg.connect(other) as connection:
            connection.execute("CREATE TABLE amends_organisation (name text)")
        with pytest.raises(Refused, match=r'pg_restore could not do its work.*"amends_organisation"'):
            fill(backup, other, in_one_step=True)
        with psycopg.connect(other) as connection:
            assert count_rows(connection) == {"amends_organisation": 0}


def test_a_dump_that_fails_leaves_no_file(desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_taking, "client_program", lambda *_, **__: ClientProgram("/bin/false", 18))
    with pytest.raises(Refused, match="pg_dump could not do its work: it said nothing"):
        backed_up(desk, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_used_desk_is_not_empty_and_a_new_one_is(desk: str, test_server: str) -> None:
    assert not is_empty(desk)
    with small_desk(test_server, filled=False) as other:
        assert is_empty(other)
        with psycopg.connect(other) as connection:
            connection.execute("CREATE TABLE amends_organisation (name text)")
            connection.execute("CREATE TABLE amends_onetimelink AS SELECT 1")
        assert is_empty(other)


def test_tables_of_another_program_are_left_alone(test_server: str) -> None:
    with small_desk(test_server, filled=False) as other:
        with psycopg.connect(other) as connection:
            connection.execute("CREATE TABLE ledger (id int)")
        with pytest.raises(Refused, match=r"not of Amends \(public\.ledger …\)"):
            is_empty(other)


def test_a_newer_program_is_refused(desk: str, tmp_path: Path) -> None:
    backup = backed_up(desk, tmp_path)
    known = {"amends.0001_tables", "auth.0001_initial", "amends.0002_more"}
    refuse_newer(backup, program="0.1.0", known_migrations=known)
    refuse_newer(backup, program="0.10.0", known_migrations=known)
    for program, migrations in (("0.0.9", known), ("0.1.0", {"auth.0001_initial"})):
        with pytest.raises(Refused, match=r"Install Amends 0\.1\.0 or newer"):
            refuse_newer(backup, program=program, known_migrations=migrations)


def test_a_newer_server_is_refused(desk: str, tmp_path: Path) -> None:
    backup = backed_up(desk, tmp_path)
    refuse_newer_server(backup, desk)
    later = replace(backup, manifest=replace(backup.manifest, postgresql=99))
    with pytest.raises(Refused, match="made with PostgreSQL 99"):
        refuse_newer_server(later, desk)


def test_the_program_nearest_to_the_server_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [ClientProgram(f"/{major}/pg_dump", major) for major in (18, 16, 19)]
    monkeypatch.setattr(client_programs, "_found", lambda name: found)
    assert client_program("pg_dump", fitting=16).major == 16
    assert client_program("pg_dump", fitting=17).major == 18
    assert client_program("pg_restore", fitting=16, at_least=18).major == 18
    with pytest.raises(Refused, match="No pg_dump of PostgreSQL 20 or newer"):
        client_program("pg_dump", fitting=20)


def test_the_password_is_not_on_the_command_line() -> None:
    address, environment = address_for("postgresql://desk:s3cr%2Ft@/amends?host=/run/pg")
    assert "s3cr" not in address
    assert environment["PGPASSWORD"] == "s3cr/t"
