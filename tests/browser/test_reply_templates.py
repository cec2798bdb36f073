"""Reply templates in a real browser: reworded with the preview beside, then found and used on a case."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from amends.inbox.models import Draft
from tests.browser.conftest import Looker, log_in
from tests.web import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITOR = "/settings/replies/acknowledge/en/default"
WORDS = {"en": "seen", "zh-Hans": "核实", "fr": "regardons"}


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh-Hans", 1024), ("fr", 390)])
def test_reworded_and_used(
    desk: rows.Desk, live_server: LiveServer, chromium: Browser, pictures: Path, language: str, width: int
) -> None:
    desk.owner.language = language
    desk.owner.save()
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    log_in(page, live_server.url)
    looker = Looker(page, f"replies-{language}-{width}", pictures)
    page.goto(f"{live_server.url}/settings/replies?marketplace=amazon")
    expect(page.locator("table.reply-list tbody tr")).to_have_count(43)
    looker.look("list")
    page.goto(f"{live_server.url}{EDITOR}")
    looker.look("editor")
    page.locator("#text").fill("If you delete your review, we refund {{ nothing }}.")
    expect(page.locator("#preview .bad")).to_contain_text("nothing")
    page.locator("#text").fill("If you remove your review, we refund you.")
    expect(page.locator("#preview mark.error")).to_contain_text("review")
    looker.look("found")
    page.locator("#text").fill("Sorry about order {{ order_number }}. You hear from me by {{ answer_by }}.")
    expect(page.locator("#preview .as-read")).to_contain_text("You hear from me by")
    page.locator("button[value=save]").click()
    expect(page.locator(".versions li")).to_have_count(1)
    looker.look("saved")
    page.goto(f"{live_server.url}/desk")
    page.locator("#queue [data-row]").first.click()
    expect(page.locator("#proposals .choosing")).to_be_attached()
    page.keyboard.press("v")
    page.locator("#template-words").fill(WORDS[language])
    expect(page.locator("#proposals .line:visible")).to_have_count(1)
    looker.look("menu")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).not_to_be_empty()
    assert Draft.objects.get().template in ("acknowledge@1", "acknowledge", "acknowledge.chat")
    context.close()
    assert looker.complaints == []
