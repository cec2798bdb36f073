"""What comes late, what does not come, and two people at once: nothing typed or asked for is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from amends.cases.actions import take_case
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.inbox.drafts import save_draft
from amends.inbox.models import Draft
from tests import people
from tests.browser.conftest import log_in
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = re.compile(r"/desk/queue\b")
OPEN = re.compile(r"/desk/\d+/open\b")
KEEP = re.compile(r"/desk/\d+/draft\b")


def open_first(page: Page) -> Case:
    page.locator("#queue [data-row]").first.click()
    expect(page.locator("#proposals form").first).to_be_visible()
    return Case.objects.get(pk=page.locator("#case").get_attribute("data-case"))


def held(page: Page, address: "re.Pattern[str]") -> list[Route]:
    """Requests to this address, which wait until they are let go."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    return waiting


def test_a_draft_over_a_lost_connection(desk: rows.Desk, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    with served() as address:
        log_in(page, address)
        page.locator("#queue [data-row]").first.click()
        expect(page.locator("#proposals form").first).to_be_visible()
        context.set_offline(True)
        page.locator("#reply-text").fill("Typed on a train")
        expect(page.locator("#draft-kept")).to_contain_text("Not kept")
        page.locator("#reply .reply-bar .go").click()
        expect(page.locator("#reply-text")).to_have_value("Typed on a train")
        context.set_offline(False)
        expect(page.locator("#draft-kept")).to_contain_text("Draft kept")
        page.reload()
        expect(page.locator("#reply-text")).to_have_value("Typed on a train")
        context.close()
    assert Draft.objects.get().text == "Typed on a train"


def test_whoever_asks_last_sees_what_they_asked_for(desk: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page()
    with served() as address:
        log_in(page, address)
        waiting = held(page, QUEUE)
        with page.expect_request(QUEUE):
            page.evaluate("htmx.trigger('#queue', 'refresh')")
        page.locator("#view-solved").click()
        with page.expect_request(QUEUE):
            waiting[0].continue_()
        expect(page.locator("#view-solved")).not_to_have_attribute("aria-current", "page")
        waiting[1].continue_()
        expect(page.locator("#view-solved")).to_have_attribute("aria-current", "page")
        expect(page.locator("#queue .row")).to_have_count(0)
        page.go_back()
        expect(page.locator("#queue .row")).to_have_count(7)

        page.unroute(QUEUE)
        waiting = held(page, OPEN)
        links = page.locator("#queue [data-row]")
        for n in (0, 1):
            with page.expect_request(OPEN):
                links.nth(n).click()
        wanted = page.locator("#queue .row").nth(1).get_attribute("data-case")
        waiting[1].continue_()
        expect(page.locator("#case")).to_have_attribute("data-case", wanted or "")
        page.context.close()


def test_a_verb_leaves_alone_what_was_just_typed(desk: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page()
    with served() as address:
        log_in(page, address)
        open_first(page)
        page.locator("#reply-text").fill("Kept nowhere yet")
        page.locator("[data-shortcut=t]").click()
        expect(page.locator("[data-shortcut=t]")).to_have_count(0)
        expect(page.locator("#reply-text")).to_have_value("Kept nowhere yet")
        expect(page.locator("#draft-kept")).to_contain_text("Draft kept")
        page.context.close()
    assert Draft.objects.get().text == "Kept nowhere yet"


def test_logged_out_meanwhile_the_text_waits_in_the_browser(desk: rows.Desk, chromium: Browser) -> None:
    page = chromium.new_page()
    with served() as address:
        log_in(page, address)
        case = open_first(page)
        at = page.url
        Session.objects.all().delete()
        page.locator("#reply-text").fill("A long answer")
        expect(page.locator("#draft-kept")).to_contain_text("logged out")
        save_draft(case, "from my phone", seen_message_id=None, by=people.actor(desk.owner))
        log_in(page, address)
        with page.expect_response(KEEP):
            page.goto(at)
        expect(page.locator("#reply-text")).to_have_value("A long answer\n\nfrom my phone")
        expect(page.locator("#draft-kept")).to_contain_text("Draft kept")
        page.context.close()
    assert Draft.objects.get().text == "A long answer\n\nfrom my phone"


def test_of_two_agents_one_takes_the_case_and_the_other_is_told(desk: rows.Desk, chromium: Browser) -> None:
    amy = people.user(desk.organisation, "amy", "agent")
    page = chromium.new_page()
    with served() as address:
        log_in(page, address)
        case = open_first(page)
        page.locator("#reply-text").fill("Mine")
        expect(page.locator("#draft-kept")).to_contain_text("Draft kept")
        page.evaluate("window.EventSource = undefined")
        page.route(OPEN, lambda route: route.abort())
        take_case(case, by=people.actor(amy))
        page.locator("[data-shortcut=t]").click()
        expect(page.locator("#notice")).to_contain_text("Somebody else has taken this case")
        page.unroute(OPEN)
        announce([case.pk])
        expect(page.locator(".case-title .meta")).to_contain_text("amy")
        expect(page.locator("[data-shortcut=t]")).to_have_count(0)
        expect(page.locator("#reply-text")).to_have_value("Mine")
        page.context.close()
