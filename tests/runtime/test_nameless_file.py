import subprocess
import sys
from pathlib import Path

import pytest

from amends.runtime import nameless_file as module
from amends.runtime.nameless_file import nameless_file


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_this_process_and_its_children_read_it_and_nobody_finds_it(temporary: Path) -> None:
    with nameless_file() as (file, path):
        file.write(b"who bought what")
        file.flush()
        assert path.read_bytes() == b"who bought what"
        read = "import sys; print(open(sys.argv[1]).read())"
        child = subprocess.run([sys.executable, "-c", read, path], capture_output=True, check=True)
        assert child.stdout == b"who bought what\n"
        assert list(temporary.iterdir()) == []
    assert not path.exists()


def test_elsewhere_it_has_a_name_for_as_long_as_it_is_open(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = 2**22 + 1  # above the largest id of a process
    monkeypatch.setattr(module.os, "getpid", lambda: nobody)
    with nameless_file() as (file, path):
        file.write(b"x")
        file.flush()
        assert path.read_bytes() == b"x"
        assert list(temporary.iterdir()) == [path]
    assert list(temporary.iterdir()) == []
