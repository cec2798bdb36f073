"""Two cases made one with keys and mouse, and parted again as if nothing had been."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.cases.models import Case
from tests.browser.conftest import Looker, log_in
from tests.web import case_rows, rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Please send me an invoice"


def test_merged_and_parted_again(desk: rows.Desk, chromium: Browser, pictures: Path) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    looker = Looker(page, "merging", pictures)
    merged = case_rows.case_of(desk.amazon, None, ["invoice"], 5, [("in", 19, WORDS)], "en").pk
    into = Case.objects.get(order__number="115-1180943-7715544").pk
    with served() as address:
        log_in(page, address, cases=8)
        page.locator("#queue .row").filter(has_text=WORDS).first.click()
        expect(page.locator("#case")).to_contain_text(WORDS)
        page.wait_for_load_state()
        page.keyboard.press("m")
        page.get_by_role("link", name="Merge into another case…").click()
        expect(page.locator("h1")).to_have_text("Merge into another case")
        looker.look("choosing")
        page.locator("[name=ref]").last.fill(f"#{into}")
        page.get_by_role("button", name="Merge").click()
        page.wait_for_url(re.compile(rf"/desk/{into}"))
        expect(page.locator("#case")).to_contain_text(f"Case {merged} was merged into this one")
        expect(page.locator("#talk")).to_contain_text(WORDS)
        expect(page.locator("#queue .row")).to_have_count(7)
        looker.look("merged")
        page.get_by_role("button", name=f"Undo Case {merged}").click()
        expect(page.locator("#talk")).not_to_contain_text(WORDS)
        expect(page.locator("#queue .row")).to_have_count(8)
        page.goto(f"{address}/desk/{merged}")
        expect(page.locator("#talk")).to_contain_text(WORDS)
        page.context.close()
    assert looker.complaints == []
    assert not Case.objects.exclude(merged_into=None).exists()
