"""`amends mail import`: files, mboxes, Maildirs and folders of them, each mail to its shop."""

from pathlib import Path

import pytest

from amends.accounts.models import Shop
from amends.accounts.own_addresses import name_addresses
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.models import Event
from amends.imports import mail_import
from amends.imports.mail_import import import_mails
from amends.imports.mails import MailsTaken
from amends.imports.models import QuarantinedMail
from amends.inbox.models import Message
from amends.orders.models import Order
from tests.imports.conftest import Take
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import NUMBER, mail, maildir, mbox

pytestmark = pytest.mark.django_db
BOUNCE = (
    b"From: MAILER-DAEMON@mail.example\nTo: shop@example.com\nSubject: Undelivered Mail Returned to Sender\n"
    b"Message-ID: <bounce@mail.example>\nReturn-Path: <>\n\nIt could not be delivered.\n"
)


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def test_a_folder_of_everything(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "one.eml").write_bytes(mail("one"))
    (tmp_path / "deep" / "no ending").write_bytes(BOUNCE)
    (tmp_path / "deep" / "deeper" / "note.txt").write_text("Call Ann back.")
    (tmp_path / ".hidden.eml").write_bytes(mail("hidden"))
    mbox(tmp_path / "box", mail("two"), mail("one"))
    inside = maildir(tmp_path / "dir", mail("three"))
    maildir(inside / ".Sent", mail("four"))
    expected = MailsTaken(created=5, duplicates=1, quarantined=1, events=1)
    assert import_mails([tmp_path], [shop], by=by(shop)) == expected
    assert Message.objects.count() == 5
    assert QuarantinedMail.objects.select_related("person").get().person.place == "note.txt"
    assert Event.objects.get(verb="mails_imported").detail["created"] == 5
    again = import_mails([tmp_path], [shop], by=by(shop))
    assert (again.messages, again.duplicates) == (7, 7)


def test_batches_count_together(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_import, "MAILS_AT_ONCE", 2)
    mbox(tmp_path / "box", *(mail(str(number)) for number in range(5)))
    told: list[int] = []
    taken = import_mails(
        [tmp_path], [shop], by=by(shop), progress=lambda so_far: told.append(so_far.messages)
    )
    assert (taken.created, told) == (5, [2, 4, 5])


def test_a_mail_of_two_shops_is_one_message(shop: Shop, taobao: Shop, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail("one"))
    assert import_mails([tmp_path], [shop], by=by(shop)).created == 1
    assert import_mails([tmp_path], [taobao], by=by(shop)) == MailsTaken(duplicates=1)


def test_each_mail_tells_its_shop(shop: Shop, taobao: Shop, take: Take, tmp_path: Path) -> None:
    take(amazon_orders(tmp_path / "orders", amazon_row(amazon_order_id=NUMBER)))
    assert Order.objects.exists()
    name_addresses(taobao, ["shop@example.com"], by=by(shop))
    elsewhere = b"Message-ID: <%s@x.example>\nFrom: %s\nTo: other@example.org\nSubject: %s\n%s\nHello\n"
    mails = {
        "address": mail("address"),
        "thread": elsewhere % (b"thread", b"ann@x.example", b"Re", b"References: <address@example.com>\n"),
        "number": elsewhere % (b"number", b"ann@x.example", f"Order {NUMBER}".encode(), b""),
        "relay": elsewhere % (b"relay", b"abc123@marketplace.amazon.com", b"Question", b""),
        "unclear": elsewhere % (b"unclear", b"bob@x.example", b"Hi", b""),
    }
    for name in ("address", "thread", "number", "relay", "unclear"):
        folder = tmp_path / "mails" / name
        folder.mkdir(parents=True)
        (folder / "mail").write_bytes(mails[name])
    for name in ("address", "thread", "number", "relay"):
        assert import_mails([tmp_path / "mails" / name], [shop, taobao], by=by(shop)).created == 1
    with pytest.raises(Refused, match="Nothing tells which shop this mail is for: mail\\.") as refused:
        import_mails([tmp_path / "mails"], [shop, taobao], by=by(shop))
    assert "TB1, US1" in refused.value.mend
    assert dict(Message.objects.values_list("external_id", "shop__code")) == {
        "address@example.com": "TB1",
        "thread@x.example": "TB1",
        "number@x.example": "US1",
        "relay@x.example": "US1",
    }


def test_what_cannot_be_opened_stops_no_other(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "one.eml").write_bytes(mail("one"))
    with pytest.raises(Refused, match="There is no file"):
        import_mails([tmp_path], [shop], by=by(shop))
    assert Message.objects.count() == 1
