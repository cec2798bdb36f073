"""Whose word about senders is offered to be believed: only a server that writes into nearly every mail."""

import pytest

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import take_mails
from amends.mailboxes.actions import add_mailbox
from amends.mailboxes.intake import take_batches
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import Batch, Place
from amends.mailboxes.settings import MailboxSettings
from amends.mailboxes.trusting import suggested_trust
from tests.mailboxes.test_settings import DAY

pytestmark = pytest.mark.django_db
OURS = "Authentication-Results: mx.Lantern.example; dkim=pass header.d=shop.example\r\n"
THEIRS = "Authentication-Results: mx.forger.example; dkim=pass header.d=shop.example\r\n"


@pytest.fixture
def mailbox(shop: Shop) -> Mailbox:
    wanted = MailboxSettings("desk@lantern.example", "imap.lantern.example", DAY)
    return add_mailbox(shop, wanted, password="x", by=Actor(shop.organisation_id, None, "cli"))


def mail(number: int, results: str, *, sender: str = "", to: str = "desk@lantern.example") -> ArrivedMail:
    written = sender or f"buyer@sender{number}.example"
    text = (
        f"{results}From: {written}\r\nTo: {to}\r\nSubject: Lamp {number}\r\n"
        f"Message-ID: <{number}@{written.partition('@')[2]}>\r\n"
        f"Date: Fri, 20 Nov 2026 0{number % 10}:00:00 +0000\r\n\r\nWhere is lamp {number}?\r\n"
    )
    return ArrivedMail(text.encode(), "INBOX")


def take(shop: Shop, *mails: ArrivedMail) -> None:
    take_mails(shop, mails, by=Actor(shop.organisation_id, None, "mailbox"))


def test_the_server_on_top_of_every_mail(shop: Shop, mailbox: Mailbox) -> None:
    assert suggested_trust(mailbox) is None
    take(shop, *(mail(n, OURS) for n in range(4)))
    found = suggested_trust(mailbox)
    assert found is not None
    assert (found.authserv, found.mails, found.looked_at) == ("mx.lantern.example", 4, 4)


@pytest.mark.parametrize(
    "mails",
    [
        [mail(n, OURS) for n in range(2)],
        [mail(n, THEIRS, sender=f"a{n}@forger.example") for n in range(4)],
        [*(mail(n, THEIRS) for n in range(4)), *(mail(n, "") for n in range(4, 8))],
        [mail(n, OURS, to="other@lantern.example") for n in range(4)],
        [mail(n, "") for n in range(4)],
    ],
    ids=["too few", "one sender's own", "only some", "another mailbox's", "none at all"],
)
def test_what_only_some_carry_is_not_offered(shop: Shop, mailbox: Mailbox, mails: list[ArrivedMail]) -> None:
    take(shop, *mails)
    assert suggested_trust(mailbox) is None


def test_the_newest_mail_stands_on_the_mailbox(shop: Shop, mailbox: Mailbox) -> None:
    take_batches([Batch(mailbox.pk, shop.pk, Place("INBOX"), 1, 0)])
    mailbox.refresh_from_db()
    assert mailbox.mail_at is None, "asked, and nothing there"
    before = Place("INBOX", False, 1, 0)
    take_batches([Batch(mailbox.pk, shop.pk, before, 1, 1, mails=(mail(1, OURS),))])
    mailbox.refresh_from_db()
    assert mailbox.mail_at is not None
