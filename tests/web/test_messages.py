from typing import Any

import pytest
from django.test import Client

from amends.inbox.models import Conversation, Message, MessageAttachment
from amends.web.file_names import safe_name
from tests import people
from tests.web import case_rows, rows


def test_the_list_shows_the_newest_words(at_desk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        text = at_desk.get("/messages").content.decode()
    for shown in ("M. Okafor", "Arrived broken", "ok. will it be here by sunday", "112-8841907-5530612"):
        assert shown in text


def test_a_conversation_is_text(at_desk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        text = at_desk.get(f"/messages/{Conversation.objects.get().pk}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert text.index("Both planters arrived") < text.index("I am sorry") < text.index("by sunday")
    assert "\u202e" not in text


def test_a_mail_without_anything(desk: rows.Desk, at_desk: Client) -> None:
    talk = Conversation.objects.get()
    Message.objects.create(
        organisation=desk.organisation, conversation=talk, shop=desk.amazon, external_id="<empty>",
        direction="in", received_at=rows.NOON,
    )  # fmt: skip
    assert at_desk.get(f"/messages/{talk.pk}").status_code == 200
    assert at_desk.get("/messages").status_code == 200


def test_a_download_is_an_attachment_in_a_sandbox(at_desk: Client) -> None:
    answer = at_desk.get(f"/messages/attachments/{MessageAttachment.objects.get().pk}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[arg-type]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert ".." not in answer["Content-Disposition"]


def test_the_source_of_a_mail(at_desk: Client) -> None:
    message = Message.objects.get(content__isnull=False)
    answer = at_desk.get(f"/messages/mail/{message.pk}.eml")
    assert b"".join(answer.streaming_content).startswith(b"Subject: Broken")  # type: ignore[arg-type]
    without = Message.objects.filter(content__isnull=True).first()
    assert without is not None
    assert at_desk.get(f"/messages/mail/{without.pk}.eml").status_code == 404


@pytest.mark.parametrize("role", ["warehouse"])
def test_who_may_not_read_messages(desk: rows.Desk, client: Client, role: str) -> None:
    client.force_login(people.user(desk.organisation, "wu", role))
    for address in (
        "/messages",
        f"/messages/{Conversation.objects.get().pk}",
        f"/messages/attachments/{MessageAttachment.objects.get().pk}",
        f"/messages/mail/{Message.objects.exclude(content=None).get().pk}.eml",
    ):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('x";\r\n.html', "x_;__.html"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("发票.pdf", "发票.pdf"),
        ("", "file"),
        (" . ", "file"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
        ("\ud800.txt", "?.txt"),
    ],
)
def test_safe_names(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def listed(client: Client, **asked: str) -> bool:
    return "ok. will it be here by sunday" in client.get("/messages", asked).content.decode()


def test_messages_by_shop_turn_and_words(desk: rows.Desk, at_desk: Client) -> None:
    assert listed(at_desk, turn="buyer")
    assert not listed(at_desk, turn="us")
    assert not listed(at_desk, turn="unanswered"), "no case waits for an answer yet"
    assert listed(at_desk, shop="LANTERN-US")
    assert not listed(at_desk, shop="TB-灯笼家居")
    for words in (
        "PLANTERS pieces",
        "soil spilled",
        "mary",
        "mokafor@marketplace.example",
        "112-8841907-5530612",
    ):
        assert listed(at_desk, q=words), words
    assert not listed(at_desk, q="lunchbox")
    case_rows.broken_planters(desk)
    assert at_desk.get("/messages", {"turn": "odd", "q": "\0", "before": "x_y"}).status_code == 200


def test_lists_name_the_zone_where_shops_differ_and_the_reader_chose_none(
    desk: rows.Desk, at_desk: Client
) -> None:
    assert "UTC+8</time>" in at_desk.get("/orders").content.decode()
    assert "UTC+8</time>" not in at_desk.get("/orders?shop=LANTERN-US").content.decode()
    answer = at_desk.post("/settings/account/name", {"name": "Li Min", "time_zone": "Europe/Paris"})
    assert answer.status_code == 302
    text = at_desk.get("/orders").content.decode()
    assert "Europe/Paris (UTC+01:00)" in text
    assert "UTC+8</time>" not in text
    assert at_desk.post("/settings/account/name", {"time_zone": "Mars/North"}).status_code == 400


def test_the_rail_offers_what_one_may_open(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "wu", "warehouse"))
    text = client.get("/orders").content.decode()
    assert 'href="/orders"' in text
    assert 'href="/messages"' not in text
    assert 'href="/desk"' not in text
    assert client.get("/")["Location"] == "/orders"
    refused = client.get("/messages").content.decode()
    assert "See messages" in refused
    client.force_login(people.user(desk.organisation, "new"))
    assert client.get("/")["Location"] == "/settings/account"
