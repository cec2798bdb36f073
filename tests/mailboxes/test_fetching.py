"""A mailbox of a real server, fetched once and again."""

from datetime import UTC, date, datetime

import pytest

from amends.accounts.models import Shop
from amends.imports.models import QuarantinedMail
from amends.inbox.models import Message
from amends.mailboxes import fetching
from amends.mailboxes.models import Mailbox, MailFolder
from amends.mailboxes.once import fetch_once
from amends.platform_records.contents import read_content
from tests import people
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add
from tests.mailboxes.dovecot import Dovecot

pytestmark = pytest.mark.django_db


def fetched(mailbox: Mailbox) -> int:
    """How many messages there are once the mailbox was asked, which must go well."""
    assert fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.error_code, mailbox.error) == ("", "")
    assert mailbox.good_at is not None
    return Message.objects.count()


def test_every_mail_comes_in_once(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    for name in ("one", "two"):
        server.deliver(login, mail(name))
    mailbox = add(shop, login)
    assert fetched(mailbox) == 2
    assert fetched(mailbox) == 2
    server.deliver(login, mail("three", answers="one"))
    assert fetched(mailbox) == 3
    mailbox.refresh_from_db()
    assert mailbox.taken == 3
    place = MailFolder.objects.get(mailbox=mailbox, name="INBOX")
    assert place.last_uid == 3


def test_the_server_keeps_its_mails_as_they_were(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    server.deliver(login, mail("one"))
    fetched(add(shop, login))
    assert [flags.strip("()") for flags in server.flags(login)] in ([""], ["\\Recent"])


def test_older_mails_stay_where_they_are(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    server.deliver(login, mail("old"), at=datetime(2025, 12, 1, tzinfo=UTC))
    server.deliver(login, mail("new"), at=datetime(2026, 2, 1, tzinfo=UTC))
    mailbox = add(shop, login, fetch_from=date(2026, 1, 1))
    assert fetched(mailbox) == 1
    assert fetched(mailbox) == 1


def test_what_was_sent_elsewhere_comes_in_as_ours(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    server.deliver(login, mail("asked"))
    server.deliver(login, mail("answered", answers="asked"), folder="Sent")
    assert fetched(add(shop, login)) == 2
    assert dict(Message.objects.values_list("external_id", "direction")) == {
        "asked@example.com": "in",
        "answered@example.com": "out",
    }


def test_a_folder_that_counts_anew_is_gone_through_again(
    server: Dovecot, shop: Shop, login: str, add: Add
) -> None:
    for name in ("one", "two"):
        server.deliver(login, mail(name))
    mailbox = add(shop, login, takes_sent=False)
    assert fetched(mailbox) == 2
    before = MailFolder.objects.get(mailbox=mailbox)
    server.renumber(login)
    server.deliver(login, mail("three"))
    assert fetched(mailbox) == 3
    assert MailFolder.objects.get(mailbox=mailbox).uid_validity != before.uid_validity


def test_a_mail_too_large_to_be_read_is_kept_whole(
    server: Dovecot, shop: Shop, login: str, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST_MAIL", 1_000_000)
    large = mail("large", text="0123456789\n" * 230_000).replace(b"\n", b"\r\n")
    for octets in (mail("one"), large, mail("two")):
        server.deliver(login, octets)
    assert fetched(add(shop, login)) == 2
    kept = QuarantinedMail.objects.select_related("content").get()
    assert kept.content is not None
    assert (kept.reason, kept.size) == ("too_large", len(large))
    assert b"".join(read_content(kept.content)) == large


def test_copies_in_two_mailboxes_are_one_message(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    other = people.shop(shop.organisation, "US2")
    for each in (login, f"second.{login}", f"other.{login}"):
        server.deliver(each, b"Delivered-To: " + each.encode() + b"\r\n" + mail("one"))
    assert fetched(add(shop, login)) == 1
    assert fetched(add(shop, f"second.{login}")) == 1
    assert fetched(add(other, f"other.{login}")) == 1
