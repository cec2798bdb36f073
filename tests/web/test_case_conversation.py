"""What a case says of each message: the words that decided, proof, what came back, what machines wrote."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.models import Case
from amends.inbox.models import CaseMessage, Conversation, Message, PlatformEvent
from amends.triage.deciding import Span
from amends.web.case_told import reason_in
from amends.web.folded import marked_parts, pieces
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

WHY = "<mokafor@marketplace.example>: host mx.example[192.0.2.1] said: 550 5.1.1 <script>User unknown"
BOUNCE = f"""I'm sorry to have to inform you that your message could not be delivered.

{WHY}
"""


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


def shown(client: Client, case: Case) -> str:
    answer = client.get(f"/desk/{case.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(case: Case, text: str, kind: str, **columns: object) -> Message:
    """A mail that no buyer wrote reaches the case."""
    talk = Conversation.objects.filter(case=case).order_by("pk")[0]
    at = NOON + timedelta(seconds=PlatformEvent.objects.count())
    message = case_rows.message_of(case, talk, text, at, name="Mail Delivery System")
    CaseMessage.objects.filter(message=message).delete()
    Message.objects.filter(pk=message.pk).update(kind=kind, **columns)
    PlatformEvent.objects.create(organisation=case.organisation, message=message, case=case, kind=kind)
    return message


def sent(case: Case, **columns: object) -> Message:
    """A reply of ours that left."""
    reply = case_rows.written_for(case, state="sent", handed_over_at=NOON, **columns)
    talk = reply.conversation
    message = case_rows.message_of(case, talk, reply.text, NOON, direction="out")
    Message.objects.filter(pk=message.pk).update(external_id=reply.idempotency_key)
    reply.message = message
    reply.save()
    return message


class TestDecidingWords:
    def test_marked_where_the_buyer_wrote_them(self, at_desk: Client, case: Case) -> None:
        CaseMessage.objects.filter(case=case, message__direction="in").update(issue_types=[["damaged", 0.9]])
        page = shown(at_desk, case)
        marks = re.findall(r"<mark class=\"(?:strong|weak)\">([^<]+)</mark>", page)
        assert marks
        assert f"/desk/{case.pk}/about" in page
        assert page.count("Marked: what spoke for") == 1, "the newest that tells of it, no other"

    def test_none_where_nothing_was_judged(self, at_desk: Client, case: Case) -> None:
        CaseMessage.objects.filter(case=case).update(issue_types=[])
        assert "<mark class=" not in shown(at_desk, case)

    @given(st.data())
    def test_no_sign_is_lost_between_marks(self, data: st.DataObject) -> None:
        text = data.draw(st.text(max_size=60))
        ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
        spans = [Span(start, end, 1.0) for start, end in zip(ends[::2], ends[1::2], strict=False)]
        start = data.draw(st.integers(0, len(text)))
        parts = marked_parts(text, start, len(text), spans)
        assert "".join(part.text for part in parts) == text[start:]
        for piece in pieces(text, spans):
            assert "".join(part.text for part in piece.parts) == piece.text

    def test_history_that_is_folded_has_no_marks(self) -> None:
        text = "It broke.\n\n> It broke in transit"
        found = pieces(text, [Span(3, 8, 1.0), Span(16, 21, 1.0)])
        marked = [(piece.kind, part.text) for piece in found for part in piece.parts if part.mark]
        assert marked == [("", "broke")]


class TestWhatCameBack:
    def test_ours_says_why_it_could_not_be_delivered(self, at_desk: Client, case: Case) -> None:
        ours = sent(case)
        told(case, BOUNCE, "bounce", in_reply_to=Message.objects.get(pk=ours.pk).external_id)
        page = shown(at_desk, case)
        assert "It could not be delivered" in page
        assert "550 5.1.1 &lt;script&gt;User unknown" in page
        assert "Mail Delivery System" in page

    def test_a_bounce_of_something_else_marks_nothing(self, at_desk: Client, case: Case) -> None:
        sent(case)
        told(case, BOUNCE, "bounce", in_reply_to="elsewhere@x.example")
        page = shown(at_desk, case)
        assert "It could not be delivered" not in page
        assert "Could not be delivered" in page, "it is there to be read"

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (BOUNCE, WHY),
            ("Undelivered\n\nStatus: 5.2.2 mailbox full", "Status: 5.2.2 mailbox full"),
            ("Not delivered.\nSorry.", "Not delivered."),
            ("", ""),
        ],
    )
    def test_the_reason_is_the_line_with_the_code(self, text: str, reason: str) -> None:
        assert reason_in(text) == reason


class TestFlags:
    def test_an_unproven_sender_is_said_to_be(self, at_desk: Client, case: Case) -> None:
        assert "sender not proven" not in shown(at_desk, case)
        Message.objects.filter(case_messages__case=case, direction="in").update(sender_proof="unproven")
        assert "sender not proven" in shown(at_desk, case)

    def test_what_machines_wrote_is_folded_and_named(self, at_desk: Client, case: Case) -> None:
        told(case, "I am away until Monday.", "automatic")
        page = shown(at_desk, case)
        assert re.search(r"<details class=\"told\".*?Automatic reply", page, re.DOTALL)
        assert "I am away until Monday." in page

    def test_our_own_automatic_ones_are_marked(self, at_desk: Client, case: Case) -> None:
        sent(case, purpose="automatic")
        assert "automatic acknowledgement" in shown(at_desk, case)

    def test_few_queries(self, at_desk: Client, case: Case, django_assert_max_num_queries: Any) -> None:
        for _ in range(5):
            told(case, BOUNCE, "bounce")
        with django_assert_max_num_queries(18):
            shown(at_desk, case)
