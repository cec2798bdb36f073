import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime.whole_file import whole_file


def write(path: Path, content: bytes, *, replace: bool = False, then: Callable[[], object] = int) -> None:
    with whole_file(path, replace=replace) as file:
        file.write(content)
        then()


def fail() -> None:
    raise ZeroDivisionError


def test_the_file_appears_at_the_end_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with whole_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["one"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "one", b"half", then=fail)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_stays(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"older")
    with pytest.raises(Refused, match="exists already"), whole_file(path):
        pytest.fail("nothing may be written")
    assert path.read_bytes() == b"older"


def test_a_name_taken_meanwhile_stays_too(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with pytest.raises(Refused, match="exists already"):
        write(path, b"newer", then=lambda: path.write_bytes(b"older"))
    assert path.read_bytes() == b"older"


def test_replacing_happens_only_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"older")
    with pytest.raises(ZeroDivisionError):
        write(path, b"newer", replace=True, then=fail)
    assert path.read_bytes() == b"older"
    write(path, b"newer", replace=True)
    assert path.read_bytes() == b"newer"


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    left = tmp_path / ".one.unfinished"
    left.write_bytes(b"a long half of something")
    left.chmod(0o644)
    write(tmp_path / "one", b"short")
    assert (tmp_path / "one").read_bytes() == b"short"
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_two_runs_to_one_name_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with whole_file(path) as file:
        file.write(b"first")
        with pytest.raises(Refused, match="another process"), whole_file(path):
            pytest.fail("the second must not begin")
    assert path.read_bytes() == b"first"


@pytest.mark.parametrize("name", ["missing/one", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refusal, whole_file(tmp_path / name):
        pytest.fail("there is nothing to write to")
    assert refusal.value.code == "file_not_written"
