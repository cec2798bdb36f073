"""Mailboxes, the alarm on the desk, the quarantine and a conversation, on any screen, by day and night."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.cases.models import Case
from amends.core import clock
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import put_aside
from amends.imports.models import QuarantinedMail
from amends.imports.quarantine import Unread
from amends.inbox.models import CaseMessage, Message
from amends.mailboxes.health import note_fault, note_good
from amends.mailboxes.models import Mailbox
from tests import people
from tests.browser.conftest import Looker, log_in
from tests.mailboxes.dovecot import PASSWORD, Dovecot, dovecot
from tests.web import rows
from tests.web.asgi_server import served
from tests.web.test_case_conversation import BOUNCE, sent, told
from tests.web.test_mailboxes import kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ODD = (
    "From: =?utf-8?q?Marie_L=C3=A9ger?= <marie@buyer.example>\nTo: desk@lantern.example\n"
    "Subject: Pot cassé / broken planter\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\n\nBonjour, le pot est arrivé cassé. Que faire ?\n\n--c\n<script>alert(1)</script>\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def troubled(desk: rows.Desk) -> rows.Desk:
    """One mailbox answers, one has not for an hour; a mail nobody could read; a reply that came back."""
    good = kept(desk.amazon, "desk@lantern.example", host="imap.gmail.com", port=993, security="tls")
    bad = kept(desk.taobao, "dengwu@163.com", host="imap.163.com", port=993, security="tls")
    kept(desk.amazon, "returns@lantern.example", host="imap.ionos.com", port=993, security="tls")
    note_good(good.pk, is_idling=True)
    Mailbox.objects.filter(pk=good.pk).update(taken=48_211, mail_at=clock.now() - timedelta(minutes=4))
    note_fault(bad.pk, "refused", "LOGIN Login error or password error")
    octets = ODD.encode()
    unread = Unread(
        [octets], "reader_fell", "Mail 7 breaks the reader.", ArrivedMail(octets, "INBOX, mail 7")
    )
    put_aside(desk.amazon, [unread], by=people.actor(desk.owner))
    talkative(Case.objects.get(buyer__person__shown_name="M. Okafor"))
    return desk


def talkative(case: Case) -> None:
    CaseMessage.objects.filter(case=case, message__direction="in").update(issue_types=[["damaged", 0.9]])
    Message.objects.filter(case_messages__case=case, direction="in").update(
        sender_proof="unproven", outside_pictures=2
    )
    ours = sent(case)
    told(case, BOUNCE, "bounce", in_reply_to=Message.objects.get(pk=ours.pk).external_id)


def test_added_by_its_address_after_a_trial(desk: rows.Desk, chromium: Browser, server: Dovecot) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with served() as address:
        log_in(page, address)
        page.goto(f"{address}/settings/mailboxes")
        page.get_by_role("link", name="Add a mailbox").first.click()
        page.get_by_label("E-mail address").fill("desk@lantern.example")
        page.get_by_role("button", name="Next").click()
        page.get_by_label("Shop that its mails are for").select_option(label="LANTERN-US")
        page.get_by_label("Server", exact=True).first.fill("127.0.0.1")
        page.get_by_label("Port").fill(str(server.port))
        page.get_by_label("Encryption").select_option("none")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Only try it").click()
        expect(page.get_by_role("alert")).to_contain_text("does not accept login and password")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Only try it").click()
        expect(page.locator(".notice.good")).to_contain_text("Logged in.")
        page.get_by_label("Sent", exact=True).check()
        page.get_by_role("button", name="Log in and keep").click()
        expect(page.locator(".said")).to_contain_text("The mailbox is kept.")
        page.context.close()
    assert Mailbox.objects.get().folders == ["INBOX", "Sent"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_how_it_looks(
    troubled: rows.Desk,
    chromium: Browser,
    pictures: Path,
    width: int,
    height: int,
    scheme: str,
    language: str,
) -> None:
    troubled.owner.language = language
    troubled.owner.save()
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    looker = Looker(page, f"mailboxes-{language}-{width}-{scheme}", pictures)
    bad = Mailbox.objects.get(address="dengwu@163.com")
    case = Case.objects.get(buyer__person__shown_name="M. Okafor")
    mail = QuarantinedMail.objects.get()
    with served() as address:
        log_in(page, address)
        looker.look("desk")
        for at, path in (
            ("list", "/settings/mailboxes"),
            ("failing", f"/settings/mailboxes/{bad.pk}"),
            ("address", "/settings/mailboxes/add"),
            ("add", "/settings/mailboxes/add?address=dengwu2@qq.com"),
            ("messages", "/messages"),
            ("quarantine", "/messages/quarantine"),
            ("quarantined", f"/messages/quarantine/{mail.pk}"),
        ):
            page.goto(f"{address}{path}")
            page.wait_for_load_state()
            looker.look(at)
        page.goto(f"{address}/desk/{case.pk}")
        expect(page.locator(".msg mark").first).to_be_visible()
        expect(page.locator(".unread")).to_have_count(0)  # queue and panel have come
        page.locator("details.told").first.locator("summary").click()
        looker.look("conversation")
        context.close()
    assert looker.complaints == []
