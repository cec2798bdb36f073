"""What a server did not give is asked for later, by a person."""

from collections.abc import Iterator

import pytest

from amends.accounts.models import Shop
from amends.connectors.mail import mailbox as mails_on_disk
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.imports.models import QuarantinedMail
from amends.inbox.models import Message
from amends.mailboxes import fetching, fetching_again
from amends.mailboxes.actions import remove_mailbox
from amends.mailboxes.fetching_again import fetch_mail_again
from amends.mailboxes.models import Mailbox
from amends.mailboxes.once import fetch_once
from amends.platform_records.models import Content
from tests import people
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add
from tests.mailboxes.stand_in import StandIn, standing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with standing_in() as server:
        yield server


@pytest.fixture
def mailbox(stand_in: StandIn, shop: Shop, login: str, add: Add) -> Mailbox:
    return add(shop, login, port=stand_in.port)


@pytest.fixture
def left(stand_in: StandIn, mailbox: Mailbox) -> QuarantinedMail:
    """The second of three mails, which no attempt has brought."""
    stand_in.put(*(mail(str(number)) for number in range(1, 4)))
    stand_in.drops_at = {2}
    for _ in range(2 + fetching.TRIES):
        assert fetch_once(mailbox)
    stand_in.drops_at = set()
    return QuarantinedMail.objects.get()


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def names() -> set[str]:
    return {name.partition("@")[0] for name in Message.objects.values_list("external_id", flat=True)}


def test_it_goes_in(left: QuarantinedMail, shop: Shop) -> None:
    assert names() == {"1", "3"}
    taken = fetch_mail_again(left.pk, by=by(shop))
    assert (taken.state, taken.content, names()) == ("taken", None, {"1", "2", "3"})
    with pytest.raises(Refused) as refusal:
        fetch_mail_again(left.pk, by=by(shop))
    assert refusal.value.code == "mail_was_fetched"


def test_it_still_does_not_come(left: QuarantinedMail, shop: Shop, stand_in: StandIn) -> None:
    stand_in.drops_at = {2}
    with pytest.raises(Refused, match="closed the connection") as refusal:
        fetch_mail_again(left.pk, by=by(shop))
    assert refusal.value.code == "mailbox_does_not_answer"
    assert QuarantinedMail.objects.get().reason == "not_fetched"
    stand_in.drops_at = set()
    assert fetch_mail_again(left.pk, by=by(shop)).state == "taken"


def test_one_too_large_is_kept_and_waits(
    left: QuarantinedMail, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (fetching_again, mails_on_disk):
        monkeypatch.setattr(module, "LARGEST_MAIL", 10)
    monkeypatch.setattr("amends.imports.retrying.LARGEST_MAIL", 10)
    waits = fetch_mail_again(left.pk, by=by(shop))
    assert (waits.state, waits.reason, waits.size) == ("waiting", "too_large", len(mail("2")))
    assert waits.person.sender == "ann@example.com"
    assert Content.objects.filter(pk=left.content_id).count() == 0


@pytest.mark.parametrize(("change", "code"), [("renumbered", "mail_moved_on"), ("gone", "mail_lies_nowhere")])
def test_what_is_not_there_any_more(
    left: QuarantinedMail, shop: Shop, stand_in: StandIn, change: str, code: str
) -> None:
    if change == "renumbered":
        stand_in.uid_validity += 1
    else:
        del stand_in.mails[2]
    with pytest.raises(Refused) as refusal:
        fetch_mail_again(left.pk, by=by(shop))
    assert (refusal.value.code, names()) == (code, {"1", "3"})


def test_a_mailbox_that_is_gone(left: QuarantinedMail, shop: Shop, mailbox: Mailbox) -> None:
    remove_mailbox(mailbox, by=by(shop))
    with pytest.raises(Refused) as refusal:
        fetch_mail_again(left.pk, by=by(shop))
    assert refusal.value.code == "mail_lies_nowhere"


def test_another_organisations_mail_is_not_found(left: QuarantinedMail) -> None:
    other = people.organisation("Others")
    with pytest.raises(NotFound):
        fetch_mail_again(left.pk, by=Actor(other.pk, None, "cli"))
