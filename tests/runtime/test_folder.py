import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime.folder import DataFolder, data_folder


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA", str(tmp_path / "mine"))
    assert data_folder().path == tmp_path / "mine"
    monkeypatch.delenv("AMENDS_DATA")
    monkeypatch.chdir(tmp_path)
    assert data_folder().path == tmp_path / "var"


def test_a_new_folder_and_its_secrets_are_for_the_owner_only(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.prepare()
    folder.secret_key()
    folder.database_password()
    assert rights(folder.path) == 0o700
    assert rights(folder.secret_key_file) == rights(folder.database_password_file) == 0o600


def test_an_empty_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.mkdir(mode=0o755)
    DataFolder(path).prepare()
    assert rights(path) == 0o700


def test_a_folder_with_other_things_in_it_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.mkdir(mode=0o755)
    (path / "letter.txt").touch()
    DataFolder(path).prepare()
    assert rights(path) == 0o755
    assert [one.name for one in path.iterdir()] == ["letter.txt"]


def test_secrets_stay_the_same_and_differ_from_each_other(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.secret_key() == folder.secret_key() == DataFolder(tmp_path).secret_key()
    assert folder.secret_key() != folder.database_password()
    assert len(folder.secret_key()) >= 50


def test_racing_starts_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: DataFolder(tmp_path).secret_key(), range(64)))
    assert len(keys) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secret_key"]


def test_an_emptied_secret_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(Refused, match="is empty"):
        DataFolder(tmp_path).secret_key()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused) as caught:
        DataFolder(tmp_path / "file").prepare()
    assert caught.value.code == "data_folder_unusable"
    assert caught.value.mend


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's file")
def test_what_root_makes_in_someones_folder_is_theirs(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    folder = DataFolder(tmp_path)
    folder.secret_key()
    assert folder.secret_key_file.stat().st_uid == 65534
