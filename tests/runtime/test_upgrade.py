from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.runtime import upgrade
from amends.runtime.binaries import wheel_folders
from amends.runtime.cluster import version_of
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import embedded_server
from amends.runtime.upgrade import upgrade_database
from tests.runtime.server import ask

pytestmark = pytest.mark.faults


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """A folder whose database was made by PostgreSQL 16."""
    folder = DataFolder(tmp_path / "data")
    with monkeypatch.context() as patch:
        patch.setenv("AMENDS_PGBIN", str(list(wheel_folders())[1]))
        with embedded_server(folder, durable=False) as dsn:
            ask(dsn, "CREATE TABLE kept AS SELECT '好' AS word")
    return folder


def test_the_database_is_carried_over_and_the_old_one_kept(old: DataFolder) -> None:
    with pytest.raises(Refused, match="PostgreSQL 16"), embedded_server(old):
        pass
    kept = upgrade_database(old)
    assert kept == str(old.path / "database.16")
    assert version_of(Path(kept)) == 16
    with embedded_server(old, durable=False) as dsn:
        assert ask(dsn, "SELECT word FROM kept") == "好"
    assert upgrade_database(old) is None
    assert not old.upgrade.exists()


def test_an_upgrade_that_was_killed_is_not_taken_for_an_empty_folder(
    old: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DataFolder(old.upgrade / "from")
    source.path.mkdir(parents=True)
    old.database.rename(source.database)
    (source.path / "database_password").write_text(old.database_password())
    (old.upgrade / "to" / "database").mkdir(parents=True)
    with pytest.raises(Refused) as caught, embedded_server(old):
        pass
    assert caught.value.code == "upgrade_unfinished"
    assert upgrade_database(old)
    with embedded_server(old, durable=False) as dsn:
        assert ask(dsn, "SELECT word FROM kept") == "好"


def test_a_failed_upgrade_leaves_the_old_one_in_place(
    old: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Refused("upgrade_failed", "no room")

    monkeypatch.setattr(upgrade, "_pipe", fail)
    with pytest.raises(Refused, match="no room"):
        upgrade_database(old)
    assert version_of(old.database) == 16
    assert not old.upgrade.exists()


def test_a_database_in_use_is_not_touched(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with embedded_server(folder, durable=False), pytest.raises(Refused) as caught:
        upgrade_database(folder)
    assert caught.value.code == "database_in_use"


def test_a_newer_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DataFolder(tmp_path / "data")
    with embedded_server(folder, durable=False):
        pass
    monkeypatch.setenv("AMENDS_PGBIN", str(list(wheel_folders())[1]))
    with pytest.raises(Refused) as caught:
        upgrade_database(folder)
    assert caught.value.code == "database_newer"
