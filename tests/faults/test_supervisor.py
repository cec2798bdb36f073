import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.runtime.desk_lock import running_desk
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import server_is_running
from tests.faults.desk import Desk, amends, fetch
from tests.runtime.server import kill, postmaster
from tests.waiting import until

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests that leave it fit again."""
    desk = Desk(DataFolder(tmp_path_factory.mktemp("desk") / "data"))
    desk.wait_until_fit()
    yield desk
    assert desk.end() == 0
    assert not server_is_running(desk.folder)


def test_the_first_start_says_where_it_is_and_who_may_make_the_owner(shared: Desk) -> None:
    until(lambda: "\n  http" in shared.out.read_text())
    said = shared.out.read_text()
    assert shared.url in said
    link = said.splitlines()[-1].strip()
    assert link.startswith(f"{shared.url}/")
    assert fetch(link) == 200


@pytest.mark.parametrize("name", ["desk-web", "desk-worker"])
def test_a_killed_child_is_started_again(shared: Desk, name: str) -> None:
    first = until(lambda: shared.child(name))
    kill(first)
    until(lambda: shared.child(name) not in (None, first))
    shared.wait_until_fit()
    until(lambda: "Amends runs at" in shared.out.read_text())  # said once it is fit for the first time
    assert shared.out.read_text().count("Amends runs at") == 1


def test_a_killed_database_is_started_again(shared: Desk) -> None:
    first = postmaster(shared.folder)
    kill(first)
    until(lambda: server_is_running(shared.folder) and postmaster_or_none(shared.folder) not in (None, first))
    shared.wait_until_fit()


def test_a_second_start_is_told_where_the_first_runs(shared: Desk) -> None:
    second = amends(shared.folder, "up", "--port=0")
    assert second.returncode == 2
    assert shared.url in second.stderr
    assert str(shared.process.pid) in second.stderr
    assert "Traceback" not in second.stderr
    shared.wait_until_fit()


def test_commands_join_the_running_desk(shared: Desk) -> None:
    done = amends(shared.folder, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"web, database and worker answer at {shared.url}" in done.stdout


def test_after_kill_9_of_the_supervisor_nothing_is_left_and_the_next_start_works(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    desk = Desk(folder)
    desk.wait_until_fit()
    port = int(desk.url.rsplit(":", 1)[1])
    desk.kill()
    assert running_desk(folder) is None
    next_desk = Desk(folder, port)
    next_desk.wait_until_fit()
    assert next_desk.end(signal.SIGINT) == 0
    next_desk.wait_until_gone()
    assert os.listdir(folder.path / "run") == []


def test_everything_killed_at_once_is_recovered_from(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    desk = Desk(folder)
    desk.wait_until_fit()
    for pid in (desk.child("desk-web"), desk.child("desk-worker"), postmaster(folder)):
        assert pid is not None
        kill(pid)
    desk.kill()
    desk.wait_until_gone()
    next_desk = Desk(folder)
    next_desk.wait_until_fit()
    assert next_desk.end() == 0
    assert not server_is_running(folder)


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = amends(folder, "up", f"--port={port}")
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert not folder.database.exists()


def postmaster_or_none(folder: DataFolder) -> int | None:
    try:
        return postmaster(folder)
    except (FileNotFoundError, IndexError):
        return None
