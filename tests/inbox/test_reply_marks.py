"""Marks of ours lead a mail back to its thread, and let nobody in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.models import MailAccount
from amends.connectors.base import MessageFacts
from amends.inbox.models import Message
from amends.inbox.posting import as_mail
from amends.inbox.reply_marks import conversations_marked, mark_of, marked
from amends.inbox.replying import send_reply
from tests.inbox.desk import Desk
from tests.inbox.posted import post

pytestmark = pytest.mark.django_db
ANN, EVE = "ann@buyers.example", "eve@elsewhere.example"


def facts(**said: object) -> MessageFacts:
    return MessageFacts("m", "m", "email", "in", **said)  # type: ignore[arg-type]


@given(st.integers(1, 2**50))
def test_a_mark_names_its_conversation(conversation_id: int) -> None:
    address = marked("desk@lantern.example", conversation_id)
    assert conversations_marked(facts(recipients=[address])) == [conversation_id]
    assert conversations_marked(facts(text=f"…\n> Ref: {mark_of(conversation_id)}\n")) == [conversation_id]


@given(st.text(alphabet="am+ref:234567abcz@. \n", max_size=200))
def test_nobody_makes_one_up(text: str) -> None:
    assert conversations_marked(facts(text=text, recipients=[text])) == []


def test_a_marked_address_leads_back_where_the_thread_is_lost(desk: Desk) -> None:
    first = post(desk.shop, "a1", ANN)
    to = marked("desk@lantern.example", first.conversation_id)
    second = post(desk.shop, "a2", ANN, "and?", hours=1, To=to)
    assert second.conversation_id == first.conversation_id
    stranger = post(desk.shop, "e1", EVE, "and?", hours=2, To=to)
    assert stranger.conversation_id != first.conversation_id


def test_replies_carry_the_mark_where_the_shop_wants_it(desk: Desk) -> None:
    account = MailAccount.objects.get()
    message = post(desk.shop, "a1", ANN)
    case = message.case_messages.get().case
    outgoing = send_reply(case, "On its way.", seen_message_id=case.newest_message_id, by=desk.by)
    assert as_mail(outgoing, account).reply_to == []
    account.marks_replies = True
    assert as_mail(outgoing, account).reply_to == [marked(account.from_address, message.conversation_id)]


@pytest.mark.parametrize(
    "subject", ["=?utf-8?q?Hi=0D=0ABcc:_eve@elsewhere.example?=", "Hi\r Bcc: eve@elsewhere.example"]
)
def test_no_header_gets_in_through_a_subject_or_a_name(desk: Desk, subject: str) -> None:
    sender = f'"=?utf-8?q?Ann=0ABcc:_x?=" <{ANN}>'
    message = post(desk.shop, "a1", sender, subject=subject)
    assert "\n" not in message.body.subject + message.body.sender_name
    case = Message.objects.get(pk=message.pk).case_messages.get().case
    outgoing = send_reply(case, "On its way.", seen_message_id=case.newest_message_id, by=desk.by)
    sent = as_mail(outgoing, MailAccount.objects.get()).message()
    assert sent["Bcc"] is None
    assert outgoing.recipient == ANN
