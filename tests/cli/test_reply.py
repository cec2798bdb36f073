import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.mail_accounts import secret_of
from amends.accounts.models import MailAccount
from amends.cli.main import run
from amends.inbox.models import Draft, Message
from tests.inbox.desk import BUYER, TEXT, Desk, desk_with_case
from tests.inbox.mail_server import MailServer
from tests.people import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(listening: MailServer) -> Desk:
    listening.behave()
    made = desk_with_case()
    user(made.shop.organisation, "olga", "owner")
    return made


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "reply.txt"
    path.write_text(TEXT, encoding="utf-8-sig")
    return str(path)


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, Any]:
    """Exit code and the one JSON document on standard output."""
    with pytest.raises(SystemExit) as ended:
        run([*words, "--json"])
    return ended.value.code, json.loads(capsys.readouterr().out)


def set_mail(capsys: pytest.CaptureFixture[str], port: int, *more: str) -> tuple[Any, Any]:
    return call(
        capsys, "shop", "mail", "US", "--host", "127.0.0.1", "--port", str(port), "--security", "none",
        "--from", "desk@lantern.example", "--name", "Lantern", *more,
    )  # fmt: skip


def test_a_reply_leaves_before_the_command_ends(
    capsys: pytest.CaptureFixture[str], desk: Desk, listening: MailServer, text: str
) -> None:
    assert set_mail(capsys, listening.port)[0] == 0
    code, said = call(capsys, "reply", str(desk.case.pk), "--text-file", text, "--template", "late")
    assert (code, said["state"]) == (0, "sent")
    message = said["message"]
    assert (message["channel"], message["recipient"], message["template"]) == ("email", BUYER, "late")
    assert message["text"] == TEXT
    assert message["message"] == Message.objects.get(direction="out").pk
    assert len(listening.kept) == 1


def test_without_a_mail_server_it_is_a_hand_task(
    capsys: pytest.CaptureFixture[str], desk: Desk, text: str
) -> None:
    code, said = call(capsys, "reply", f"#{desk.case.pk}", "--text-file", text)
    assert (code, said["state"], said["message"]["channel"]) == (0, "hand_task", "hand")
    assert desk.case.order_number in said["message"]["page"]


def test_a_refusal_of_the_server_is_in_the_exit_code(
    capsys: pytest.CaptureFixture[str], desk: Desk, listening: MailServer, text: str
) -> None:
    set_mail(capsys, listening.port)
    listening.behave(rcpt="550 no such user")
    code, said = call(capsys, "reply", str(desk.case.pk), "--text-file", text)
    assert (code, said["state"], said["message"]["answer"]) == (3, "failed", "550 no such user")


def test_bad_input_is_told(capsys: pytest.CaptureFixture[str], desk: Desk, text: str, tmp_path: Path) -> None:
    case = str(desk.case.pk)
    latin, empty = tmp_path / "latin", tmp_path / "empty"
    latin.write_bytes("à bientôt".encode("latin-1"))
    empty.write_text("\n")
    for words, error in (
        ((case, "--text-file", str(latin)), "text_not_utf8"),
        ((case, "--text-file", str(empty)), "reply_empty"),
        ((case, "--text-file", str(tmp_path / "missing")), "file_unreadable"),
        ((case, "--text-file", text, "--seen", "1"), "reply_not_newest"),
        (("999999", "--text-file", text), "case_unknown"),
        (("x", "--text-file", text), "case_unknown"),
    ):
        code, said = call(capsys, "reply", *words)
        assert (code, said["error"]["code"]) == (2, error)


def test_a_password_comes_in_by_the_input_and_never_out(
    capsys: pytest.CaptureFixture[str], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("pässword 1\nrest"))
    code, said = set_mail(capsys, 2525, "--user", "desk", "--password-stdin")
    assert code == 0
    assert said["mail"] == {
        "host": "127.0.0.1", "port": 2525, "security": "none", "user": "desk",
        "from": "desk@lantern.example", "name": "Lantern", "marks_replies": False,
        "sign_in": "password", "has_password": True,
    }  # fmt: skip
    account = MailAccount.objects.get(shop=desk.shop)
    assert secret_of(account)[0] == "pässword 1"
    assert "pässword" not in account.sealed_password
    assert call(capsys, "shop", "mail", "US", "--remove") == (0, {"shop": "US", "mail": None})
    assert not MailAccount.objects.exists()


def test_a_token_comes_in_by_the_input_and_never_out(
    capsys: pytest.CaptureFixture[str], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("s3cret\nrt-1\nrest"))
    words = ("--user", "desk@lantern.example", "--oauth", "microsoft", "--client-id", "me")
    code, said = set_mail(capsys, 2525, *words, "--tenant", "contoso.example")
    assert (code, said["mail"]["sign_in"]) == (0, "oauth")
    account = MailAccount.objects.get(shop=desk.shop)
    grant = secret_of(account)[1]
    assert grant is not None
    assert (grant.client_id, grant.client_secret, grant.refresh_token) == ("me", "s3cret", "rt-1")
    assert "contoso.example" in grant.token_url
    assert grant.scope.startswith("https://outlook.office.com/SMTP.Send")
    assert "rt-1" not in repr(said)


def test_a_server_without_its_particulars_is_asked_for(
    capsys: pytest.CaptureFixture[str], desk: Desk
) -> None:
    code, said = call(capsys, "shop", "mail", "US", "--host", "smtp.example.com")
    assert (code, said["error"]["code"]) == (2, "usage")


def test_files_go_along_and_once(
    capsys: pytest.CaptureFixture[str], desk: Desk, listening: MailServer, text: str, tmp_path: Path
) -> None:
    set_mail(capsys, listening.port)
    names = ["退货标签.pdf", "photo.txt"]
    files = []
    for name in names:
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
        files += ["--attach", str(tmp_path / name)]
    answers = [call(capsys, "reply", str(desk.case.pk), "--text-file", text, *files) for _ in range(2)]
    assert [code for code, _ in answers] == [0, 0]
    assert answers[0][1]["message"]["id"] == answers[1][1]["message"]["id"]
    assert [file["name"] for file in answers[0][1]["message"]["files"]] == names
    assert len(listening.kept) == 1
    assert not Draft.objects.exists()


def test_a_file_that_is_not_there_is_told_before_anything_is_sent(
    capsys: pytest.CaptureFixture[str], desk: Desk, text: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["reply", str(desk.case.pk), "--text-file", text, "--attach", "nowhere.pdf"])
    assert ended.value.code == 2
    assert "nowhere.pdf cannot be read" in capsys.readouterr().err
    assert not Message.objects.filter(direction="out").exists()
