from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime.binaries import find_binaries, find_binaries_of, look_in, wheel_folders


def test_the_wheel_brings_the_programs() -> None:
    found = find_binaries()
    assert found.major == 18
    assert Path(found.program("pg_dump")).is_file()


def test_the_setting_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    older = list(wheel_folders())[1]
    monkeypatch.setenv("AMENDS_PGBIN", str(older))
    assert find_binaries().major == 16


@pytest.mark.parametrize("place", ["/nonexistent", "/tmp"])
def test_a_setting_without_programs_is_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_PGBIN", place)
    with pytest.raises(Refused) as caught:
        find_binaries()
    assert caught.value.code == "no_database_programs"
    assert place in caught.value.message


def test_programs_too_old_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.3'\n")
        program.chmod(0o755)
    assert look_in(tmp_path) is not None
    monkeypatch.setenv("AMENDS_PGBIN", str(tmp_path))
    with pytest.raises(Refused, match="16 or newer"):
        find_binaries()


def test_programs_of_an_older_version_are_found_for_an_upgrade() -> None:
    found = find_binaries_of(16)
    assert found is not None
    assert found.major == 16
    assert find_binaries_of(9) is None
