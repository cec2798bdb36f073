import os
import subprocess
import sys
from pathlib import Path

import pytest

from amends.runtime.locks import FileLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


def test_one_holder_alone_keeps_out_every_other(path: Path) -> None:
    first, second = FileLock(path), FileLock(path)
    assert first.try_exclusive()
    assert not second.try_exclusive()
    assert not second.try_share()
    first.release()
    assert second.try_exclusive()
    first.close()
    second.close()


def test_sharers_keep_out_only_the_one_who_wants_it_alone(path: Path) -> None:
    first, second, alone = FileLock(path), FileLock(path), FileLock(path)
    first.share()
    assert second.try_share()
    assert not alone.try_exclusive()
    first.release()
    second.release()
    assert alone.try_exclusive()
    for lock in (first, second, alone):
        lock.close()


def test_a_child_that_inherits_the_file_holds_the_lock_after_the_parent_closed_it(path: Path) -> None:
    lock = FileLock(path)
    assert lock.try_exclusive()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock.fd])
    lock.close()
    other = FileLock(path)
    assert not other.try_exclusive()
    child.kill()
    child.communicate()
    assert other.try_exclusive()
    other.close()


def test_the_file_is_its_owners_alone(path: Path) -> None:
    FileLock(path).close()
    assert os.stat(path).st_mode & 0o777 == 0o600
