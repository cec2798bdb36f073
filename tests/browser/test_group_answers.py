"""A whole group answered and stopped, with the mouse and the keys, on any screen, by day and night."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.answers.models import GroupAnswer
from amends.answers.sending import send_next
from amends.inbox.models import OutgoingMessage
from tests.answers.group import Group, group_of
from tests.browser.conftest import Looker
from tests.browser.test_groups import log_in
from tests.waiting import until
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORBIDDEN = "Hello, please change your review and we will send you a refund of 5 USD."
GOOD = "Hello,\n\nI am sorry about the wait. Your parcel {{ tracking_number }} is held up; I am on it."


@pytest.fixture
def group() -> Group:
    made = group_of(4)
    made.agent.login = "limin"
    made.agent.set_password(rows.PASSWORD)
    made.agent.save()
    return made


def worker_writes_one() -> bool:
    """One step of the worker, when the page has asked for it."""
    answer = GroupAnswer.objects.get()
    return answer.state == "sending" and send_next(answer.pk) is not None


def test_answered_stopped_and_gone_on(group: Group, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with served() as address:
        log_in(page, address, "/desk/groups")
        page.get_by_role("link", name="Answer them all").click()
        page.locator("#text-en").fill(FORBIDDEN)
        page.get_by_role("button", name="Look at each").click()
        expect(page.locator("#group-answer")).to_contain_text("The text must not be sent like this")
        expect(page.get_by_role("button", name="Send to")).to_have_count(0)
        page.locator("#text-en").fill(GOOD)
        page.get_by_role("button", name="Fill it anew for each").click()
        expect(page.locator(".member")).to_have_count(4)
        expect(page.locator(".member").first).to_contain_text("YT000000000 is held up")
        page.get_by_role("button", name="Leave Buyer3 out").click()
        expect(page.get_by_role("button", name="Send to 3")).to_be_visible()
        page.keyboard.press("p")
        expect(page.locator("#group-answer")).to_contain_text("Is being sent")
        until(worker_writes_one)
        expect(page.locator(".member").first).to_contain_text("is leaving")
        page.keyboard.press("x")
        expect(page.get_by_role("button", name="Go on: send to 2")).to_be_visible()
        assert not worker_writes_one()
        assert OutgoingMessage.objects.count() == 1
        page.get_by_role("button", name="Go on: send to 2").click()
        expect(page.locator("#group-answer")).to_contain_text("Is being sent")
        until(lambda: worker_writes_one() and OutgoingMessage.objects.count() == 3)
        until(lambda: not worker_writes_one() and GroupAnswer.objects.get().state == "done")
        expect(page.locator("#group-answer")).to_contain_text("Done")
        expect(page.locator("#member-" + str(group.cases[3].pk))).to_contain_text("You left it out")
        page.context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_how_it_looks(
    group: Group, chromium: Browser, pictures: Path, width: int, height: int, scheme: str, language: str
) -> None:
    group.agent.language = language
    group.agent.save()
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    looker = Looker(page, f"group-answer-{language}-{width}-{scheme}", pictures)
    with served() as address:
        log_in(page, address, f"/desk/groups/{group.group.pk}/answer?stage=where_is_it")
        looker.look("writing")
        page.locator("button.go").click()
        expect(page.locator(".member")).to_have_count(4)
        looker.look("looking")
        context.close()
    assert looker.complaints == []
