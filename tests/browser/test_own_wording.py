"""A rule of wording of one's own: written, tried, released by a second person; then it stops a reply."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.inbox.models import OutgoingMessage
from amends.publishing.wording import save_template
from amends.releases.models import RulebookDraft
from tests import people
from tests.browser.conftest import Looker
from tests.browser.test_checking import open_planters
from tests.publishing.drafts import read_by
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUSHING = "Your gorgeous planters left today."
CALM = "Your planters left today."


def write_the_rule(page: Page) -> None:
    for name, text in (
        ("text.en", "We do not gush."),
        ("phrases.en", "gorgeous\nlovel*"),
        ("suggestion.en", CALM),
        ("bad.en", GUSHING),
        ("good.en", CALM),
    ):
        page.locator(f"[name='{name}']").fill(text)


def test_from_a_draft_to_a_stopped_reply(desk: rows.Desk, chromium: Browser, pictures: Path) -> None:
    wang = people.user(desk.organisation, "wang", "lead", password=rows.PASSWORD)
    save_template("acknowledge", "en", "default", "A lovely day to you.", seen=0, by=people.actor(wang))
    first, second = (chromium.new_context(viewport={"width": 1440, "height": 900}).new_page() for _ in "ab")
    looker = Looker(first, "own-wording", pictures)
    with served() as address:
        first.goto(f"{address}/login?next=/rulebook/drafts")
        first.locator("[name=login]").fill("wang")
        first.locator("[name=password]").fill(rows.PASSWORD)
        first.keyboard.press("Enter")
        first.locator("#title").fill("Calmer")
        first.keyboard.press("Enter")
        expect(first.locator("#changes")).to_be_visible()
        first.get_by_role("link", name="Our own rules of wording").first.click()
        first.get_by_role("link", name="Add a rule").click()
        write_the_rule(first)
        first.get_by_role("button", name="Try it").click()
        expect(first.locator("#met + .figure")).to_contain_text("would be stopped")
        expect(first.locator("[aria-labelledby=met]")).to_contain_text("our wording, version 1")
        expect(first.locator("[aria-labelledby=met] q").first).to_have_text("lovely")
        looker.look("tried")
        first.get_by_role("button", name="Keep in the draft").click()
        expect(first.locator(".said")).to_contain_text("Kept in the draft")
        first.get_by_role("link", name="Back to our own rules").click()
        expect(first.locator(".cards-list")).to_contain_text("We do not gush.")
        looker.look("listed")

        open_planters(second, address)
        box = second.locator("#reply-text")
        box.fill(GUSHING)
        draft = RulebookDraft.objects.get()
        read_by(draft, desk.owner)
        second.goto(f"{address}/rulebook/drafts/{draft.pk}")
        second.get_by_role("button", name="Release it").click()
        expect(second.locator(".said")).to_contain_text("holds from now on")

        second.goto(f"{address}/desk")
        second.locator("#queue .row").filter(has_text="M. Okafor").first.click()
        box.fill(GUSHING)
        found = second.locator("#reply-findings .finding:visible")
        expect(found.first).to_contain_text("We do not gush.")
        second.locator("#reply .go").first.click()
        expect(second.locator("#not-sent")).to_be_focused()
        assert not OutgoingMessage.objects.exists()
        found.get_by_role("button", name="Use this wording").first.click()
        expect(box).to_have_value(CALM)
        second.locator("#reply .go").first.click()
        expect(second.locator(".outgoing")).to_contain_text(CALM)
        for each in (first, second):
            each.context.close()
    assert looker.complaints == []
    assert OutgoingMessage.objects.get().text == CALM
