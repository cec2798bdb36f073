"""An agent's day: the most urgent case, its assessment, the answer, what stops it, and the queue by keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.accounts.mail_accounts import MailServer as Settings
from amends.accounts.mail_accounts import set_mail_account
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core import clock
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Conversation, Draft, OutgoingMessage
from tests import people
from tests.browser.conftest import Looker, log_in
from tests.inbox.mail_server import MailServer, running
from tests.web import case_rows, rows
from tests.web.asgi_server import served
from tests.web.pixels import png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = {
    "en": ("Nothing to do", "yours", "met", "Not sent: the buyer has written again", "leaving", "Draft kept"),
    "zh-Hans": ("这里没有待办", "我的", "已达成", "未发送：买家又发来了新消息", "即将发出", "草稿已保存"),
    "fr": ("Rien à faire", "à vous", "tenu", "l’acheteur a réécrit", "sur le départ", "Brouillon gardé"),
}  # fmt: skip
DAYS = [("zh-Hans", 1440, "dark"), ("en", 1440, "light"), ("fr", 1024, "light")]
STOPPED = re.compile(r"\b409\b")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


def buyer_writes(case: Case, words: str, *, heard: bool) -> None:
    talk = Conversation.objects.filter(case=case).latest("pk")
    case_rows.message_of(case, talk, words, clock.now())
    if heard:
        announce([case.pk])


def leave(outgoing: OutgoingMessage) -> None:
    """Its seconds are over: the worker takes it."""
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(leaves_at=clock.now())
    assert hand_over(outgoing.pk).state == "sent"


@pytest.mark.parametrize(("language", "width", "scheme"), DAYS)
def test_an_agents_day(
    desk: rows.Desk,
    chromium: Browser,
    pictures: Path,
    mail_server: MailServer,
    language: str,
    width: int,
    scheme: str,
) -> None:
    nothing, yours, met, stopped, leaving, kept = SAID[language]
    desk.owner.language, desk.owner.theme = language, scheme
    desk.owner.save()
    settings = Settings("127.0.0.1", mail_server.port, "none", "", "desk@lantern.example", "Lantern House")
    set_mail_account(desk.amazon, settings, password=None, by=people.actor(desk.owner))
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    looker = Looker(page, f"{language}-{width}-{scheme}", pictures)
    with served() as address:
        log_in(page, address)
        looker.look("desk")

        # The most urgent case, by keys alone.
        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(page.locator("#case-title")).to_contain_text("Ceramic planter")
        page.keyboard.press("t")
        expect(page.locator(".case-title .meta")).to_contain_text(yours)
        case = Case.objects.get(pk=page.locator("#case").get_attribute("data-case"))
        assert case.assignee_id == desk.owner.pk

        # What it means, and what it costs.
        if width <= 1180:
            page.locator(".panes label").last.click()
        expect(page.locator("#panel .ways .best")).to_have_count(1)
        expect(page.locator("#panel .route")).to_be_visible()
        looker.look("case-panel")
        if width <= 1180:
            page.locator(".panes label").first.click()

        # The draft, kept as typed, sent; the clock stops when it has left.
        page.keyboard.press("Escape")
        page.locator("#case-title").click()
        page.keyboard.press("d")
        expect(page.locator("#reply-text")).to_have_value(re.compile("M. Okafor"))
        expect(page.locator("#draft-kept")).to_contain_text(kept)
        files = page.locator("#reply [type=file]")
        for name in ("new planters 新.png", "wrong one.png"):
            files.set_input_files({"name": name, "mimeType": "image/png", "buffer": png(8, 6, (20, 90, 60))})
            expect(page.locator("#reply-files")).to_contain_text(name)
        page.locator(".reply-file button").last.click()
        expect(page.locator(".reply-file")).to_have_count(1)
        expect(page.locator("#reply-text")).to_be_focused()
        looker.look("case")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".outgoing .by")).to_contain_text(leaving)
        expect(page.locator("#reply-text")).to_have_value("")
        expect(page.locator(".outgoing .files")).to_contain_text("new planters 新.png")
        looker.look("case-leaving")
        leave(OutgoingMessage.objects.get())
        expect(page.locator(".both-clocks .met").first).to_have_text(met)
        expect(page.locator(".msg.us")).to_have_count(2)
        looker.look("case-answered")
        assert len(mail_server.kept) == 1
        assert b"image/png" in mail_server.kept[0]
        assert b"wrong" not in mail_server.kept[0]

        # A second one is taken back in time.
        page.locator("#reply-text").fill("One more thing:")
        page.locator("#reply .reply-bar .go").click()
        page.locator(".undo button").click()
        expect(page.locator("#reply-text")).to_have_value("One more thing:")
        expect(page.locator(".outgoing")).to_have_count(0)
        assert OutgoingMessage.objects.latest("pk").state == "cancelled"

        # A message that came meanwhile stops it, and shows itself; the text stays.
        buyer_writes(case, "forget it, just refund me", heard=False)
        page.locator("#reply .reply-bar .go").click()
        expect(page.locator("#reply .notice")).to_contain_text(stopped)
        expect(page.locator(".msg.new")).to_contain_text("just refund me")
        expect(page.locator("#reply-text")).to_have_value("One more thing:")
        looker.look("case-stopped")
        assert Draft.objects.get().text == "One more thing:"

        # What happens elsewhere shows itself without a touch, and leaves the text alone.
        buyer_writes(case, "are you there??", heard=True)
        expect(page.locator("#flow")).to_contain_text("are you there??")
        expect(page.locator("#reply-text")).to_have_value("One more thing:")

        work_by_keys(page, nothing)
        looker.look("desk-worked")

        # A file that a marketplace gave is handed in.
        page.keyboard.press("g")
        page.keyboard.press("i")
        page.wait_for_url(re.compile(r"/imports$"))
        orders = {"name": "订单.csv", "mimeType": "text/csv", "buffer": b"order-id,sku\n1,2\n"}
        page.locator("#upload [name=shop]").select_option(desk.amazon.code)
        page.locator("#files").set_input_files(orders)
        page.locator("#upload button.go").click()
        page.wait_for_url(re.compile(r"/imports/\d+$"))
        expect(page.locator("h1")).to_contain_text("订单.csv")
        context.close()
    assert [said for said in looker.complaints if not STOPPED.search(said)] == []


def work_by_keys(page: Page, nothing: str) -> None:
    """The rest of the queue: a note, put away, no answer needed, solved, found again."""
    page.locator("#case-title").click()
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(re.compile(r"/desk$"))
    page.locator("#queue .views a").nth(2).click()
    expect(page.locator("#queue .views a").nth(2)).to_have_attribute("aria-current", "page")
    expect(page.locator("#queue .row")).to_have_count(6)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#case-title")).to_contain_text("Serre-livres")
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Part 4 of the set.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.note")).to_contain_text("Part 4 of the set.")
    page.keyboard.press("w")
    expect(page.locator("[data-shortcut=w]")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator("#queue .row")).to_have_count(5)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#case-title")).not_to_contain_text("Serre-livres")
    page.keyboard.press("z")
    expect(page.locator(".sheet [name=until]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#queue .row")).to_have_count(4)
    page.locator("#queue .views a").nth(4).click()
    expect(page.locator("#queue")).to_contain_text(nothing)


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("zh-Hans", "light"), ("fr", "dark")])
def test_on_a_phone(desk: rows.Desk, chromium: Browser, pictures: Path, language: str, scheme: str) -> None:
    desk.owner.language, desk.owner.theme = language, scheme
    desk.owner.save()
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    looker = Looker(page, f"{language}-390-{scheme}", pictures)
    with served() as address:
        log_in(page, address)
        looker.look("desk")
        page.locator("#queue [data-row]").first.click()
        expect(page.locator("#queue")).to_be_hidden()
        expect(page.locator("#proposals form").first).to_be_visible()
        looker.look("case")
        page.locator(".panes label").last.click()
        expect(page.locator("#panel .ways")).to_be_visible()
        looker.look("case-panel")
        page.locator(".to-queue").click()
        expect(page.locator("#queue .row")).to_have_count(7)
        context.close()
    assert looker.complaints == []


def height(page: Page, part: str) -> float:
    box = page.locator(part).bounding_box()
    assert box is not None
    return box["height"]


def test_the_conversation_keeps_the_screen(desk: rows.Desk, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    verbs, bar, talk = page.locator(".verbs"), page.locator(".reply-bar"), ".flow-scroll"
    with served() as address:
        log_in(page, address)
        page.goto(f"{address}/desk/{Case.objects.get(order_number='112-8841907-5530612').pk}")
        expect(page.locator("#proposals form").first).to_be_visible()
        expect(verbs).to_be_hidden()
        expect(bar).to_be_hidden()
        assert height(page, talk) > 844 * 0.6
        page.locator(".unfolds").click()
        expect(verbs).to_be_visible()
        page.locator(".unfolds").click()
        page.locator("#reply-text").click()
        expect(bar).to_be_visible()
        page.locator(talk).click(position={"x": 5, "y": 5})
        expect(bar).to_be_hidden()
        page.keyboard.press("i")
        expect(page.locator("#type-words")).to_be_focused()
        page.keyboard.press("Escape")
        page.locator("#reply-text").fill("Change your review and we refund you. We guarantee delivery.")
        page.locator("#case-title").click()
        expect(bar).to_be_visible()
        expect(page.locator("#reply-findings .finding:visible")).not_to_have_count(0)
        page.set_viewport_size({"width": 1400, "height": 900})
        assert height(page, talk) * 2 > height(page, ".talk")
        context.close()


def test_without_script(desk: rows.Desk, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    with served() as address:
        log_in(page, address)
        page.locator("#queue [data-row]").first.click()
        page.get_by_role("button", name="Take it").click()
        expect(page.locator(".case-title .meta")).to_contain_text("yours")
        page.locator("#panel a").click()
        page.get_by_role("button", name="Use it").click()
        expect(page.locator("#reply-text")).to_have_value(re.compile("M. Okafor"))
        page.locator("#reply .reply-bar .go").click()
        expect(page.locator(".outgoing .notice")).to_be_visible()
        page.locator(".outgoing .go").click()
        expect(page.locator(".both-clocks .met").first).to_have_text("met")
        context.close()
