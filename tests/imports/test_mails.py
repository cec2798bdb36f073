from collections.abc import Callable
from pathlib import Path

import pytest

from amends.connectors.mail import mailbox
from amends.imports import reading
from amends.imports.models import ImportFile, ImportReject
from amends.inbox.models import Conversation, Message, MessageBody
from amends.platform_records.contents import read_content
from tests.imports.counting import counts
from tests.imports.more_exports import MESSAGE, mail, maildir, mbox, written

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]


def test_a_mail_goes_in_once_however_it_travels(take: Take, tmp_path: Path) -> None:
    one, two = mail("one"), mail("two", answers="one")
    (tmp_path / "one.eml").write_bytes(one)
    assert counts(take(tmp_path / "one.eml")) == (1, 1, 0, 0, 0)
    assert counts(take(mbox(tmp_path / "box", one, two))) == (2, 1, 0, 1, 0)
    assert counts(take(maildir(tmp_path / "dir", two, one))) == (2, 0, 0, 2, 0)
    assert Message.objects.count() == 2
    assert Conversation.objects.count() == 1


def test_two_mails_under_one_message_id_are_both_kept(take: Take, tmp_path: Path) -> None:
    first, second, third = (mail("one", text=text) for text in ("Where is it?", "Refund me", "Now"))
    assert counts(take(mbox(tmp_path / "a", first, second))) == (2, 2, 0, 0, 0)
    assert counts(take(mbox(tmp_path / "b", third, first))) == (2, 1, 0, 1, 0)
    texts = dict(MessageBody.objects.values_list("message__external_id", "text"))
    assert sorted(texts.values()) == ["Now", "Refund me", "Where is it?"]
    assert texts["one@example.com"] == "Where is it?"
    assert Conversation.objects.count() == 1
    contents = [message.content for message in Message.objects.select_related("content")]
    assert {b"".join(read_content(content)) for content in contents if content} == {
        each.rstrip(b"\n") + b"\n" for each in (first, second, third)
    }


def test_mails_without_headers_or_id_are_kept(take: Take, tmp_path: Path) -> None:
    bare = b"\nonly words\n"
    empty = b"\n"
    assert counts(take(maildir(tmp_path / "dir", bare, empty, mail("one"), empty))) == (4, 3, 0, 1, 0)
    assert Message.objects.count() == 3


def test_what_cannot_be_read_says_why_and_where(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = maildir(tmp_path / "dir", mail("one"), mail("two", text="x" * 3000))
    monkeypatch.setattr(mailbox, "LARGEST_MAIL", 2000)
    (folder / "new" / "1800000000.M1P1.host").symlink_to(tmp_path / "gone")
    assert counts(take(folder)) == (3, 1, 0, 0, 2)
    rejects = ImportReject.objects.order_by("line").values_list("line", "reason", "detail")
    assert list(rejects) == [
        (2, "too_large", "Mail 2 is too large."),
        (3, "unreadable", "Mail 3 cannot be read."),
    ]


def test_every_problem_of_a_mail_has_its_words() -> None:
    assert set(reading.UNREADABLE) == {"too_large", "unreadable"}


def test_a_message_that_is_said_anew_changes_with_history(take: Take, tmp_path: Path) -> None:
    take(written(tmp_path / "a", MESSAGE))
    changed = written(tmp_path / "b", MESSAGE, {"text": "Both are cracked.", "direction": "out"})
    assert counts(take(changed)) == (1, 0, 1, 0, 0)
    message = Message.objects.get()
    assert (message.body.text, message.direction) == ("Both are cracked.", "out")
