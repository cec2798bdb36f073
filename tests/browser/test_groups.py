"""What many buyers ask at once: seen above the queue, opened and taken, on any screen, by day and night."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.cases.models import Case
from amends.inbox.grouping import group_cases_of
from amends.web.live import _feeds
from tests.browser.conftest import Looker
from tests.waiting import until
from tests.web import rows
from tests.web.asgi_server import served
from tests.web.group_rows import late_parcel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOHHOT = "4 buyers ask where parcels through Hohhot are"
TYPHOON = "受台风影响，【湛江中转场】暂停收发"


@pytest.fixture
def held_up(desk: rows.Desk) -> rows.Desk:
    for n in range(4):
        late_parcel(desk.taobao, n)
    for n in range(10, 13):
        late_parcel(desk.taobao, n, place="湛江中转场", text=TYPHOON)
    group_cases_of(desk.organisation.pk)
    return desk


def log_in(page: Page, address: str, beginning: str) -> None:
    page.goto(f"{address}/login?next={beginning}")
    page.locator("[name=login]").fill("limin")
    page.locator("[name=password]").fill(rows.PASSWORD)
    page.locator("main button.go").click()
    page.wait_for_load_state()


def test_from_the_line_to_the_cases_and_back(held_up: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with served() as address:
        log_in(page, address, "/desk")
        rows_ = page.locator("#queue .row")
        expect(rows_).to_have_count(14)
        expect(page.locator(".groups .group").first).to_contain_text(HOHHOT)
        page.locator(".groups summary").click()
        expect(page.locator(".groups")).to_contain_text("3 buyers ask where parcels through Zhanjiang are")
        page.get_by_role("link", name=HOHHOT).click()
        expect(rows_).to_have_count(4)
        expect(page.locator(".groups details")).to_have_attribute("open", "")
        rows_.first.locator("[data-row]").click()
        expect(page.locator("#case")).to_contain_text("都十天了")
        expect(rows_).to_have_count(4)
        page.get_by_role("link", name=HOHHOT).click()
        expect(rows_).to_have_count(14)
        page.context.close()


def listens() -> bool:
    """Whether a screen is open that hears of every change from now on."""
    return any(feed.screens and feed._connected.is_set() for feed in list(_feeds.values()))


def test_a_new_group_comes_by_itself_and_is_taken(desk: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with served() as address:
        log_in(page, address, "/desk/groups")
        expect(page.locator("#groups")).to_contain_text("No three buyers")
        until(listens)
        for n in range(4):
            late_parcel(desk.taobao, n)
        group_cases_of(desk.organisation.pk)
        expect(page.locator("#groups h2")).to_have_text(HOHHOT)
        page.get_by_role("button", name="Take all").click()
        expect(page.locator("body")).to_contain_text("4 cases are yours now.")
        expect(page.locator("#queue .row")).to_have_count(4)
        page.context.close()
    assert Case.objects.filter(assignee=desk.owner).count() == 4


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_it_looks(
    held_up: rows.Desk, chromium: Browser, pictures: Path, width: int, height: int, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    looker = Looker(page, f"groups-{width}-{scheme}", pictures)
    with served() as address:
        log_in(page, address, "/desk")
        page.locator(".groups summary").click()
        looker.look("queue")
        page.goto(f"{address}/desk/groups")
        expect(page.locator("#groups h2")).to_have_count(2)
        looker.look("page")
        context.close()
    assert looker.complaints == []
