"""The rulebook in a real browser: on a phone and wide, light and dark, held against WCAG 2.2 AA."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.cases.models import Case
from tests.browser.conftest import Looker, log_in
from tests.web import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RETURN = "country=CN&received_on=2026-11-10&asked_on=2026-11-13&faulty=true"
PAGES = {
    "rules": "/rulebook",
    "rule": "/rulebook/rules/delayed.wait_and_chase.claim_near",
    "row": "/rulebook/rules/cn_return/quality",
    "playbooks": "/rulebook/playbooks",
    "playbook": "/rulebook/playbooks/delayed?whole=1",
    "map": "/rulebook/map?words=lost",
    "tables": "/rulebook/tables",
    "table": f"/rulebook/tables/may_return?{RETURN}",
}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "dark")])
def test_every_page_is_in_order(
    desk: rows.Desk, live_server: LiveServer, chromium: Browser, pictures: Path, width: int, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    log_in(page, live_server.url)
    looker = Looker(page, f"rulebook-{width}-{scheme}", pictures)
    case = Case.objects.filter(order__isnull=False).order_by("pk")[0]
    for name, path in {**PAGES, "why": f"/desk/{case.pk}/why"}.items():
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("main h1")).to_be_visible()
        looker.look(name)
    assert looker.complaints == []
    context.close()


@pytest.fixture
def page(desk: rows.Desk, live_server: LiveServer, chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    log_in(page, live_server.url)
    return page


def test_facts_are_picked_and_a_row_fires(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/rulebook/tables/may_return")
    page.get_by_label("country of the marketplace").fill("CN")
    page.get_by_label("On which day did the buyer receive the goods?").fill("2026-11-10")
    page.get_by_label("On which day did the buyer ask to return them?").fill("2026-11-13")
    page.get_by_label("Is something wrong with the goods?").select_option("true")
    expect(page.locator("#verdict .state")).to_contain_text("decided")
    expect(page.locator("#grids tr.decides")).to_have_count(1)
    expect(page.get_by_label("country of the marketplace")).to_have_value("CN")
    address = page.url
    assert "faulty=true" in address
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#grids tr.decides")).to_have_count(1)


def test_rules_are_looked_for_while_typing(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/rulebook")
    page.locator("#words").press_sequentially("typhoon storm")
    expect(page.locator("#rules .found")).not_to_contain_text("60")
    page.locator("#words").fill("amz.msg.reply")
    expect(page.locator("#rules .row")).to_have_count(1)
    page.locator("#rules .main-link").click()
    expect(page.locator("main h1")).to_contain_text("amz.msg.reply")
    page.go_back()
    expect(page.locator("#words")).to_have_value("amz.msg.reply")


def test_the_map_is_walked_with_the_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/rulebook/map")
    branch = page.locator(".map summary", has_text="Parcel")
    branch.focus()
    page.keyboard.press("Enter")
    inner = page.locator(".map summary", has_text="Delayed")
    expect(inner).to_be_visible()
    inner.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/rulebook/playbooks/delayed")
