import os
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime.desk_lock import DeskLock, RunningDesk, running_desk
from amends.runtime.folder import DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def test_without_a_desk_none_is_found(folder: DataFolder) -> None:
    assert running_desk(folder) is None
    desk = DeskLock(folder)
    desk.take()
    desk.say_where("http://127.0.0.1:1")
    desk.close()
    assert running_desk(folder) is None


def test_the_second_is_told_where_the_first_runs(folder: DataFolder) -> None:
    first = DeskLock(folder)
    first.take()
    first.say_where("http://127.0.0.1:8123")
    assert running_desk(folder) == RunningDesk("http://127.0.0.1:8123", os.getpid())
    with pytest.raises(Refused) as caught:
        DeskLock(folder).take()
    assert "http://127.0.0.1:8123" in caught.value.message
    assert str(os.getpid()) in caught.value.message
    first.close()


def test_one_that_is_just_starting_keeps_its_place(folder: DataFolder) -> None:
    first = DeskLock(folder)
    first.take()
    assert running_desk(folder) == RunningDesk("", 0)
    with pytest.raises(Refused, match="just starting"):
        DeskLock(folder).take()
    first.close()


def test_what_a_killed_desk_wrote_is_not_believed(folder: DataFolder) -> None:
    folder.desk_lock.write_text('{"url": "http://127.0.0.1:1", "pid": 1}')
    assert running_desk(folder) is None
    desk = DeskLock(folder)
    desk.take()
    assert running_desk(folder) == RunningDesk("", 0)
    desk.close()
