"""Mailboxes opened with a token: bought for a grant, kept while it lasts, never shown."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.accounts.sign_ins import grant_of
from amends.connectors.mail import oauth
from amends.connectors.mail.oauth import Grant, is_safe
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.models import Event
from amends.inbox.models import Message
from amends.mailboxes.actions import add_mailbox, change_mailbox
from amends.mailboxes.models import Mailbox
from amends.mailboxes.once import fetch_once
from amends.mailboxes.queries import asked_mailbox, mailbox_facts, settings_of, shown
from amends.mailboxes.settings import MailboxSettings
from tests.imports.more_exports import mail
from tests.mailboxes.dovecot import free_port
from tests.mailboxes.stand_in import StandIn, standing_in
from tests.mailboxes.token_server import TokenServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with standing_in() as server:
        server.put(mail("1"))
        yield server


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


@pytest.fixture
def mailbox(shop: Shop, provider: TokenServer, stand_in: StandIn) -> Mailbox:
    grant = provider.grant()
    settings = MailboxSettings(
        "desk@lantern.example", "127.0.0.1", date(2026, 1, 1), port=stand_in.port, security="none"
    )
    return add_mailbox(shop, settings, password=grant, by=by(shop))


def outcome(mailbox: Mailbox) -> str:
    assert fetch_once(mailbox)
    mailbox.refresh_from_db()
    return mailbox.error_code


def test_mails_come_in_with_a_token_that_is_bought_once(
    mailbox: Mailbox, provider: TokenServer, stand_in: StandIn
) -> None:
    assert [outcome(mailbox), outcome(mailbox)] == ["", ""]
    assert Message.objects.count() == 1
    assert stand_in.tokens == ["user=desk@lantern.example\1auth=Bearer at-1\1\1"] * 2
    assert provider.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "rt-1",
            "client_id": "me",
            "client_secret": "s3cret",
        }
    ]


def test_a_token_that_is_over_is_bought_anew(mailbox: Mailbox, provider: TokenServer) -> None:
    provider.answer = {"access_token": "at-1", "expires_in": "1"}
    assert [outcome(mailbox), outcome(mailbox)] == ["", ""]
    assert len(provider.asked) == 2


def test_a_token_that_the_mail_server_refuses_is_let_go(
    mailbox: Mailbox, provider: TokenServer, stand_in: StandIn
) -> None:
    stand_in.login = b"NO [AUTHENTICATIONFAILED] Invalid credentials"
    assert outcome(mailbox) == "refused"
    assert "at-1" not in mailbox.error
    stand_in.login = b"OK in"
    provider.answer = {"access_token": "at-2"}
    assert outcome(mailbox) == ""
    assert stand_in.tokens[-1].endswith("Bearer at-2\1\1")


def test_a_renewed_grant_is_kept(mailbox: Mailbox, provider: TokenServer) -> None:
    provider.answer = {"access_token": "at-1", "expires_in": 0, "refresh_token": "rt-2"}
    assert outcome(mailbox) == ""
    kept = asked_mailbox(mailbox).account.grant
    assert kept is not None
    assert kept.refresh_token == "rt-2"
    provider.answer = {"access_token": "at-2", "expires_in": 0}
    assert outcome(mailbox) == ""
    assert [each["refresh_token"] for each in provider.asked] == ["rt-1", "rt-2"]


def test_a_password_set_meanwhile_stays(mailbox: Mailbox, shop: Shop, provider: TokenServer) -> None:
    provider.answer = {"access_token": "at-1", "refresh_token": "rt-2"}
    change_mailbox(mailbox, settings_of(mailbox), password="a word", by=by(shop))
    assert outcome(mailbox) == "", "asked as it was before"
    mailbox.refresh_from_db()
    assert (mailbox.sign_in, asked_mailbox(mailbox).account.password) == ("password", "a word")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (
            {"status": 400, "answer": {"error": "invalid_grant", "error_description": "rt-1 over"}},
            "refused",
        ),
        ({"status": 401, "answer": {"error": "invalid_client"}}, "refused"),
        ({"status": 400, "answer": {"error": "invalid_request"}}, "nonsense"),
        ({"status": 429, "answer": {}}, "busy"),
        ({"status": 503, "answer": b"<html>later</html>"}, "busy"),
        ({"answer": b"not json"}, "nonsense"),
        ({"answer": b"[" * 50_000}, "nonsense"),
        ({"answer": []}, "nonsense"),
        ({"answer": {"access_token": ""}}, "nonsense"),
        ({"answer": {"access_token": "a\1b"}}, "nonsense"),
        ({"answer": {"access_token": 7}}, "nonsense"),
        ({"answer": {"access_token": "x" * 100_000}}, "nonsense"),
        ({"is_cut": True}, "nonsense"),
        ({"is_silent": True}, "unreachable"),
        ({"status": 302, "leads_to": "http://127.0.0.1:1/elsewhere"}, "nonsense"),
    ],
)
def test_a_provider_that_misbehaves(
    mailbox: Mailbox,
    provider: TokenServer,
    stand_in: StandIn,
    told: dict[str, Any],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oauth, "PATIENCE_S", 0.3 if "is_silent" in told else 20.0)
    for name, value in told.items():
        setattr(provider, name, value)
    assert outcome(mailbox) == code
    assert "rt-1" not in mailbox.error
    assert "s3cret" not in mailbox.error
    assert stand_in.logins == 0


def test_no_provider_answers(mailbox: Mailbox, shop: Shop) -> None:
    url = f"http://127.0.0.1:{free_port()}/token"
    grant = grant_of(url, client_id="me", client_secret="", refresh_token="rt")
    changed = change_mailbox(mailbox, settings_of(mailbox), password=grant, by=by(shop))
    assert outcome(changed) == "unreachable"


def test_nothing_shows_the_secrets(mailbox: Mailbox) -> None:
    told = [mailbox_facts(shown(mailbox)), mailbox.sealed_password, asked_mailbox(mailbox)]
    told += list(Event.objects.values_list("detail", flat=True))
    assert "rt-1" not in repr(told)
    assert "s3cret" not in repr(told)
    assert mailbox_facts(shown(mailbox))["sign_in"] == "oauth"


@pytest.mark.parametrize(
    "grant",
    [
        Grant("http://provider.example/token", "me", "", "rt"),
        Grant("https://", "me", "", "rt"),
        Grant("https://provider.example/token", "", "", "rt"),
        Grant("https://provider.example/token", "me", "", "r\nt"),
        Grant("https://provider.example/token", "me", "a\0b", "rt"),
    ],
)
def test_what_is_no_grant(mailbox: Mailbox, shop: Shop, grant: Grant) -> None:
    with pytest.raises(Refused):
        change_mailbox(mailbox, settings_of(mailbox), password=grant, by=by(shop))


def test_providers_are_named_by_the_pack() -> None:
    wanted = {"client_id": " me ", "client_secret": "", "refresh_token": "rt"}
    grant = grant_of("microsoft", tenant="contoso.example", **wanted)
    assert (grant.client_id, grant.token_url.split("/")[3]) == ("me", "contoso.example")
    with pytest.raises(Refused, match="aol"):
        grant_of("aol", **wanted)
    with pytest.raises(Refused, match="directory"):
        grant_of("microsoft", tenant="a/b", **wanted)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://provider.example/token", True),
        ("http://127.0.0.1:8000/token", True),
        ("http://[::1]/token", True),
        ("http://provider.example/token", False),
        ("http://localhost.example/token", False),
        ("https://me:word@provider.example/", False),
        ("ftp://provider.example/", False),
        ("https://provider.example:99999/", False),
        ("nonsense", False),
    ],
)
def test_where_secrets_may_go(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
