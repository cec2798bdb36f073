"""The page of how quickly buyers are answered: in three languages, light and dark, wide and narrow."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.accounts.models import User
from amends.cases.models import Case, Clock
from amends.inbox.models import CaseMessage, OutgoingMessage
from tests import people
from tests.browser.conftest import Looker
from tests.web import case_rows, rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEMPLATES = ("", "lost", "shipped@2", "")


@pytest.fixture
def answered(desk: rows.Desk) -> None:
    """Two weeks of answers of three people in both shops, late ones among them."""
    writers = [people.user(desk.organisation, login, "agent") for login in ("wang", "lea")]
    for n in range(48):
        shop = (desk.amazon, desk.taobao)[n % 2]
        asked, took = 30 + 7 * n, 0.4 + (n * 7 % 11) * 1.7
        said = [("in", float(asked), "?"), ("out", asked - took, "!"), ("in", asked - took - 1, "thanks?")]
        kind = ("delayed", "damaged", "missing_part")[n % 3]
        case = case_rows.case_of(shop, None, [kind], 5, said, "en")
        answer(case, writers[n % 3 - 1] if n % 3 else desk.owner, TEMPLATES[n % 4])


def answer(case: Case, by: User, template: str) -> None:
    """Whoever wrote the answer of this case, the deadline it met, and the promise it made."""
    link = CaseMessage.objects.select_related("message").get(case=case, message__direction="out")
    at = link.message.received_at
    OutgoingMessage.objects.create(
        organisation=case.organisation, case=case, conversation=link.message.conversation, channel="email",
        idempotency_key=f"key-{case.pk}", state="sent", by=by, text="!", template=template,
        message=link.message, written_at=at, leaves_at=at, handed_over_at=at,
    )  # fmt: skip
    met = {"organisation": case.organisation, "case": case, "actor": "seller", "rule": "x", "state": "met"}
    asked = case.opened_at
    for side, hours in (("own", 8), ("platform", 12)):
        Clock.objects.create(
            kind="answer", side=side, counts_from="x", started_at=asked,
            due_at=asked + timedelta(hours=hours), met_at=at, **met,
        )  # fmt: skip
    Clock.objects.create(
        kind="promise", side="own", counts_from="our_message", started_at=at, due_at=at + timedelta(hours=6),
        met_at=at + timedelta(hours=case.pk % 9), **met,
    )  # fmt: skip


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1440, "light"), ("zh-Hans", 1440, "dark"), ("fr", 1024, "light"), ("fr", 390, "dark")],
)
def test_the_page_as_it_looks(
    desk: rows.Desk, chromium: Browser, pictures: Path, language: str, width: int, scheme: str
) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    looker = Looker(page, f"quality-{language}-{width}", pictures)
    with served() as address:
        page.goto(f"{address}/login")
        page.locator("[name=login]").fill("limin")
        page.locator("[name=password]").fill(rows.PASSWORD)
        page.locator("main button.go").click()
        page.wait_for_url("**/desk*")
        page.goto(f"{address}/insights/quality?days=30")
        expect(page.locator("svg.waited .half").first).to_be_visible()
        expect(page.locator(".quality")).to_have_count(6)
        looker.look("page")
        page.goto(f"{address}/insights/quality?days=7&shop=nothing")
        looker.look("week")
        context.close()
    assert looker.complaints == []


def test_by_key_and_as_a_file(desk: rows.Desk, answered: None, chromium: Browser) -> None:
    page = chromium.new_page()
    with served() as address:
        page.goto(f"{address}/login")
        page.locator("[name=login]").fill("limin")
        page.locator("[name=password]").fill(rows.PASSWORD)
        page.locator("main button.go").click()
        page.wait_for_load_state()
        page.keyboard.press("g")
        page.keyboard.press("q")
        page.wait_for_url("**/insights/quality")
        with page.expect_download() as download:
            page.locator("a[download]").click()
        assert download.value.suggested_filename.startswith("quality-")
        page.close()
