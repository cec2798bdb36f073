"""A mailbox opened by signing in at its provider, as a person does it: the program, then away and back."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from amends.accounts.models import User
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import asked_mailbox
from tests.browser.conftest import Looker, log_in
from tests.mailboxes.token_server import TokenServer, every_provider, granted
from tests.web import rows
from tests.web.asgi_server import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "lantern.desk@gmail.com"
SECRET = "s3cret-of-the-program"


@pytest.mark.parametrize(
    ("language", "done"),
    [
        ("en", "Signed in. Its mails come in from now on."),
        ("zh-Hans", "已登录。从现在起收取它的邮件。"),
        ("fr", "Connexion faite. Ses messages arrivent désormais."),
    ],
)
def test_there_and_back(
    desk: rows.Desk, chromium: Browser, pictures: Path, provider: TokenServer,
    monkeypatch: pytest.MonkeyPatch, language: str, done: str,
) -> None:  # fmt: skip
    every_provider(provider, monkeypatch, consent_url=provider.consent)
    provider.answer = granted(ADDRESS)
    User.objects.filter(login="limin").update(language=language)
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    looker = Looker(page, f"signing-in-{language}", pictures)
    with served() as address:
        log_in(page, address)
        page.goto(f"{address}/settings/mailboxes/add")
        page.locator("main [name=address]").fill(ADDRESS)
        page.locator("main button.go").click()
        page.locator("a[href='/settings/mailboxes/programs/google']").click()
        page.locator("[name=client_id]").fill("me")
        page.locator("[name=secret]").fill(SECRET)
        looker.look("program")
        page.locator("main form button.go").first.click()
        page.locator("main [name=address]").fill(ADDRESS)
        page.locator("main button.go").click()
        form = page.locator("form[action='/settings/mailboxes/sign-in']")
        form.locator("[name=shop_id]").select_option(label=desk.amazon.code)
        form.locator("[name=fetch_from]").fill("2026-11-01")
        looker.look("form")
        form.locator("button.go").click()
        away = page.locator("main a.go")
        assert urlsplit(away.get_attribute("href") or "").netloc == f"127.0.0.1:{provider.port}"
        looker.look("away")
        away.click()
        expect(page.locator("main, .said").filter(has_text=done).first).to_be_visible()
        assert SECRET not in page.content()
        page.context.close()
    mailbox = Mailbox.objects.get()
    assert (mailbox.sign_in, mailbox.address, mailbox.shop) == ("oauth", ADDRESS, desk.amazon)
    grant = asked_mailbox(mailbox).account.grant
    assert grant is not None
    assert grant.refresh_token == "rt-1"
    (agreed,), (asked,) = provider.agreed_to, provider.asked
    assert (agreed["login_hint"], agreed["redirect_uri"]) == (ADDRESS, asked["redirect_uri"])
    assert looker.complaints == []
