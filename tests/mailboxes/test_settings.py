"""Mailboxes added, changed and removed: who may, what is refused, and that the password stays sealed."""

from datetime import date, timedelta

import pytest

from amends.accounts.models import Shop
from amends.accounts.own_addresses import own_addresses
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.core.sealing import NotOurSeal
from amends.history.models import Event
from amends.mailboxes.actions import (
    add_mailbox,
    ask_now,
    change_mailbox,
    remove_mailbox,
    switch_mailbox,
)
from amends.mailboxes.health import note_fault
from amends.mailboxes.models import Mailbox, MailFolder
from amends.mailboxes.queries import (
    asked_mailbox,
    failing_mailboxes,
    find_mailbox,
    mailbox_facts,
    mailboxes_shown,
    settings_of,
)
from amends.mailboxes.settings import MailboxSettings
from tests import people

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
GOOD = MailboxSettings("Desk@Lantern.example", "imap.lantern.example", DAY)


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def added(shop: Shop, settings: MailboxSettings = GOOD) -> Mailbox:
    return add_mailbox(shop, settings, password="secret", by=by(shop))


def test_a_mailbox_is_the_shops_own_address(shop: Shop) -> None:
    mailbox = added(shop)
    assert (mailbox.address, mailbox.login, mailbox.folders) == (
        "desk@lantern.example", "desk@lantern.example", ["INBOX"],
    )  # fmt: skip
    assert "desk@lantern.example" in own_addresses(shop)
    assert "secret" not in mailbox.sealed_password
    assert asked_mailbox(mailbox).account.password == "secret"
    assert "secret" not in str(mailbox_facts(mailboxes_shown(by(shop))[0]))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (MailboxSettings("no address", "imap.x.example", DAY), "mail_address_bad"),
        (MailboxSettings("a@x.example", "not a host", DAY), "mail_host_bad"),
        (MailboxSettings("a@x.example", "imap.x.example", DAY, port=0), "mail_port_bad"),
        (MailboxSettings("a@x.example", "imap.x.example", DAY, security="ssl"), "mail_security_bad"),
        (MailboxSettings("a@x.example", "imap.x.example", DAY, security="none"), "mail_insecure"),
        (MailboxSettings("a@x.example", "imap.x.example", DAY, login="a\r\nLOGOUT"), "text_unreadable"),
        (MailboxSettings("a@x.example", "imap.x.example", DAY, folders=("x" * 300,)), "folders_bad"),
        (MailboxSettings("a@x.example", "imap.x.example", date(1900, 1, 1)), "fetch_from_bad"),
        (MailboxSettings("desk@lantern.example", "imap.lantern.example", DAY), "mailbox_exists"),
    ],
)
def test_bad_particulars_are_refused(shop: Shop, settings: MailboxSettings, code: str) -> None:
    added(shop)
    with pytest.raises(Refused) as refused:
        added(shop, settings)
    assert refused.value.code == code
    assert Mailbox.objects.count() == 1


def test_another_server_wants_its_password_and_counts_anew(shop: Shop) -> None:
    mailbox = added(shop)
    MailFolder.objects.create(organisation=shop.organisation, mailbox=mailbox, name="INBOX", last_uid=7)
    moved = MailboxSettings("desk@lantern.example", "imap.other.example", DAY)
    with pytest.raises(Refused, match="another server"):
        change_mailbox(mailbox, moved, by=by(shop))
    change_mailbox(mailbox, moved, password="other", by=by(shop))
    mailbox.refresh_from_db()
    assert asked_mailbox(mailbox).account.password == "other"
    assert not MailFolder.objects.exists()


def test_nothing_changed_is_no_event(shop: Shop) -> None:
    mailbox = added(shop)
    change_mailbox(mailbox, settings_of(mailbox), by=by(shop))
    assert not Event.objects.filter(verb="mailbox_changed").exists()
    change_mailbox(
        mailbox, MailboxSettings("b@lantern.example", GOOD.host, DAY, login=mailbox.login), by=by(shop)
    )
    assert Event.objects.get(verb="mailbox_changed").detail["fields"] == ["address"]


def test_switched_off_is_neither_failing_nor_lost(shop: Shop) -> None:
    mailbox = added(shop)
    note_fault(mailbox.pk, "refused", "wrong")
    assert [each.mailbox.pk for each in failing_mailboxes(by(shop))] == [mailbox.pk]
    switch_mailbox(mailbox, on=False, by=by(shop))
    assert failing_mailboxes(by(shop)) == []
    assert str(mailboxes_shown(by(shop))[0].health) == "off"
    remove_mailbox(mailbox, by=by(shop))
    with pytest.raises(NotFound):
        ask_now(mailbox, by=by(shop))


def test_who_may_not_change_the_shop_may_not_change_its_mailbox(shop: Shop) -> None:
    mailbox = added(shop)
    agent = people.actor(people.user(shop.organisation, "ana", "agent"))
    stranger = people.actor(people.user(people.organisation("Others"), "sam", "owner"))
    for verb in (switch_mailbox, change_mailbox):
        more = {"on": False} if verb is switch_mailbox else {"wanted": GOOD}
        with pytest.raises(NotAllowed):
            verb(mailbox, by=agent, **more)  # type: ignore[operator]
        with pytest.raises(NotFound):
            verb(mailbox, by=stranger, **more)  # type: ignore[operator]
    assert mailboxes_shown(agent) == []
    with pytest.raises(NotFound):
        find_mailbox("desk@lantern.example", by=stranger)
    assert find_mailbox(str(mailbox.pk), by=by(shop)) == mailbox


def test_a_password_of_another_installation_is_told(shop: Shop, settings: object) -> None:
    mailbox = added(shop)
    settings.SECRET_KEY = "another key" * 5  # type: ignore[attr-defined]
    with pytest.raises(NotOurSeal):
        asked_mailbox(mailbox)


def test_a_failure_says_when_it_is_asked_again(shop: Shop) -> None:
    mailbox = added(shop)
    for failures in (1, 2, 3):
        noted = note_fault(mailbox.pk, "unreachable", "no route")
        assert noted is not None
        assert noted.failures == failures
        assert noted.ask_again_at is not None
        assert noted.asked_at is not None
        assert noted.ask_again_at - noted.asked_at < timedelta(minutes=1)
