"""The pictures in the README, of the demo at a moment that stands still: the same demo, the same pictures.

`AMENDS_SCREENSHOTS=docs/pictures pytest tests/browser/test_readme_pictures.py` draws them anew.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.accounts.models import Organisation
from amends.cases.models import Case
from amends.core import clock
from amends.demo import loading
from amends.demo.loading import SEED, Logins, load_demo
from amends.demo.settling import settle
from amends.imports.models import ImportFile
from amends.imports.tasks import import_file
from amends.inbox.models import MessageAttachment
from amends.playbooks.reading import playbooks
from amends.runtime.folder import DataFolder
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
ORDERS = 900
LARGEST, LARGEST_TOGETHER = 400_000, 1_500_000
PICTURES = ("queue", "case", "case-dark", "case-zh", "phone", "phone-case")


@pytest.fixture
def logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Logins:
    monkeypatch.setattr(loading, "ORDERS", ORDERS)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    made = load_demo(folder)
    for file in ImportFile.objects.filter(state="waiting").order_by("pk"):
        job = ProcrastinateJob.objects.filter(args__import_file_id=file.pk).latest("id")
        import_file(**job.args)
    settle(Organisation.objects.get().pk, seed=SEED)
    return made


def shown_case(*shops: str) -> Case:
    """The most urgent case with a playbook, of the first shop that has one; with a photo if it can be."""
    photos = MessageAttachment.objects.filter(media_type__startswith="image/")
    for shop in shops:
        cases = Case.objects.filter(
            shop__code=shop,
            issue_types__0__in=list(playbooks()),
            state="open",
            unanswered_since__isnull=False,
        ).order_by("queue_key", "id")
        with_photo = cases.filter(case_messages__message__in=photos.values("message")).first()
        found = with_photo or cases.first()
        if found is not None:
            return found
    pytest.fail(f"the demo has no case with a playbook in {' or '.join(shops)}")


def at_desk(browser: Browser, address: str, logins: Logins, login: str, **screen: int) -> Page:
    page = browser.new_context(
        viewport={"width": screen["width"], "height": screen["height"]}, reduced_motion="reduce"
    ).new_page()
    page.goto(f"{address}/login")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(logins.passwords[login])
    page.locator("main button.go").click()
    page.goto(f"{address}/desk?view=open")
    expect(page.locator("#queue .row").first).to_be_visible()
    return page


def open_case(page: Page, address: str, case: Case) -> None:
    page.goto(f"{address}/desk/{case.pk}?view=open")
    expect(page.locator("#panel .part").first).to_be_attached()
    expect(page.locator("#queue .row").first).to_be_attached()
    expect(page.locator("#proposals form").first).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
    page.wait_for_function("[...document.images].every((each) => each.complete)")


def dark(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.theme = 'dark'")


def test_the_pictures_of_the_readme(chromium: Browser, pictures: Path, logins: Logins) -> None:
    def keep(page: Page, name: str) -> None:
        page.screenshot(path=pictures / f"{name}.png", animations="disabled", caret="hide")

    english, chinese = shown_case("amazon-us", "ebay-uk", "dhgate"), shown_case("tmall")
    with served() as address:
        page = at_desk(chromium, address, logins, "sam", width=1440, height=900)
        keep(page, "queue")
        open_case(page, address, english)
        keep(page, "case")
        dark(page)
        keep(page, "case-dark")
        page.context.close()
        page = at_desk(chromium, address, logins, "limin", width=1440, height=900)
        open_case(page, address, chinese)
        keep(page, "case-zh")
        page.context.close()
        page = at_desk(chromium, address, logins, "sam", width=390, height=844)
        keep(page, "phone")
        open_case(page, address, english)
        keep(page, "phone-case")
        page.context.close()
    sizes = [(pictures / f"{name}.png").stat().st_size for name in PICTURES]
    assert max(sizes) < LARGEST
    assert sum(sizes) < LARGEST_TOGETHER
