"""A reply that must not be sent: stopped, mended with the offered wording, sent; on any screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.accounts.models import User
from amends.inbox.models import OutgoingMessage
from tests.browser.conftest import Looker, log_in
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEGIN = "I am so sorry about the planters 🌱. "
FORBIDDEN = "Please change your review and we will refund you in full."


def open_planters(page: Page, address: str) -> None:
    log_in(page, address)
    page.locator("#queue .row").filter(has_text="M. Okafor").first.click()
    expect(page.locator("#reply-text")).to_be_visible()
    page.wait_for_load_state()


def test_stopped_mended_and_sent(desk: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with served() as address:
        open_planters(page, address)
        box = page.locator("#reply-text")
        box.fill(BEGIN + FORBIDDEN)
        found = page.locator("#reply-findings")
        expect(found).to_contain_text("Must not be sent")
        expect(page.locator("#reply-marks mark").first).to_be_attached()
        marked = "".join(page.locator("#reply-marks mark").all_inner_texts())
        assert marked in FORBIDDEN
        page.locator("#reply .go").first.click()
        expect(page.locator("#talk")).to_contain_text("Must not be sent")
        expect(box).to_have_value(BEGIN + FORBIDDEN)
        expect(page.locator("#not-sent")).to_be_focused()
        expect(page.locator("#not-sent")).to_be_in_viewport()
        assert not OutgoingMessage.objects.exists()
        offered = found.locator("[data-suggestion]").first.text_content() or ""
        found.get_by_role("button", name="Use this wording").first.focus()
        page.keyboard.press("Enter")
        expect(box).to_have_value(BEGIN + offered)
        expect(found.locator(".finding:visible")).to_have_count(0)
        expect(page.locator("#not-sent")).to_be_hidden()
        page.keyboard.press("Control+z")
        expect(box).to_have_value(BEGIN + FORBIDDEN)
        expect(found.locator(".finding").first).to_be_visible()
        found.get_by_role("button", name="Use this wording").first.click()
        expect(box).to_have_value(BEGIN + offered)
        page.locator("#reply .go").first.click()
        expect(page.locator(".outgoing")).to_contain_text(offered[:30])
        assert OutgoingMessage.objects.get().text == BEGIN + offered
        page.context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_how_it_looks(
    desk: rows.Desk, chromium: Browser, pictures: Path, width: int, height: int, scheme: str, language: str
) -> None:
    User.objects.filter(login="limin").update(language=language)
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    looker = Looker(page, f"checking-{language}-{width}-{scheme}", pictures)
    with served() as address:
        open_planters(page, address)
        page.locator("#reply-text").fill(f"{BEGIN}{FORBIDDEN} We guarantee delivery tomorrow.")
        expect(page.locator("#reply-findings .finding.warning").first).to_be_attached()
        looker.look("found")
        page.locator("#reply .go").first.click()
        expect(page.locator("#not-sent")).to_be_focused()
        looker.look("stopped")
        context.close()
    refused = [each for each in looker.complaints if "409" in each]  # a browser tells of every refusal
    assert [each for each in looker.complaints if each not in refused] == []
