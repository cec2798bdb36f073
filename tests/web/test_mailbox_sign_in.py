"""A mailbox opened by signing in at its provider: going there, coming back, and what goes wrong."""

import base64
import hashlib
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from amends.accounts.mail_accounts import mail_account_of, secret_of
from amends.accounts.models import Shop, User
from amends.connectors.mail import oauth
from amends.core import clock
from amends.core.actor import Actor
from amends.history.models import Event
from amends.mailboxes.models import Mailbox, MailProgram, SignInBegun
from amends.mailboxes.programs import WantedProgram, set_program
from amends.mailboxes.queries import asked_mailbox
from tests import people
from tests.mailboxes.token_server import ADDRESS, TokenServer, every_provider, granted

pytestmark = pytest.mark.django_db
SECRET = "s3cret-of-the-program"


@pytest.fixture
def provider(provider: TokenServer, monkeypatch: pytest.MonkeyPatch) -> TokenServer:
    """Both providers, on this machine."""
    provider.answer = granted()
    here = {"host": "127.0.0.1", "port": 1, "security": "none"}
    asks_at = "https://provider.example/{tenant}/agree"
    every_provider(provider, monkeypatch, consent_url=asks_at, imap=here, smtp=here)
    return provider


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def lead(client: Client, shop: Shop) -> User:
    made = people.user(shop.organisation, "lena", "lead")
    client.force_login(made)
    return made


@pytest.fixture
def program(shop: Shop, provider: TokenServer) -> MailProgram:
    by = Actor(shop.organisation_id, None, "cli")
    return set_program("google", WantedProgram("me", SECRET), by=by)


def wished(shop: Shop, **other: object) -> dict[str, object]:
    return {
        "provider": "google", "shop_id": shop.pk, "address": ADDRESS, "fetch_from": "2026-11-01",
        "trusted": "mx.google.com", **other,
    }  # fmt: skip


def text_of(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def begun(client: Client, shop: Shop, **other: object) -> dict[str, str]:
    """What the provider is asked for once the person has gone there."""
    page = text_of(client.post("/settings/mailboxes/sign-in", wished(shop, **other)))
    link = re.search(r'href="(https://provider\.example/[^"]+)"', page)
    assert link, page
    return {name: values[0] for name, values in parse_qs(urlsplit(unescape(link[1])).query).items()}


def back(client: Client, asked: dict[str, str], **said: str) -> HttpResponse:
    told = {"state": asked["state"], "code": "c-1", **said}
    return client.get("/settings/mailboxes/signed-in", told)


def test_signed_in_and_kept(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    asked = begun(client, shop)
    assert asked["redirect_uri"] == "http://testserver/settings/mailboxes/signed-in"
    assert (asked["client_id"], asked["login_hint"], asked["response_type"]) == ("me", ADDRESS, "code")
    assert "https://mail.google.com/" in asked["scope"]
    answer = back(client, asked)
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}"
    (told,) = provider.asked
    assert (told["grant_type"], told["code"], told["client_secret"]) == ("authorization_code", "c-1", SECRET)
    hashed = hashlib.sha256(told["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(hashed).decode().rstrip("=") == asked["code_challenge"]
    assert asked["code_challenge_method"] == "S256"
    account = asked_mailbox(mailbox).account
    assert account.grant is not None
    assert (account.grant.refresh_token, account.login, mailbox.trusted) == ("rt-1", ADDRESS, "mx.google.com")
    assert oauth.token_for(account.grant) == "at-1"
    assert len(provider.asked) == 1, "the token that came with it is used"
    assert mail_account_of(shop) is None


def test_replies_leave_through_it_too_where_that_is_wished(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    back(client, begun(client, shop, sends="on"))
    account = mail_account_of(shop)
    assert account is not None
    grant = secret_of(account)[1]
    assert grant is not None
    assert (account.user_name, account.from_address, grant.refresh_token) == (ADDRESS, ADDRESS, "rt-1")
    provider.answer = granted(refresh_token="rt-2")
    mailbox = Mailbox.objects.get()
    assert back(client, begun(client, shop, mailbox_id=mailbox.pk)).status_code == 302
    account.refresh_from_db()
    renewed = secret_of(account)[1]
    kept = asked_mailbox(Mailbox.objects.get()).account.grant
    assert kept is not None
    assert renewed is not None
    assert (kept.refresh_token, renewed.refresh_token) == ("rt-2", "rt-2")


@pytest.mark.parametrize(
    "answer",
    [
        granted("other@lantern.example"),
        granted(id_token="nonsense"),
        granted(id_token="a.!!!.c"),
        granted(id_token="a." + base64.urlsafe_b64encode(b"[" * 9_000).decode() + ".c"),
        granted(id_token=7),
        granted(program="another"),
    ],
)  # fmt: skip
def test_another_account_is_not_let_in(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram, answer: object
) -> None:
    provider.answer = answer
    page = text_of(back(client, begun(client, shop)), 400)
    assert "Somebody else has signed in." in page
    assert f"sign in there as {ADDRESS}" in page
    assert not Mailbox.objects.exists()
    assert not Event.objects.filter(verb="mailbox_added").exists()


def test_google_reads_no_dots(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    provider.answer = granted("lanternhouse@gmail.com")
    assert back(client, begun(client, shop, address="Lantern.House@googlemail.com")).status_code == 302


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"status": 400, "answer": {"error": "invalid_grant", "error_description": "c-1"}},
            "does not accept",
        ),
        ({"status": 401, "answer": {"error": "invalid_client"}}, "does not accept the program"),
        ({"status": 500, "answer": b"<html>oh</html>"}, "come back later"),
        ({"status": 429, "answer": {}}, "come back later"),
        ({"answer": b"\xff\x00 garbage"}, "cannot be used"),
        ({"answer": []}, "cannot be used"),
        ({"answer": {"access_token": 7}}, "cannot be used"),
        ({"is_cut": True}, "cannot be used"),
        ({"is_silent": True}, "cannot be reached"),
        ({"status": 302, "leads_to": "http://127.0.0.1:1/elsewhere"}, "cannot be used"),
        ({"answer": granted(refresh_token=None)}, "for now only"),
        ({"answer": granted(scope="openid email")}, "was not granted"),
    ],
)
def test_a_provider_that_misbehaves(
    client: Client,
    shop: Shop,
    lead: User,
    provider: TokenServer,
    program: MailProgram,
    told: dict[str, Any],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oauth, "PATIENCE_S", 0.3 if "is_silent" in told else 20.0)
    for name, value in told.items():
        setattr(provider, name, value)
    page = text_of(back(client, begun(client, shop)), 400)
    assert words in page
    for secret in (SECRET, "rt-1", "c-1"):
        assert secret not in page.replace("code=c-1", ""), "but in the page's own address, used up"
    assert f'value="{ADDRESS}"' in page, "what was typed is there to begin again"
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", "not told to let the desk in"), ("<b>server_error", "The provider refuses.")],
)
def test_a_person_who_does_not_agree(
    client: Client,
    shop: Shop,
    lead: User,
    provider: TokenServer,
    program: MailProgram,
    error: str,
    words: str,
) -> None:
    page = text_of(back(client, begun(client, shop), code="", error=error), 400)
    assert words in page
    assert "<b>server" not in page
    assert provider.asked == []


def test_the_state_is_good_once(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    asked = begun(client, shop)
    assert back(client, asked).status_code == 302
    assert "not good any more" in text_of(back(client, asked), 400)
    assert len(provider.asked) == 1


def test_the_state_is_good_for_a_while(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    asked = begun(client, shop)
    with clock.frozen_at(clock.now() + timedelta(minutes=16)):
        assert "not good any more" in text_of(back(client, asked), 400)
    assert (provider.asked, SignInBegun.objects.count()) == ([], 0)


@pytest.mark.parametrize("state", ["", "nonsense", "x" * 5_000, "\x00", "状态"])
def test_a_state_that_nobody_gave(client: Client, lead: User, provider: TokenServer, state: str) -> None:
    page = text_of(client.get("/settings/mailboxes/signed-in", {"state": state, "code": "c"}), 400)
    assert "not good any more" in page
    assert provider.asked == []


def test_the_state_is_good_in_its_own_session(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    for other in (lead, people.user(shop.organisation, "otto", "lead")):
        asked = begun(client, shop)
        elsewhere = Client()
        elsewhere.force_login(other)
        assert "not good any more" in text_of(back(elsewhere, asked), 400)
        assert "not good any more" in text_of(back(client, asked), 400), "who had it may have looked at it"
    assert provider.asked == []


def test_a_program_that_was_changed_meanwhile(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    asked = begun(client, shop)
    MailProgram.objects.update(client_id="another")
    assert "not good any more" in text_of(back(client, asked), 400)
    assert provider.asked == []


def test_a_mailbox_that_is_there_already(
    client: Client, shop: Shop, lead: User, provider: TokenServer, program: MailProgram
) -> None:
    back(client, begun(client, shop))
    page = text_of(client.post("/settings/mailboxes/sign-in", wished(shop)), 400)
    assert "This mailbox is there already." in page


def test_without_a_program_it_is_entered_first(
    client: Client, shop: Shop, lead: User, provider: TokenServer
) -> None:
    answer = client.post("/settings/mailboxes/sign-in", wished(shop))
    assert answer["Location"] == "/settings/mailboxes/programs/google"
    page = text_of(client.get(answer["Location"]))
    assert 'value="http://testserver/settings/mailboxes/signed-in"' in page
    entered = {"client_id": " me ", "secret": SECRET}
    assert client.post(answer["Location"], entered).status_code == 302
    row = MailProgram.objects.get()
    assert row.client_id == "me"
    page = text_of(client.get(answer["Location"]))
    assert SECRET not in page + row.sealed_secret + repr(list(Event.objects.values_list("detail")))
    assert client.post(answer["Location"], {"client_id": "me", "secret": ""}).status_code == 302
    assert MailProgram.objects.get().sealed_secret == row.sealed_secret
    other = client.post(answer["Location"], {"client_id": "you", "secret": ""})
    assert "Type the secret too." in text_of(other, 400)
    assert client.post("/settings/mailboxes/programs/google/remove").status_code == 302
    assert not MailProgram.objects.exists()


@pytest.mark.parametrize("tenant", ["a/b", "../x", "x y", "é"])
def test_a_directory_that_is_none(client: Client, lead: User, provider: TokenServer, tenant: str) -> None:
    told = {"client_id": "me", "secret": "", "tenant": tenant}
    page = text_of(client.post("/settings/mailboxes/programs/microsoft", told), 400)
    assert "This is no name or ID of a directory." in page
    assert not MailProgram.objects.exists()


def test_who_may(client: Client, shop: Shop, provider: TokenServer, program: MailProgram) -> None:
    of_one_shop = people.user(shop.organisation, "lea", "lead", shop=shop)
    client.force_login(of_one_shop)
    assert client.get("/settings/mailboxes/programs/google").status_code == 403
    assert begun(client, shop)["client_id"] == "me"
    other = people.shop(shop.organisation, "FR")
    assert client.post("/settings/mailboxes/sign-in", wished(other)).status_code == 400
    client.force_login(people.user(shop.organisation, "ada", "agent"))
    assert client.post("/settings/mailboxes/sign-in", wished(shop)).status_code == 403
    client.force_login(people.user(people.organisation("Other"), "olga", "owner"))
    assert client.post("/settings/mailboxes/sign-in", wished(shop)).status_code == 400


def test_the_page_of_a_mailbox_offers_it(client: Client, shop: Shop, lead: User) -> None:
    page = text_of(client.get("/settings/mailboxes/add", {"address": "desk@outlook.com"}))
    assert "Sign in at Microsoft" in page
    assert "/settings/mailboxes/programs/microsoft" in page
    page = text_of(client.get("/settings/mailboxes/add", {"address": "desk@free.fr"}))
    assert "Sign in at" not in page
