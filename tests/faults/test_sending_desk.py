"""A whole desk sends: its worker hands over, is killed in the middle, and the next one does not repeat it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from tests.faults.desk import Desk, environment
from tests.faults.importing import ask
from tests.inbox.mail_server import MailServer, running
from tests.runtime.server import SOURCE, kill
from tests.waiting import until

pytestmark = pytest.mark.faults

SCRIPT = """
import sys
from amends.cli.database import desk_database
with desk_database():
    from tests.inbox.desk import desk_with_case
    desk = desk_with_case()
    desk.mail_through(int(sys.argv[1]))
    desk.reply(undo_seconds=int(sys.argv[2]))
"""
STATE = "SELECT state || ' ' || attempts FROM amends_outgoingmessage"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server
        server.go_on.set()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(DataFolder(tmp_path / "desk" / "data"))
    desk.wait_until_fit()
    yield desk
    assert desk.end() == 0
    desk.wait_until_gone()


def write_reply(desk: Desk, server: MailServer, *, undo_seconds: int) -> None:
    path = f"{SOURCE}:{Path(__file__).parents[2]}"
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(server.port), str(undo_seconds)],
        env=environment(desk.folder) | {"PYTHONPATH": path},
        check=True,
    )


def test_a_reply_leaves_by_itself_when_its_time_has_come(desk: Desk, server: MailServer) -> None:
    write_reply(desk, server, undo_seconds=1)
    until(lambda: ask(desk.folder, STATE) == "sent 1")
    assert len(server.kept) == 1


def test_a_worker_killed_in_the_middle_leaves_it_to_a_person(desk: Desk, server: MailServer) -> None:
    server.behave(data="hold")
    write_reply(desk, server, undo_seconds=0)
    until(server.held.is_set)
    worker = desk.child("desk-worker")
    assert worker is not None
    kill(worker)
    server.at.clear()
    server.go_on.set()
    until(lambda: ask(desk.folder, STATE) == "unknown 1")
    until(lambda: desk.child("desk-worker") not in (None, worker))
    assert len(server.kept) <= 1
