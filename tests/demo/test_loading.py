import json
from pathlib import Path

import pytest

from amends.accounts.login import try_password
from amends.accounts.models import Shop, User
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.demo import loading
from amends.demo.files.mailbox import HOME
from amends.demo.loading import load_demo
from amends.demo.shops import DEMO_SHOPS
from amends.demo.writing import write_demo
from amends.imports.actions import run_waiting_import
from amends.imports.models import ImportFile
from amends.inbox.models import Message
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


def test_its_mails_are_proven_by_the_shops_own_server(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "ORDERS", 400)
    load_demo(folder)
    mails = ImportFile.objects.filter(name="mails.mbox", shop__code="amazon-us").get()
    run_waiting_import(mails, by=Actor(mails.organisation_id, None, "worker"))
    came_in = Message.objects.filter(direction="in")
    assert came_in.exists()
    bare = came_in.filter(body__sender_address__endswith=HOME)
    assert set(came_in.exclude(pk__in=bare).values_list("sender_proof", flat=True)) == {"proven"}


def test_a_stranger_whom_nobody_vouches_for_is_in_the_demo(tmp_path: Path) -> None:
    write_demo(tmp_path / "files", loading.ORDERS, loading.SEED)
    mails = (tmp_path / "files/amazon-us/mails.mbox").read_text(encoding="utf-8", errors="replace")
    heads = [mail.partition("\n\n")[0] for mail in mails.split("\nFrom ")]
    to_us = [head for head in heads if "To: amazon-us@seller.example" in head]
    unproven = [head for head in to_us if "Authentication-Results:" not in head]
    assert 1 <= len(unproven) <= 3
    assert all(HOME in head for head in unproven)


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
