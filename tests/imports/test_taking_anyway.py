"""A quarantined mail that a person wants: taken in as the text it is, once, its octets kept."""

from collections.abc import Callable

import pytest

from amends.accounts.models import Shop
from amends.connectors.mail import reading
from amends.connectors.mail.plainly import LONGEST, TAKEN_UNREAD, head_and_text, read_plainly
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from amends.imports import taking_anyway
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import put_aside, take_mails
from amends.imports.models import QuarantinedMail
from amends.imports.quarantine import Unread
from amends.imports.taking_anyway import take_mail_anyway
from amends.inbox.models import Message
from amends.platform_records.contents import read_content
from tests import people
from tests.imports.more_exports import mail

pytestmark = pytest.mark.django_db
Aside = Callable[..., QuarantinedMail]


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


@pytest.fixture
def aside(shop: Shop) -> Aside:
    def put(
        octets: bytes, reason: str = "reader_fell", *, is_sent: bool = False, is_typed: bool = False
    ) -> QuarantinedMail:
        arrived = ArrivedMail(octets, "INBOX", is_sent=is_sent, is_typed=is_typed)
        put_aside(shop, [Unread([octets], reason, "It breaks the reader.", arrived)], by=by(shop))
        return QuarantinedMail.objects.latest("pk")

    return put


def test_taken_as_the_text_it_is(shop: Shop, aside: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(octets: bytes, **named: str) -> None:
        raise LookupError("no such shape")

    octets = mail("bad", text="Where is my lamp? 灯呢？")
    kept = aside(octets)
    monkeypatch.setattr(reading, "read_strictly", fall)
    assert take_mail_anyway(kept.pk, by=by(shop)).state == "taken"
    message = Message.objects.select_related("body", "content").get()
    assert "Where is my lamp? 灯呢？" in message.body.text
    assert message.body.problems == [TAKEN_UNREAD]
    assert message.sender_proof == "unproven"
    assert message.content is not None
    assert b"".join(read_content(message.content)) == octets
    assert QuarantinedMail.objects.get().content is None, "the message has its octets now"
    assert Event.objects.filter(verb="quarantined_mail_taken_anyway", subject_id=kept.pk).exists()
    with pytest.raises(Refused):
        take_mail_anyway(kept.pk, by=by(shop))
    assert Message.objects.count() == 1


def test_what_was_typed_joins_no_thread_and_is_nobodys_answer(shop: Shop, aside: Aside) -> None:
    take_mails(shop, [ArrivedMail(mail("first"), "INBOX")], by=by(shop))
    first = Message.objects.get()
    answer = mail("second").replace(b"\n\n", f"\nIn-Reply-To: <{first.external_id}>\n\n".encode(), 1)
    take_mail_anyway(aside(answer, is_typed=True, is_sent=True).pk, by=by(shop))
    typed = Message.objects.latest("pk")
    assert (typed.sender_proof, typed.direction, typed.in_reply_to) == ("typed", "in", "")
    assert typed.conversation_id != first.conversation_id


def test_it_joins_the_thread_it_answers(shop: Shop, aside: Aside) -> None:
    take_mails(shop, [ArrivedMail(mail("first"), "INBOX")], by=by(shop))
    first = Message.objects.get()
    answer = mail("second").replace(b"\n\n", f"\nIn-Reply-To: <{first.external_id}>\n\n".encode(), 1)
    take_mail_anyway(aside(answer).pk, by=by(shop))
    assert Message.objects.latest("pk").conversation_id == first.conversation_id


def test_one_that_was_sent_is_ours(shop: Shop, aside: Aside) -> None:
    take_mail_anyway(aside(mail("ours"), is_sent=True).pk, by=by(shop))
    assert Message.objects.get().direction == "out"


def test_beyond_the_largest_its_octets_stay_in_quarantine(
    shop: Shop, aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_anyway, "LARGEST_MAIL", 100)
    octets = mail("large", text="Broken. " * 100)
    kept = take_mail_anyway(aside(octets, "too_large").pk, by=by(shop))
    assert kept.content is not None
    assert b"".join(read_content(kept.content)) == octets
    assert "Broken." in Message.objects.get().body.text


def test_nothing_was_ever_given(shop: Shop, aside: Aside) -> None:
    with pytest.raises(Refused) as refused:
        take_mail_anyway(aside(b"INBOX/7", "not_fetched").pk, by=by(shop))
    assert refused.value.code == "quarantine_empty"


def test_who_may_not(shop: Shop, aside: Aside) -> None:
    kept = aside(mail("bad"))
    technical = people.user(shop.organisation, "tech", "technical_agent")
    with pytest.raises(NotAllowed):
        take_mail_anyway(kept.pk, by=people.actor(technical))
    stranger = people.user(people.organisation("Elsewhere"), "qian", "owner")
    with pytest.raises(NotFound):
        take_mail_anyway(kept.pk, by=people.actor(stranger))


@pytest.mark.parametrize(
    "octets",
    [b"", b"\x00" * 500, b"\xff\xfe\x00\x01" * 99, b"From: " + b"=?x?q?" * 9999, b"Date: never\n\n\x1b[31m"],
)
def test_whatever_the_octets_are(octets: bytes) -> None:
    facts = read_plainly(octets, shop_zone="UTC")
    assert facts.message_id
    assert "\x00" not in (facts.text or "")
    assert "\x1b" not in (facts.text or "")
    assert len("".join(head_and_text(octets * 9))) <= 2 * LONGEST
