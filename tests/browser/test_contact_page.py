"""The contact page of an own shop, as a buyer meets it: without script, on a telephone, with a photo."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from amends.accounts.contact_forms import set_contact_form
from amends.accounts.models import Shop, User
from amends.cases.models import Case
from amends.inbox.models import Message, MessageAttachment
from tests import people
from tests.browser.conftest import Looker
from tests.web import contact_pages, rows
from tests.web.asgi_server import served
from tests.web.pixels import png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = {
    "en": ("Not sent yet", "Your message has arrived"),
    "zh-Hans": ("尚未发送", "您的留言已收到"),
    "fr": ("Pas encore envoyé", "Votre message est arrivé"),
}


def opened_by_a_lead(desk: rows.Desk, chromium: Browser, address: str, looker: Looker, shop: Shop) -> None:
    """The settings of the page, and the case that the message has made."""
    User.objects.filter(pk=desk.owner.pk).update(language=looker.name.removeprefix("contact-"))
    page = chromium.new_page()
    seen = Looker(page, looker.name, looker.pictures, looker.complaints)
    page.goto(f"{address}/login")
    page.locator("[name=login]").fill("limin")
    page.locator("[name=password]").fill(rows.PASSWORD)
    page.locator("main button.go").click()
    page.wait_for_url("**/desk*")
    page.goto(f"{address}/settings/shops/{shop.pk}/contact")
    expect(page.locator(".notice.good a")).to_have_attribute("href", re.compile("/contact/lantern-house$"))
    seen.look("settings")
    page.goto(f"{address}/desk/{Case.objects.get(shop=shop).pk}")
    expect(page.locator(".msg .forged")).to_be_visible()
    expect(page.locator(".msg .pictures img")).to_have_count(1)
    expect(page.locator("#panel .part").first).to_be_attached()
    expect(page.locator("#queue .row").first).to_be_attached()
    seen.look("case")
    page.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1440, "light"), ("zh-Hans", 1024, "dark"), ("fr", 390, "light")]
)
def test_a_buyer_writes_without_script(
    desk: rows.Desk,
    chromium: Browser,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
    scheme: str,
) -> None:
    contact_pages.may_be_quick(monkeypatch)
    shop = people.shop(desk.organisation, "LH", marketplace="own")
    Shop.objects.filter(pk=shop.pk).update(name="Lantern House")
    set_contact_form(shop, slug="lantern-house", is_on=True, by=people.actor(desk.owner))
    wrong, arrived = SAID[language]
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    )
    page = context.new_page()
    looker = Looker(page, f"contact-{language}", pictures)
    with served() as address:
        page.goto(f"{address}/contact/lantern-house")
        looker.look("page")
        page.locator("#id_text").fill("Die Lampe ist zerbrochen. 灯坏了。")
        page.locator("#id_address").fill("ana@home")
        page.locator("button.go").click()
        expect(page.locator("[role=alert]")).to_contain_text(wrong)
        expect(page.locator("#id_text")).to_have_value("Die Lampe ist zerbrochen. 灯坏了。")
        looker.look("wrong")
        page.locator("#id_address").fill("ana@home.example")
        page.locator("#id_files").set_input_files(
            {"name": "lamp.png", "mimeType": "image/png", "buffer": png(208, 156, (154, 120, 82))}
        )
        page.locator("button.go").click()
        expect(page.locator("h1")).to_have_text(arrived)
        looker.look("sent")
        context.close()
        opened_by_a_lead(desk, chromium, address, looker, shop)
    message = Message.objects.get(shop=shop)
    assert message.sender_proof == "typed"
    assert MessageAttachment.objects.get(message=message).media_type == "image/png"
    refused = [each for each in looker.complaints if "400" not in each]
    assert refused == []
