"""A message in Chinese is found while one types it, opened by keys, and the search kept for the team."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Looker, log_in
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_found_while_typing(desk: rows.Desk, chromium: Browser, pictures: Path) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    looker = Looker(page, "search", pictures)
    with served() as address:
        log_in(page, address)
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.insert_text("转运中心")
        expect(page.locator("#found mark").first).to_have_text("转运中心")
        expect(page.locator("#found .hit")).to_have_count(1)
        looker.look("typing")
        page.keyboard.press("Escape")
        expect(page.locator("#found")).to_be_hidden()
        page.keyboard.press("/")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#found .hit a")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/desk/\d+$"))
        expect(page.locator("#case")).to_contain_text("都十天了还在呼和浩特转运中心不动")

        page.locator("#find").fill("carier:yto 是:逾期")
        expect(page.locator("#found .notice")).to_contain_text("carrier:yto")
        page.locator("#find").press("Enter")
        expect(page.locator("main .notice")).to_contain_text("carrier:yto")
        expect(page.locator("main .hit")).to_have_count(1)
        looker.look("page")
        page.locator("h1").click()
        page.keyboard.press("s")
        page.locator("#view-name").fill("Late ones")
        page.locator("main .form button.go").click()
        page.wait_for_url(re.compile(r"/search\?q="))
        expect(page.locator("main .hit")).to_have_count(1)
        page.set_viewport_size({"width": 390, "height": 844})
        looker.look("phone")
        page.context.close()
    assert looker.complaints == []
