"""Pictures in a conversation: shown small as soon as they are made, on the page as it is open."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.cases.models import Case
from amends.inbox.models import CaseMessage, MessageAttachment, ReplyFile
from amends.inbox.small_pictures import make_small_pictures, want_small_pictures
from amends.platform_records.contents import keep_content
from tests.browser.conftest import Looker
from tests.browser.test_checking import open_planters
from tests.browser.test_groups import listens
from tests.waiting import until
from tests.web import rows
from tests.web.asgi_server import served
from tests.web.pixels import png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def from_the_buyer(desk: rows.Desk) -> MessageAttachment:
    """A photograph that came with the message of the planters' case, and is still to be made small."""
    case = Case.objects.get(buyer__person__shown_name="M. Okafor")
    link = CaseMessage.objects.filter(case=case, message__direction="in").order_by("pk")[0]
    octets = png(640, 480, (180, 90, 20))
    content = keep_content(desk.organisation.pk, [octets], media_type="image/png")
    want_small_pictures(desk.organisation.pk, [content.pk])
    return MessageAttachment.objects.create(
        organisation=desk.organisation,
        message=link.message,
        position=90,
        filename="broken.png",
        media_type="image/png",
        content=content,
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_shown_without_a_reload(
    desk: rows.Desk, chromium: Browser, pictures: Path, width: int, scheme: str
) -> None:
    theirs = from_the_buyer(desk)
    places = (f"#flow img[src='/messages/attachments/{theirs.pk}/thumbnail']", "#reply-files img")
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    looker = Looker(page, f"thumbnails-{width}", pictures)
    with served() as address:
        open_planters(page, address)
        page.evaluate("window.isTheSamePage = true")
        page.locator("#reply-text").fill("Here is the one we send you.")
        ours = {"name": "新的 new.png", "mimeType": "image/png", "buffer": png(600, 400, (20, 120, 60))}
        page.locator("#reply [name=files]").set_input_files(files=[ours])  # type: ignore[list-item]
        expect(page.locator("#reply-files .reply-file")).to_have_count(1)
        expect(page.locator(", ".join(places))).to_have_count(0)
        until(listens)
        make_small_pictures([theirs.content_id, ReplyFile.objects.get().content_id])
        for place in places:
            small = page.locator(place)
            expect(small).to_have_count(1)
            small.scroll_into_view_if_needed()
            page.wait_for_function("at => document.querySelector(at).naturalWidth > 0", arg=place)
        assert page.evaluate("window.isTheSamePage") is True
        looker.look("both")
        page.locator("#reply .go").first.click()
        expect(page.locator(".outgoing img")).to_have_count(1)
        assert not ReplyFile.objects.filter(draft__isnull=False).exists()
        context.close()
    assert looker.complaints == []
