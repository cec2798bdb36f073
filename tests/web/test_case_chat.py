import pytest
from django.test import Client

from amends.cases.models import Case
from amends.inbox.models import Message
from tests.inbox.posted import post, proving
from tests.web import rows

pytestmark = pytest.mark.django_db
RECORD = "tb123 (2026-11-16 10:00:00):\n在吗\n小店:小美 (2026-11-16 10:01:30):\n在的"


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    sender = "ann-1@marketplace.amazon.com"
    return post(desk.amazon, "c1", sender, results=proving("amazon.com")).case_messages.get().case


def test_a_chat_is_pasted_into_the_case(case: Case, at_desk: Client) -> None:
    page = f"/desk/{case.pk}/chat"
    assert "Chat record" in at_desk.get(page).content.decode()
    answer = at_desk.post(page, {"text": RECORD})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/{case.pk}")
    shown = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert "在的" in shown
    assert "A chat was pasted" in shown
    assert "2 messages of the chat came in." in shown
    again = at_desk.post(page, {"text": RECORD}, follow=True).content.decode()
    assert "Every message of this chat was here already." in again


def test_the_page_asks_who_the_buyer_is(case: Case, at_desk: Client) -> None:
    page, record = f"/desk/{case.pk}/chat", RECORD.replace("小店:小美", "小美")
    asked = at_desk.post(page, {"text": record}).content.decode()
    assert 'value="小美"' in asked
    assert "在的</textarea>" in asked
    assert at_desk.post(page, {"text": record, "buyer": "tb123"}).status_code == 302
    assert Message.objects.filter(external_id__startswith="chat:", direction="in").count() == 1


def test_what_is_no_chat_is_said_so(case: Case, at_desk: Client) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/chat", {"text": "<b>hello</b>"})
    assert answer.status_code == 400
    assert "does not read like a chat" in answer.content.decode()
    assert "&lt;b&gt;hello" in answer.content.decode()
