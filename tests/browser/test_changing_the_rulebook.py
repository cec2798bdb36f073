"""A lead edits a row, sees the gap, mends it and runs what-if; another person releases; a case is judged so.

With the keyboard alone, at both widths, light and dark.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from amends.releases.models import RulebookRelease, WhatIfReport
from amends.whatif.tasks import run_what_if
from tests import people
from tests.browser.conftest import Looker
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = ((1440, "light"), (390, "light"), (1440, "dark"), (390, "dark"))


def come_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/login?next=/rulebook/drafts")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(rows.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#open-drafts")).to_be_visible()
    page.wait_for_load_state()


def press(there: Locator, key: str = "Enter") -> None:
    """Go there by the keyboard, which only reaches what can be reached, and press."""
    there.focus()
    expect(there).to_be_focused()
    there.press(key)


def write(there: Locator, text: str) -> None:
    there.focus()
    there.press("Control+a")
    there.press_sequentially(text)


def choose(there: Locator, value: str) -> None:
    """A choice of a select, by the arrows."""
    there.focus()
    there.press("Home")
    codes = there.locator("option").evaluate_all("options => options.map(each => each.value)")
    for _ in range(codes.index(value)):
        there.press("ArrowDown")
    expect(there).to_have_value(value)


def look_at(looker: Looker, at: str) -> None:
    """The page as it stands, at every width and in both lights."""
    for width, scheme in LOOKS:
        looker.page.set_viewport_size({"width": width, "height": 900})
        looker.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        looker.look(f"{at}-{width}-{scheme}")
    looker.page.set_viewport_size({"width": 1440, "height": 900})
    looker.page.emulate_media(color_scheme="light")


def test_from_a_row_to_a_verdict_and_back(desk: rows.Desk, chromium: Browser, pictures: Path) -> None:
    people.user(desk.organisation, "wang", "lead", password=rows.PASSWORD)
    page, second = (chromium.new_context().new_page() for _ in "ab")
    looker = Looker(page, "changing", pictures)
    with served() as address:
        come_in(page, address, "wang")
        look_at(looker, "drafts")
        write(page.locator("#title"), "Refunds above 10 USD are agreed by a lead")
        page.keyboard.press("Enter")
        expect(page.locator("#changes")).to_be_visible()
        edit_a_row(page, looker)
        report = run_it(page, looker)
        case = f"{address}/desk/{report.summary['cases'][0]['case']}/why"
        way = "refund_approval/middle"

        come_in(second, address, "limin")
        press(second.locator(".main-link"))
        expect(second.locator(".hindrances")).to_contain_text("You have not seen its what-if yet.")
        press(second.locator("#what-if + p a"))
        expect(second.locator(".counts")).to_be_visible()
        press(second.get_by_role("link", name="On to the release"))
        second.goto(case)
        expect(second.locator("#ways")).not_to_contain_text(way)
        second.go_back()
        press(second.get_by_role("button", name="Release it"))
        expect(second.locator(".said")).to_contain_text("holds from now on")
        assert RulebookRelease.objects.get().released_by == desk.owner
        second.goto(case)
        expect(second.locator(f"#ways a[href$='{way}']").first).to_be_visible()

        second.goto(f"{address}/rulebook/drafts")
        press(second.get_by_role("link", name="Back to the product’s own rules"))
        look_at(Looker(second, "changing", pictures), "roll-back")
        press(second.get_by_role("button", name="Bring it back now"))
        expect(second.locator(".said")).to_contain_text("holds from now on")
        second.goto(case)
        expect(second.locator("#ways")).not_to_contain_text(way)
        for each in (page, second):
            each.context.close()
    assert looker.complaints == []


def edit_a_row(page: Page, looker: Looker) -> None:
    """The second row's limit; a gap that is seen and closed again; examples by one press."""
    press(page.get_by_role("link", name="Who approves a refund?"))
    findings = page.locator("#findings")
    expect(findings).to_be_visible()
    write(page.locator("[name='r1.c.refund']"), "<= 10 dollars")
    expect(page.locator("[id='e-1-c.refund']")).to_contain_text("Write it like")
    expect(page.locator("[name='r1.c.refund']")).to_have_attribute("aria-invalid", "true")
    write(page.locator("[name='r1.c.refund']"), "<= 10 USD")
    expect(page.locator("[id='e-1-c.refund']")).to_be_empty()
    choose(page.locator("[name='r5.state']"), "")
    expect(findings).to_contain_text("A gap: no row covers these cases.")
    expect(findings).to_contain_text("above 1500 USD")
    look_at(looker, "gap")
    choose(page.locator("[name='r5.state']"), "decided")
    expect(findings).not_to_contain_text("A gap")
    press(page.locator("[name='r1.c.refund']"))
    expect(page.locator(".said")).to_contain_text("Kept in the draft.")
    press(page.get_by_role("button", name="Take the new outcome into the example").first)
    expect(page.locator(".said")).to_contain_text("The example says what comes out now.")
    press(page.get_by_role("button", name="Add an example for this row"))
    expect(page.locator(".said")).to_contain_text("An example for this row is added.")
    expect(page.locator("#findings .error")).to_have_count(0)


def run_it(page: Page, looker: Looker) -> WhatIfReport:
    """The what-if over the month in which the desk's cases came, and the report as it is read."""
    press(page.get_by_role("link", name="Back to the draft"))
    expect(page.locator("#changes + .pack")).to_contain_text("≤ 10 USD")
    look_at(looker, "draft")
    page.locator("[name=from_day]").fill("2026-11-01")
    page.locator("[name=until_day]").fill("2026-11-30")
    press(page.get_by_role("button", name="Run what-if"))
    expect(page.locator("#report progress")).to_be_visible()
    run_what_if(report_id=WhatIfReport.objects.get().pk)
    expect(page.locator("#report .counts")).to_be_visible()
    look_at(looker, "what-if")
    return WhatIfReport.objects.get()
