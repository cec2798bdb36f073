"""A seller's first minutes: log in, hand in a file, see what became of it, find an order."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from amends.imports.models import ImportFile
from amends.imports.tasks import import_file
from tests import people
from tests.browser.conftest import Looker
from tests.web.rows import PASSWORD

COLUMNS = (
    "amazon-order-id", "purchase-date", "last-updated-date", "order-status", "sku", "product-name",
    "quantity", "currency", "item-price", "ship-city",
)  # fmt: skip
ROWS = (
    ("112-8841907-5530612", "2026-11-15T20:00:00+00:00", "2026-11-16T20:00:00+00:00", "Shipped", "PL-22",
     "Ceramic planter <b>white</b>", "2", "USD", "41.98", "Evanston"),
    ("113-2000001-5550001", "2026-11-14T20:00:00+00:00", "2026-11-14T21:00:00+00:00", "Pending", "LAMP-1",
     "Solar lamp 太阳能灯", "1", "USD", "19.00", "Reno"),
    ("113-2000002-5550002", "2026-11-14T20:00:00+00:00", "2026-11-14T21:00:00+00:00", "Pending", "LAMP-1",
     "Solar lamp", "1", "USD", "1,2,3,4 dollars", "Reno"),
)  # fmt: skip
FULL_WIDTH = "１１２－８８４１９０７－５５３０６１２"
DAYS = [
    ("zh-Hans", 390, "dark", "已完成，但有部分行无法导入"),
    ("en", 390, "dark", "Done, but some rows could not be taken"),
    ("fr", 390, "dark", "Terminé, mais certaines lignes n’ont pas pu être reprises"),
    ("en", 1440, "light", "Done, but some rows could not be taken"),
    ("zh-Hans", 1024, "light", "已完成，但有部分行无法导入"),
]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "orders 112026.txt"
    path.write_text("\n".join("\t".join(row) for row in (COLUMNS, *ROWS)), encoding="utf-8")
    return path


def do_the_jobs() -> None:
    for file in ImportFile.objects.filter(state="waiting"):
        job = ProcrastinateJob.objects.filter(args__import_file_id=file.pk).latest("id")
        import_file(**job.args)


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/imports")
    page.locator("[name=login]").fill("limin")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button.go").click()
    expect(page.locator("#upload")).to_be_visible()


@pytest.mark.parametrize(("language", "width", "scheme", "done"), DAYS)
def test_a_first_day(
    live_server: LiveServer,
    chromium: Browser,
    pictures: Path,
    report: Path,
    language: str,
    width: int,
    scheme: str,
    done: str,
) -> None:
    seller = people.organisation("Lantern House")
    person = people.user(seller, "limin", "owner", password=PASSWORD)
    person.language = language
    person.theme = scheme
    person.save()
    people.shop(seller, "LANTERN-US")
    context = chromium.new_context(
        viewport={"width": width, "height": 844},
        locale=language,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    looker = Looker(page, f"{language}-{width}-{scheme}", pictures)

    page.goto(f"{live_server.url}/login")
    looker.look("login")
    log_in(page, live_server.url)
    expect(page.locator("html")).to_have_attribute("lang", language)
    looker.look("imports-empty")

    page.locator("#files").set_input_files(report)
    page.locator("#upload button.go").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    looker.look("import-waiting")
    do_the_jobs()
    expect(page.get_by_text(done)).to_be_visible()
    expect(page.locator(".outcomes .rejected dd")).to_have_text("1")
    expect(page.locator("table.rejects")).to_contain_text("1,2,3,4 dollars")
    looker.look("import-result")

    page.locator(".result .button.go").click()
    expect(page.locator("table.orders tbody tr")).to_have_count(2)
    looker.look("orders")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.insert_text(FULL_WIDTH)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    expect(page.locator("h1")).to_contain_text("112-8841907-5530612")
    expect(page.locator(".lines")).to_contain_text("Ceramic planter <b>white</b>")
    page.locator("#records .button").click()
    expect(page.locator("#records")).to_contain_text("item-price")
    looker.look("order")

    page.locator(".top .menu summary").click()
    looker.look("account-menu")
    page.keyboard.press("Escape")
    expect(page.locator(".top .menu .sheet")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    looker.look("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url(re.compile(r"/imports$"))
    looker.look("imports")

    context.close()
    assert looker.complaints == []
