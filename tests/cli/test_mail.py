"""`amends mail`, as a terminal or a program uses it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.cli import main
from tests import people
from tests.imports.more_exports import mail, mbox
from tests.mailboxes.dovecot import free_port
from tests.mailboxes.stand_in import StandIn, standing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    made = people.shop(people.organisation(), "US1")
    people.user(made.organisation, "olga", "owner")
    return made


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with standing_in() as server:
        yield server


class Desk:
    """Runs `amends mail …`; what it printed as JSON, and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[Any, int | str | None]:
        with pytest.raises(SystemExit) as ended:
            main.run(["mail", *words])
        out = self._capsys.readouterr().out
        return json.loads(out) if "--json" in words else out, ended.value.code


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys)


def test_import_counts_every_mail(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    box = mbox(tmp_path / "box", mail("1"), mail("2"), mail("1"))
    (tmp_path / "note").write_text("no mail")
    expected = {
        "messages": 4, "created": 2, "duplicates": 1, "quarantined": 1, "events": 0, "attachments": 0,
    }  # fmt: skip
    assert desk("import", str(box), str(tmp_path / "note"), "--json") == (expected, 0)
    again = {"messages": 4, "created": 0, "duplicates": 4, "quarantined": 0, "events": 0, "attachments": 0}
    assert desk("import", str(tmp_path), "--shop", "US1", "--json") == (again, 0)
    said, code = desk("import", str(tmp_path))
    assert (said.startswith("4 mails: 0 created, 4 there already"), code) == (True, 0)


def test_import_names_what_is_wrong(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    said, code = desk("import", str(tmp_path / "gone"), "--json")
    assert (said["error"]["code"], code) == ("file_missing", 2)
    said, code = desk("import", str(tmp_path), "--shop", "NONE", "--json")
    assert (said["error"]["code"], code) == ("shop_unknown", 2)


def test_a_mailbox_from_adding_to_removing(shop: Shop, desk: Desk, stand_in: StandIn, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hush\n")
    reach = ["--shop", "US1", "--host", "127.0.0.1", "--security", "none", "--password-file", str(secret)]
    address = "desk@lantern.example"
    added, code = desk("add", address, *reach, "--port", str(stand_in.port), "--from", "2026-01-01", "--json")
    assert (added["mailbox"]["address"], added["mailbox"]["health"], code) == (address, "new", 0)
    stand_in.put(mail("1"), mail("2"))
    checked, code = desk("check", "--json")
    (row,) = checked["mailboxes"]
    assert (row["ok"], row["waiting"], row["folders"], code) == (
        True, 2, [{"name": "INBOX", "mails": 2, "waiting": 2}], 0,
    )  # fmt: skip
    assert desk("off", address, "--json")[0]["mailbox"]["health"] == "off"
    assert desk("on", address, "--json")[0]["mailbox"]["health"] == "new"
    assert desk("password", address, "--password-file", str(secret))[1] == 0
    said, code = desk("list")
    assert (address in said, code) == (True, 0)
    assert desk("remove", address, "--json")[1] == 0
    assert desk("list", "--json")[0] == {"mailboxes": []}
    for verb in ("list", "check"):
        said, code = desk(verb)
        assert ("amends mail add desk@example.com --shop CODE --host" in said, code) == (True, 0)


def test_check_ends_with_1_where_a_mailbox_fails(
    shop: Shop, desk: Desk, stand_in: StandIn, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    secret.write_text("hush\n")
    reach = ["--shop", "US1", "--host", "127.0.0.1", "--security", "none", "--password-file", str(secret)]
    desk("add", "good@lantern.example", *reach, "--port", str(stand_in.port))
    desk("add", "gone@lantern.example", *reach, "--port", str(free_port()))
    checked, code = desk("check", "--json")
    assert code == 1
    assert {row["address"]: row["error"] and row["error"]["code"] for row in checked["mailboxes"]} == {
        "good@lantern.example": None,
        "gone@lantern.example": "unreachable",
    }
    said, _ = desk("check")
    assert "gone@lantern.example: unreachable" in said


def test_what_lies_in_quarantine_is_listed_tried_again_and_dismissed(
    shop: Shop, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "note").write_text("Call Ann back.")
    (tmp_path / "page").write_text("<html>x</html>")
    (tmp_path / "nothing").write_text("")
    desk("import", str(tmp_path))
    rows = desk("quarantine", "--json")[0]["mails"]
    assert {row["place"]: row["words"].split(":")[0].split(",")[0] for row in rows} == {
        "note": "This is text without a mail's head",
        "page": "This is a web page",
        "nothing": "The file is empty.",
    }
    number = str(rows[0]["id"])
    assert desk("retry", number, "--json")[1] == 1
    said, code = desk("dismiss", number, "--json")
    assert (said["mail"]["state"], code) == ("dismissed", 0)
    assert len(desk("quarantine", "--json")[0]["mails"]) == 2
    assert desk("retry", "999999")[1] == 2
