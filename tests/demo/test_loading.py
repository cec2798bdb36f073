import json
from pathlib import Path

import pytest

from amends.accounts.login import try_password
from amends.accounts.models import Shop, User
from amends.core.errors import Refused
from amends.demo import loading
from amends.demo.loading import load_demo
from amends.demo.shops import DEMO_SHOPS
from amends.imports.models import ImportFile
from amends.runtime.folder import DataFolder
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setattr(loading, "ORDERS", 60)
    made = DataFolder(tmp_path / "data")
    made.prepare()
    return made


def test_the_demos_shops_people_and_files(folder: DataFolder) -> None:
    logins = load_demo(folder)
    assert {shop.code for shop in Shop.objects.all()} == {shop.code for shop in DEMO_SHOPS}
    assert set(ImportFile.objects.values_list("state", flat=True)) == {"waiting"}
    for login, password in logins.passwords.items():
        assert try_password(login, password, address="127.0.0.1") == User.objects.get(login=login)


def test_it_is_loaded_once(folder: DataFolder) -> None:
    first = load_demo(folder)
    files = ImportFile.objects.count()
    assert load_demo(folder) == first
    assert ImportFile.objects.count() == files


def test_passwords_are_for_the_owner_of_the_folder_only_and_differ(
    folder: DataFolder, tmp_path: Path
) -> None:
    logins = load_demo(folder)
    kept = folder.path / loading.LOGINS_FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text(encoding="utf-8")) == logins.passwords
    assert len(set(logins.passwords.values())) == len(logins.passwords)


def test_a_desk_of_ones_own_is_left_alone(folder: DataFolder) -> None:
    people.shop(people.organisation(), "MINE")
    with pytest.raises(Refused) as refused:
        load_demo(folder)
    assert refused.value.code == "demo_not_alone"
    assert Shop.objects.count() == 1
