"""As root the server runs as somebody else; as somebody else it runs as that person."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime import server_user
from amends.runtime.binaries import Binaries, find_binaries, look_in
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import EmbeddedServer, embedded_server
from amends.runtime.server_user import ServerUser, reachable
from tests.runtime.server import SOURCE, USE_IT, ask, postmaster

NOBODY = 65534

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="amends-open-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def owner_of_process(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_root_runs_it_unprivileged_in_a_folder_that_user_cannot_enter(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "closed" / "data")
    with embedded_server(folder, durable=False) as dsn:
        assert not ServerUser(NOBODY, NOBODY).can_enter(folder.path)
        assert ask(dsn) == 1
        assert owner_of_process(postmaster(folder)) == folder.database.stat().st_uid != 0
        assert folder.path.stat().st_uid == 0


def test_root_in_someones_folder_works_as_that_person(open_folder: Path) -> None:
    os.chown(open_folder, NOBODY, NOBODY)
    with embedded_server(DataFolder(open_folder), durable=False) as dsn:
        assert ask(dsn) == 1
        assert owner_of_process(postmaster(DataFolder(open_folder))) == NOBODY
    assert {one.stat().st_uid for one in open_folder.iterdir()} == {NOBODY}


def test_a_normal_user_runs_it_as_himself(open_folder: Path) -> None:
    nobody = ServerUser(NOBODY, NOBODY)
    packages = Path(find_binaries().folder).parents[2]
    pythons = [Path(sys.executable).resolve(), Path("/usr/bin/python3")]
    python = next((one for one in pythons if one.exists() and nobody.can_enter(one.resolve().parent)), None)
    if python is None or not nobody.can_enter(packages) or not nobody.can_enter(SOURCE):
        pytest.skip("nobody cannot reach Python or Amends on this machine")
    os.chown(open_folder, NOBODY, NOBODY)
    user = subprocess.run(
        [python, "-c", USE_IT, open_folder / "data"],
        env={"PYTHONPATH": f"{SOURCE}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        check=False,
    )
    assert user.stdout.startswith("postgresql://"), user.stderr
    assert (open_folder / "data" / "database").stat().st_uid == NOBODY


def test_programs_the_user_cannot_reach_are_copied_once(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_binaries()
    package = found.folder.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, tmp_path / part.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    binaries = Binaries(tmp_path / package.name / found.folder.parent.name / "bin", found.version)
    monkeypatch.setattr(server_user, "CACHE", open_folder / "cache")
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    server = EmbeddedServer(folder, durable=False, binaries=binaries)
    server.join()
    assert ask(server.dsn) == 1
    server.leave()
    (copy,) = (open_folder / "cache").iterdir()
    again = reachable(binaries, ServerUser(NOBODY, NOBODY))
    assert again == look_in(again.folder)
    assert again.folder.is_relative_to(copy)
    assert list((open_folder / "cache").iterdir()) == [copy]


def test_a_cache_that_others_could_change_is_refused(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = open_folder / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    monkeypatch.setattr(server_user, "CACHE", cache)
    with pytest.raises(Refused) as caught:
        reachable(Binaries(tmp_path, "18.4"), ServerUser(NOBODY, NOBODY))
    assert caught.value.code == "programs_unreachable"
    assert str(cache) in caught.value.mend


def test_without_any_unprivileged_user_root_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_user, "PREFERRED_USERS", ("no such user", "root"))
    with pytest.raises(Refused) as caught:
        server_user.server_user(tmp_path / "database")
    assert caught.value.code == "no_unprivileged_user"
