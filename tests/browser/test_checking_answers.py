"""What is found in a reply, when the answers are late, come in another order, or do not come at all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_checking import BEGIN, FORBIDDEN, open_planters
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The answers to the checks wait until the test lets them go, in whatever order; being called off helps none.
HELD = """
const real = window.fetch;
window.held = [];
window.isHolding = false;
window.fetch = (address, options) => {
  if (!window.isHolding || !String(address).endsWith("/check")) return real(address, options);
  const text = options.body.get("text");
  return new Promise((give, fail) => window.held.push({ text, options, give, fail }));
};
window.letGo = async (part) => {
  const one = window.held.find((each) => each.text.includes(part));
  window.held.splice(window.held.indexOf(one), 1);
  const address = document.getElementById("reply-findings").dataset.checks;
  one.give(await real(address, { ...one.options, signal: undefined }));
  await new Promise((done) => setTimeout(done));
};
"""


@pytest.fixture
def page(desk: rows.Desk, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(HELD)
    with served() as address:
        open_planters(page, address)
        yield page
        context.close()


def findings(page: Page) -> Locator:
    return page.locator("#reply-findings .finding:visible")


def asked_for(page: Page, text: str) -> None:
    page.wait_for_function("part => window.held.some((each) => each.text.includes(part))", arg=text)


def hold(page: Page) -> None:
    page.evaluate("window.isHolding = true")


def test_an_answer_about_an_older_text_is_dropped_however_late_it_comes(page: Page) -> None:
    hold(page)
    box = page.locator("#reply-text")
    box.fill(FORBIDDEN)
    asked_for(page, FORBIDDEN)
    box.fill("It left today.")
    asked_for(page, "left today")
    page.evaluate("window.letGo('left today')")
    page.evaluate("part => window.letGo(part)", FORBIDDEN)
    expect(page.locator("#reply-findings .finding")).to_have_count(0)
    expect(page.locator("#reply-marks mark")).to_have_count(0)


def test_a_finding_goes_with_its_words_before_the_answer_comes_and_comes_back_with_them(page: Page) -> None:
    box = page.locator("#reply-text")
    box.fill(BEGIN + FORBIDDEN)
    expect(findings(page).first).to_be_visible()
    hold(page)
    findings(page).get_by_role("button", name="Use this wording").first.click()
    asked_for(page, BEGIN)
    expect(findings(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(box).to_have_value(BEGIN + FORBIDDEN)
    expect(findings(page).first).to_be_visible()
    expect(page.locator("#reply-marks mark").first).to_be_attached()


def test_a_wording_is_taken_over_though_more_was_typed_since(page: Page) -> None:
    box = page.locator("#reply-text")
    box.fill(FORBIDDEN)
    expect(findings(page).first).to_be_visible()
    offered = page.locator("[data-suggestion]").first.text_content() or ""
    hold(page)
    box.fill(f"{BEGIN}{FORBIDDEN} With kind regards")
    asked_for(page, "kind regards")
    findings(page).get_by_role("button", name="Use this wording").first.click()
    expect(box).to_have_value(f"{BEGIN}{offered} With kind regards")


@pytest.mark.parametrize("fault", ["no connection", "no answer"])
def test_what_got_no_answer_is_asked_again(page: Page, fault: str) -> None:
    hold(page)
    page.locator("#reply-text").fill(FORBIDDEN)
    asked_for(page, FORBIDDEN)
    page.evaluate(
        """fault => {
            window.isHolding = false;
            const one = window.held.pop();
            if (fault === "no connection") one.fail(new TypeError("Failed to fetch"));
            else one.give(new Response("", { status: 503 }));
        }""",
        fault,
    )
    expect(findings(page).first).to_be_visible()
