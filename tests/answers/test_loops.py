"""Two machines that answer each other, through the real way out and the real way in: they fall silent."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.message import Message as Mail
from email.utils import format_datetime

import pytest
from django.db import transaction

from amends.answers.automatic import acknowledge_all, set_automatic_answers
from amends.cases.models import Case
from amends.connectors.mail.reading import read_message
from amends.core import clock
from amends.inbox.actions import Received, record_messages
from amends.inbox.handing_over import hand_over_due
from amends.inbox.models import OutgoingMessage, PlatformEvent
from tests.answers.group import NOW, Group, group_of
from tests.inbox.buyers import by
from tests.inbox.mail_server import MailServer
from tests.people import actor, user

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


@pytest.fixture
def group(listening: MailServer) -> Group:
    listening.behave()
    made = group_of(1, port=listening.port)
    lead = user(made.shop.organisation, "lead", "lead")
    with clock.frozen_at(NOW - timedelta(days=1)):
        set_automatic_answers(made.shop, ["delayed", "other", "refund_status"], by=actor(lead))
    return made


def answer_of(machine: str, mail: Mail, n: int) -> bytes:
    """What the other machine writes back. The polite one says what it is, the rude ones do not."""
    back = EmailMessage()
    back["From"] = "t0@marketplace.example"
    back["To"] = "desk@lantern.example"
    back["Message-ID"] = f"<back-{n}@marketplace.example>"
    back["Date"] = format_datetime(clock.now())
    back["In-Reply-To"] = str(mail["Message-ID"])
    back["References"] = str(mail["Message-ID"])
    if machine == "polite":
        back["Auto-Submitted"] = "auto-replied"
        back["Subject"] = str(mail["Subject"])
    elif machine == "new thread":
        del back["In-Reply-To"], back["References"]
        back["Subject"] = f"Where is my parcel {n}?"
    else:
        back["Subject"] = str(mail["Subject"])
    back.set_content("Where is my parcel? It should have been here long ago.")
    return back.as_bytes()


@pytest.mark.parametrize(("machine", "at_most"), [("polite", 1), ("rude", 2), ("new thread", 2)])
def test_they_fall_silent(group: Group, listening: MailServer, machine: str, at_most: int) -> None:
    answered = len(listening.kept)
    for n in range(ROUNDS):
        with clock.frozen_at(NOW - timedelta(hours=2) + timedelta(minutes=n)):
            acknowledge_all()
            hand_over_due()
            mails = listening.kept[answered:]
            answered = len(listening.kept)
            for at, mail in enumerate(map(message_from_bytes, mails)):
                octets = answer_of(machine, mail, n * 100 + at)
                facts = read_message(octets, shop_zone="UTC")
                with transaction.atomic():
                    record_messages(group.shop, [Received(facts)], by=by(group.shop))
    sent = OutgoingMessage.objects.filter(purpose="automatic").count()
    assert 1 <= sent <= at_most
    if machine == "polite":
        assert PlatformEvent.objects.filter(kind="automatic", message__direction="in").count() == 1
        assert Case.objects.count() == 1, "a machine's answer opens no case"
