"""kill -9 in the middle of `amends import`: after going on, every row is there exactly once."""

import signal
from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from tests.faults.importing import (
    ROWS,
    begin_import,
    copied,
    imported,
    left_behind,
    wait_for_rows,
)
from tests.runtime.server import kill, postmaster, wait_for_end

pytestmark = pytest.mark.faults
ALL_UNCHANGED = {"rows": ROWS, "created": 0, "updated": 0, "unchanged": ROWS, "rejected": 0}


@pytest.fixture
def folder(empty: DataFolder, tmp_path: Path) -> DataFolder:
    return copied(empty, tmp_path / "data")


@pytest.mark.parametrize("committed", [0, ROWS])
def test_the_command_is_killed(
    folder: DataFolder, path: Path, uninterrupted: dict[str, list[str]], committed: int
) -> None:
    command = begin_import(folder, path)
    wait_for_rows(folder, committed, of=command)
    command.kill()
    command.communicate()
    wait_for_end(folder)
    again = imported(folder, path)
    assert (again["rows"], again["created"] + again["unchanged"]) == (ROWS, ROWS)
    assert left_behind(folder) == uninterrupted
    assert imported(folder, path) == ALL_UNCHANGED
    assert left_behind(folder) == uninterrupted


def test_the_database_is_killed(folder: DataFolder, path: Path, uninterrupted: dict[str, list[str]]) -> None:
    command = begin_import(folder, path)
    wait_for_rows(folder, 4000)
    kill(postmaster(folder))
    out, err = command.communicate()
    assert command.returncode not in (0, -signal.SIGKILL)
    assert "The database went away" in err
    assert err.count("\n") == 1, err
    assert '"error"' in out
    wait_for_end(folder)
    again = imported(folder, path)
    assert (again["rows"], again["created"]) == (ROWS, ROWS)
    assert left_behind(folder) == uninterrupted
    assert imported(folder, path) == ALL_UNCHANGED


def test_killed_again_and_again(folder: DataFolder, path: Path, uninterrupted: dict[str, list[str]]) -> None:
    for committed in (4000, 8000):
        command = begin_import(folder, path)
        wait_for_rows(folder, committed, of=command)
        command.kill()
        command.communicate()
        wait_for_end(folder)
    assert imported(folder, path)["rows"] == ROWS
    assert left_behind(folder) == uninterrupted
    assert imported(folder, path) == ALL_UNCHANGED
