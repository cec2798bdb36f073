"""What a case is about, said by one key, a few letters and Enter, in any of the desk's languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.cases.models import Case
from amends.inbox.models import CaseMessage, TriageExample
from tests.browser.conftest import Looker, log_in
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = [
    ("en", 1440, "deliv not", "Signed for, not received", "Not sure what it is about"),
    ("zh-Hans", 1024, "签收", "显示签收", "拿不准是什么问题"),
    ("fr", 390, "delivered not", "", "Pas sûr de quoi il s’agit"),
]


@pytest.mark.parametrize(("language", "width", "typed", "name", "unsure"), WORDS)
def test_said_by_key(
    desk: rows.Desk,
    chromium: Browser,
    pictures: Path,
    language: str,
    width: int,
    typed: str,
    name: str,
    unsure: str,
) -> None:
    desk.owner.language = language
    desk.owner.save()
    case = Case.objects.get(order_number="112-8841907-5530612")
    Case.objects.filter(pk=case.pk).update(is_unsure=True)
    CaseMessage.objects.filter(case=case, message__direction="in").update(issue_types=[["damaged", 0.3]])
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    looker = Looker(page, f"correct-{language}-{width}", pictures)
    with served() as address:
        log_in(page, address)
        page.goto(f"{address}/desk/{case.pk}")
        page.wait_for_load_state()
        expect(page.locator("#case-head")).to_contain_text(unsure)
        page.keyboard.press("i")
        field = page.locator("#type-words")
        expect(field).to_be_focused()
        looker.look("list")
        page.keyboard.type("zzz")
        expect(page.locator(".choosing:has(#type-words) [data-none]")).to_be_visible()
        page.keyboard.press("Enter")
        field.fill(typed)
        expect(page.locator('.choosing:has(#type-words) [value="delivered_not_received"]')).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#case-head")).not_to_contain_text(unsure)
        if name:
            expect(page.locator("#case-title")).to_contain_text(name)
        case.refresh_from_db()
        assert case.issue_types[0] == "delivered_not_received"
        assert TriageExample.objects.get().guess == "damaged"
        page.goto(f"{address}/settings/triage")
        looker.look("settings")
    assert looker.complaints == []
    context.close()
