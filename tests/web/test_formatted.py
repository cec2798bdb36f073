"""How a mail's words, files and formatting are shown."""

import re

import pytest
from django.test import Client

from amends.inbox.models import Message
from amends.web.folded import pieces
from tests.inbox.posted import post, proving
from tests.web import rows

RELAY = "ann-1@marketplace.amazon.com"
GOOD = proving("amazon.com")
ANSWER = "Still broken.\n\nOn Mon, 16 Nov 2026, Shop wrote:\n> Hello\n\n-- \nAnn"


def test_pieces_hold_the_whole_text() -> None:
    assert [(each.text, each.kind) for each in pieces(ANSWER)] == [
        ("Still broken.", ""),
        ("On Mon, 16 Nov 2026, Shop wrote:\n> Hello", "quoted"),
        ("-- \nAnn", "signature"),
    ]
    assert [each.text for each in pieces("only this")] == ["only this"]
    assert pieces("") == []


def html_mail(desk: rows.Desk) -> Message:
    html = (
        '<p style="color:red">It is <b>broken</b><script>steal()</script></p>'
        '<img src="https://spy.example/1.png"><a href="javascript:steal()">x</a>'
    )
    return post(desk.amazon, "h1", RELAY, html, results=GOOD, Content_Type="text/html")


def test_the_formatted_mail_runs_and_fetches_nothing(desk: rows.Desk, at_desk: Client) -> None:
    message = html_mail(desk)
    answer = at_desk.get(f"/messages/mail/{message.pk}.html")
    text = answer.content.decode()
    assert "<b>broken</b>" in text
    assert "1 picture from outside was not loaded." in text
    assert "steal" not in text
    assert "spy.example" not in text
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_mail_without_formatting_shows_its_words(desk: rows.Desk, at_desk: Client) -> None:
    message = post(desk.amazon, "p1", RELAY, "1 < 2 & 3", results=GOOD)
    assert "<pre>1 &lt; 2 &amp; 3</pre>" in at_desk.get(f"/messages/mail/{message.pk}.html").content.decode()
    without = Message.objects.filter(content__isnull=True).first()
    assert without is not None
    assert at_desk.get(f"/messages/mail/{without.pk}.html").status_code == 404


def test_the_case_folds_history_and_says_what_to_know(desk: rows.Desk, at_desk: Client) -> None:
    forged = post(desk.amazon, "f1", RELAY, ANSWER)
    case = forged.case_messages.get().case
    text = re.sub("</?mark[^>]*>", "", at_desk.get(f"/desk/{case.pk}").content.decode())
    assert "Perhaps forged" in text
    assert text.index("Still broken.") < text.index("Quoted history") < text.index("&gt; Hello")
    link = f"/messages/mail/{forged.pk}.html"
    assert link not in text
    assert f"/messages/mail/{html_mail(desk).pk}.html" not in text


@pytest.mark.parametrize(
    ("head", "content", "shown"),
    [
        ("Content-Type: image/png; name=a.png", "MZ program", "not what its name says"),
        ("Content-Type: application/zip; name=a.zip", "PK\x03\x04", "archive"),
        ("Content-Type: application/x; name=photo.jpg.exe", "x", "may run when opened"),
    ],
)
def test_files_to_be_careful_with(
    desk: rows.Desk, at_desk: Client, head: str, content: str, shown: str
) -> None:
    words = f"--b\n\nlook\n--b\n{head}\n\n{content}\n--b--\n"
    message = post(desk.amazon, "a1", RELAY, words, results=GOOD, Content_Type="multipart/mixed; boundary=b")
    for page in (f"/messages/{message.conversation_id}", f"/desk/{message.case_messages.get().case_id}"):
        text = at_desk.get(page).content.decode()
        assert shown in text
        assert "<img" not in text.split("marked")[-1].split("</article>")[0]


def test_a_date_in_the_future_is_not_shown_as_one(desk: rows.Desk, at_desk: Client) -> None:
    message = post(desk.amazon, "d1", RELAY, results=GOOD, Date="Mon, 16 Nov 2099 09:00:00 +0000")
    for page in (f"/messages/{message.conversation_id}", f"/desk/{message.case_messages.get().case_id}"):
        assert "2099" not in at_desk.get(page).content.decode()
