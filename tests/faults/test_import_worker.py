"""kill -9 of each part of a running desk in the middle of an upload's import: it ends by itself, complete."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from tests.faults.desk import Desk
from tests.faults.importing import (
    ROWS,
    ask,
    copied,
    left_behind,
    upload,
    wait_for_rows,
    wait_until_done,
)
from tests.runtime.server import kill, postmaster
from tests.waiting import until

pytestmark = pytest.mark.faults
OUTCOME = """
    SELECT state || ' ' || rows || ' ' || created || ' ' || rejected || ' ' || error FROM amends_importfile
"""
UPLOADS_KEPT = "SELECT count(*) FROM amends_contentchunk"
COMPLETE = f"done {ROWS} {ROWS} 0 "


@pytest.fixture
def desk(empty: DataFolder, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(empty, tmp_path / "desk" / "data"))
    try:
        desk.wait_until_fit()
        yield desk
    finally:
        code = desk.end()
    assert code == 0
    desk.wait_until_gone()


def test_the_worker_is_killed(desk: Desk, path: Path, uninterrupted: dict[str, list[str]]) -> None:
    upload(desk.folder, path)
    for committed in (4000, 8000):
        wait_for_rows(desk.folder, committed)
        worker = desk.child("desk-worker")
        assert worker is not None
        kill(worker)
        until(lambda dead=worker: desk.child("desk-worker") not in (None, dead))
    wait_until_done(desk.folder)
    assert ask(desk.folder, OUTCOME) == COMPLETE
    assert ask(desk.folder, UPLOADS_KEPT) == 0
    assert left_behind(desk.folder) == uninterrupted


def test_the_database_is_killed(desk: Desk, path: Path, uninterrupted: dict[str, list[str]]) -> None:
    upload(desk.folder, path)
    wait_for_rows(desk.folder, 4000)
    kill(postmaster(desk.folder))
    wait_until_done(desk.folder)
    assert ask(desk.folder, OUTCOME) == COMPLETE
    assert left_behind(desk.folder) == uninterrupted


def test_all_of_it_is_killed(
    empty: DataFolder,
    path: Path,
    uninterrupted: dict[str, list[str]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    first = Desk(copied(empty, tmp_path / "desk" / "data"))
    request.addfinalizer(first.kill)
    first.wait_until_fit()
    upload(first.folder, path)
    wait_for_rows(first.folder, 4000)
    for pid in (first.child("desk-web"), first.child("desk-worker"), postmaster(first.folder)):
        assert pid is not None
        kill(pid)
    first.kill()
    first.wait_until_gone()
    second = Desk(first.folder)
    request.addfinalizer(second.kill)
    wait_until_done(second.folder)
    assert ask(second.folder, OUTCOME) == COMPLETE
    assert left_behind(second.folder) == uninterrupted
    assert second.end() == 0
    second.wait_until_gone()
    assert os.listdir(second.folder.path / "run") == []
