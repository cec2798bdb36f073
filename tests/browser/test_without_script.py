"""The desk works where scripts are switched off."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from amends.cases.models import Case
from tests import people
from tests.browser.test_first_day import do_the_jobs, log_in, report
from tests.web import rows
from tests.web.asgi_server import served
from tests.web.rows import PASSWORD

__all__ = ["report"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_file_goes_in_without_script(live_server: LiveServer, chromium: Browser, report: Path) -> None:
    seller = people.organisation("Lantern House")
    people.user(seller, "limin", "owner", password=PASSWORD)
    people.shop(seller, "LANTERN-US")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server.url)
    page.locator("#files").set_input_files(report)
    page.locator("#upload button.go").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    do_the_jobs()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator(".outcomes .created dd")).to_have_text("2")
    page.locator(".result .button.go").click()
    page.get_by_role("link", name="112-8841907-5530612").click()
    page.get_by_role("link", name="Show it word for word").click()
    expect(page.locator("main")).to_contain_text("item-price")
    context.close()


def test_what_a_case_means_is_seen_on_a_phone(desk: rows.Desk, chromium: Browser) -> None:
    """On its own page nothing hides it behind the conversation, as the two panes of a case do."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    case = Case.objects.get(order_number="112-8841907-5530612")
    with served() as address:
        log_in(page, address)
        page.goto(f"{address}/desk/{case.pk}/panel")
        expect(page.locator(".panel")).to_be_visible()
        expect(page.locator(".panel")).to_contain_text("Next steps")
        context.close()
