"""Two people at one case: each sees the other, one names the other in a note by keys, who finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.accounts.models import User
from amends.cases.models import Case
from tests import people
from tests.browser.conftest import Looker
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = {
    "en": ("Léa is looking at this", "Léa is writing to this buyer too", "told: Léa"),
    "zh-Hans": ("Léa 正在看这条", "Léa 也在给这位买家写回复", "已提醒：Léa"),
    "fr": ("Léa regarde ce dossier", "Léa écrit aussi à cet acheteur", "prévenu : Léa"),
}


@pytest.fixture
def lea(desk: rows.Desk) -> User:
    person = people.user(desk.organisation, "lea", "agent", password=rows.PASSWORD)
    person.name = "Léa"
    person.save()
    leo = people.user(desk.organisation, "leo", "agent")
    User.objects.filter(pk=leo.pk).update(name="Léo Marchand")
    return person


@contextmanager
def at_desk(chromium: Browser, address: str, login: str, width: int, scheme: str) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/login")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(rows.PASSWORD)
    page.locator("main button.go").click()
    page.wait_for_load_state()
    yield page
    context.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1440, "light"), ("zh-Hans", 1440, "dark"), ("fr", 390, "light")]
)
def test_two_at_one_case(
    desk: rows.Desk, lea: User, chromium: Browser, pictures: Path, language: str, width: int, scheme: str
) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    looks, writes, told = SAID[language]
    case = Case.objects.get(order=desk.orders["112-8841907-5530612"])
    with (
        served() as address,
        at_desk(chromium, address, "limin", width, scheme) as mine,
        at_desk(chromium, address, "lea", 1440, "light") as hers,
    ):
        looker = Looker(mine, f"colleagues-{language}", pictures)
        mine.goto(f"{address}/desk/{case.pk}")
        hers.goto(f"{address}/desk/{case.pk}")
        expect(mine.locator("#case-head")).to_contain_text(looks)
        looker.look("looking")
        hers.locator("#reply-text").fill("We are sorry")
        expect(mine.locator("#case-head")).to_contain_text(writes)
        expect(mine.locator("#case-head")).not_to_contain_text(looks)
        hers.goto(f"{address}/desk")

        mine.locator("body").press("n")
        expect(mine.locator("#note-text")).to_be_focused()
        mine.keyboard.type("@lé")
        expect(mine.locator("#note-names [role=option]")).to_have_count(2)
        looker.look("names")
        mine.keyboard.press("ArrowDown")
        expect(mine.locator("#note-names [aria-selected=true]")).to_contain_text("Léo")
        mine.keyboard.press("ArrowUp")
        mine.keyboard.press("Enter")
        expect(mine.locator("#note-text")).to_have_value("@Léa ")
        mine.keyboard.press("Home")
        mine.keyboard.type("@l")
        mine.keyboard.press("Enter")
        expect(mine.locator("#note-text")).to_have_value("@Léa @Léa ")
        mine.locator("#note-text").fill("@Léa ")
        mine.keyboard.press("End")
        mine.keyboard.type("is stock left for Sunday?")
        mine.keyboard.press("Control+Enter")
        expect(mine.locator(".msg.note")).to_contain_text(told)

        expect(hers.locator("#unread-mentions")).to_contain_text("1")
        hers.keyboard.press("g")
        hers.keyboard.press("n")
        expect(hers.locator(".mentions .unread")).to_contain_text("is stock left for Sunday?")
        hers_look = Looker(hers, f"colleagues-{language}-hers", pictures)
        hers_look.look("mentions")
        hers.keyboard.press("j")
        hers.keyboard.press("o")
        expect(hers.locator(".msg.note")).to_be_visible()
        hers.goto(f"{address}/desk/mentions")
        expect(hers.locator(".mentions .row")).to_have_count(1)
        expect(hers.locator(".mentions .unread")).to_have_count(0)
        assert looker.complaints + hers_look.complaints == []
