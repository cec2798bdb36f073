import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amends.core.errors import Refused
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import EmbeddedServer, embedded_server, server_is_running
from tests.runtime.server import User, ask, kill, parent_of, postmaster, server_for, wait_for_end

pytestmark = pytest.mark.faults


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    folder = DataFolder(tmp_path / "da ta")
    yield folder
    assert not server_is_running(folder), "a test left a server behind"


def test_it_speaks_to_its_owner_only(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False) as dsn:
        assert str(ask(dsn, "SHOW server_version")).startswith("18")
        assert ask(dsn, "SHOW listen_addresses") == ""
        assert ask(dsn, "SHOW max_wal_size") == "256MB"
        assert ask(dsn, "SELECT lower('ÀÉ')") == "àé"
        assert ask(dsn, "SELECT datcollversion IS NOT NULL FROM pg_database WHERE datname = 'amends'")
        with pytest.raises(psycopg.OperationalError, match="password"):
            ask(dsn.replace(folder.database_password(), "guess"))
        rights = [path.stat().st_mode & 0o777 for path in (folder.path, folder.database, folder.path / "run")]
        assert rights == [0o700] * 3


def test_what_is_written_is_there_the_next_time(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False) as dsn:
        ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert not server_is_running(folder)
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn, "SELECT answer FROM kept") == 42


def test_the_last_one_out_stops_the_server(folder: DataFolder) -> None:
    first, second = server_for(folder), server_for(folder)
    first.join()
    second.join()
    assert first.dsn == second.dsn
    first.leave()
    assert ask(second.dsn) == 1
    second.leave()
    assert not server_is_running(folder)


def test_racing_starts_share_one_server(folder: DataFolder) -> None:
    users = [User(folder) for _ in range(6)]
    pids = {ask(user.dsn(), "SELECT pg_postmaster_start_time()::text") for user in users}
    assert len(pids) == 1
    for user in users:
        user.leave()
    wait_for_end(folder)


def test_the_starter_may_be_killed_while_others_work(folder: DataFolder) -> None:
    starter = User(folder)
    starter.dsn()
    with embedded_server(folder, durable=False) as dsn:
        starter.kill()
        assert ask(dsn) == 1
    assert not server_is_running(folder)


def test_a_server_whose_only_user_was_killed_ends(folder: DataFolder) -> None:
    user = User(folder)
    user.dsn()
    user.kill()
    wait_for_end(folder)
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn) == 1


def test_a_killed_server_is_started_again_with_all_that_was_committed(folder: DataFolder) -> None:
    folder.prepare()
    server = EmbeddedServer(folder)
    server.join()
    ask(server.dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill(postmaster(folder))
    wait_for_end(folder)
    assert server.revive()
    assert ask(server.dsn, "SELECT answer FROM kept") == 42
    assert not server.revive()
    server.leave()


def test_with_its_guardian_killed_the_server_ends_too(folder: DataFolder) -> None:
    server = server_for(folder)
    server.join()
    kill(parent_of(postmaster(folder)))
    wait_for_end(folder)
    assert server.revive()
    server.leave()


def test_user_and_guardian_killed_together_leave_no_server(folder: DataFolder) -> None:
    user = User(folder)
    user.dsn()
    guardian = parent_of(postmaster(folder))
    os.kill(guardian, signal.SIGSTOP)
    user.kill()
    kill(guardian)
    wait_for_end(folder)


def test_left_over_files_with_a_reused_number_harm_nobody(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False):
        pass
    innocent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    line = f"{innocent.pid}\n{folder.database}\n1\n5432\n{folder.path / 'run'}\n\n  1 1\nready   \n"
    (folder.database / "postmaster.pid").write_text(line)
    (folder.path / "run" / ".s.PGSQL.5432.lock").write_text(line)
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(folder.path / "run" / ".s.PGSQL.5432"))
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn) == 1
        assert postmaster(folder) != innocent.pid
    assert innocent.poll() is None
    innocent.communicate(b"\n")
    assert innocent.returncode == 0


def test_a_start_killed_while_it_made_the_files_is_begun_afresh(folder: DataFolder) -> None:
    folder.prepare()
    half = folder.path / "database.new" / "base"
    half.mkdir(parents=True)
    (half / "1").write_text("half")
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn) == 1
    assert not half.exists()


def test_a_folder_of_another_major_version_is_refused_untouched(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False):
        pass
    (folder.database / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refused) as caught, embedded_server(folder, durable=False):
        pass
    assert caught.value.code == "database_version"
    assert "./amends upgrade" in caught.value.mend


def test_a_lost_password_file_is_made_again(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False) as dsn:
        ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    folder.database_password_file.unlink()
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn, "SELECT answer FROM kept") == 42


def test_a_server_that_cannot_start_says_why(folder: DataFolder) -> None:
    with embedded_server(folder, durable=False):
        pass
    with (folder.database / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = nonsense\n")
    with pytest.raises(Refused) as caught, embedded_server(folder, durable=False):
        pass
    assert caught.value.code == "database_failed"
    assert "shared_buffers" in caught.value.message


def test_a_long_path_gets_a_short_private_socket_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / ("long" * 20) / "数据" / "data")
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn) == 1
        sockets = Path((folder.path / "socket_folder").read_text())
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert not sockets.is_relative_to(tmp_path)
        assert len(str(sockets / ".s.PGSQL.5432")) <= 100
        with embedded_server(folder, durable=False) as again:
            assert again == dsn
    assert not sockets.exists()
    with embedded_server(folder, durable=False) as later:
        assert later == dsn


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's folder")
def test_a_short_folder_taken_by_somebody_else_is_not_used(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / ("long" * 20) / "data")
    taken = tmp_path / "taken"
    taken.mkdir()
    os.chown(taken, 12345, 12345)
    folder.prepare()
    (folder.path / "socket_folder").write_text(str(taken))
    with embedded_server(folder, durable=False) as dsn:
        assert ask(dsn) == 1
        assert str(taken) != (folder.path / "socket_folder").read_text()
    assert taken.stat().st_uid == 12345
