"""Mailboxes by token: added, watched, changed and removed; the password goes in and never comes out."""

from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import Shop, User
from amends.accounts.tokens import create_token
from amends.mailboxes.health import note_fault
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import asked_mailbox
from tests import people
from tests.api.test_cases import ask as ask_api
from tests.api.test_cases import with_key

pytestmark = pytest.mark.django_db
SECRET = "app-password 9"
NEW = {"shop": "US", "address": "Desk@gmail.com", "password": SECRET}


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def owner(shop: Shop) -> User:
    return people.user(shop.organisation, "limin", "owner")


def ask(client: Client, person: User, method: str, path: str, content: Any = None, **more: Any) -> Any:
    return ask_api(client, person, method, path, content, **{"verbs": ("change_shop",), **more})


def test_added_with_what_is_known_of_its_provider(client: Client, owner: User) -> None:
    status, told = ask(client, owner, "POST", "/mailboxes", NEW)
    assert (status, told["host"], told["trusted"]) == (201, "imap.gmail.com", "mx.google.com")
    assert SECRET not in str(told)
    assert asked_mailbox(Mailbox.objects.get()).account.password == SECRET
    assert ask(client, owner, "POST", "/mailboxes", NEW)[1]["code"] == "mailbox_exists"
    status, told = ask(client, owner, "GET", "/mailboxes")
    assert [each["address"] for each in told["mailboxes"]] == ["desk@gmail.com"]


def test_changed_switched_asked_and_removed(client: Client, owner: User) -> None:
    made = ask(client, owner, "POST", "/mailboxes", NEW)[1]["id"]
    at = f"/mailboxes/{made}"
    status, told = ask(client, owner, "POST", f"{at}/change", {"folders": ["INBOX", "Orders"]})
    assert (status, told["folders"]) == (200, ["INBOX", "Orders"])
    elsewhere = {"host": "imap.lantern.example"}
    assert ask(client, owner, "POST", f"{at}/change", elsewhere)[1]["code"] == "mail_password_needed"
    told = ask(client, owner, "POST", f"{at}/change", {**elsewhere, "password": "new"})[1]
    assert told["host"] == "imap.lantern.example"
    note_fault(made, "refused", "no")
    told = ask(client, owner, "GET", at)[1]
    assert (told["health"], told["error"]["code"]) == ("failing", "refused")
    assert ask(client, owner, "POST", f"{at}/ask")[1]["ask_again_at"] is None
    assert ask(client, owner, "POST", f"{at}/off")[1]["health"] == "off"
    assert ask(client, owner, "POST", f"{at}/on")[1]["health"] == "new"
    assert ask(client, owner, "POST", f"{at}/remove")[0] == 200
    assert ask(client, owner, "GET", at)[1]["code"] == "mailbox_unknown"


def test_tried(client: Client, owner: User) -> None:
    nobody = {**NEW, "host": "127.0.0.1", "port": 1, "security": "none"}
    made = ask(client, owner, "POST", "/mailboxes", nobody)[1]["id"]
    status, told = ask(client, owner, "POST", f"/mailboxes/{made}/try")
    assert (status, told["ok"], told["error"]["code"]) == (200, False, "unreachable")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({**NEW, "shop": "DE"}, 404, "shop_unknown"),
        ({**NEW, "shop": ""}, 422, "request_bad"),
        ({**NEW, "address": "desk@lantern.example"}, 400, "mail_host_bad"),
        ({**NEW, "fetch_from": "yesterday"}, 422, "request_bad"),
        ({**NEW, "nonsense": 1}, 422, "request_bad"),
        ({**NEW, "password": ""}, 422, "request_bad"),
    ],
)
def test_what_cannot_be_is_told(client: Client, owner: User, content: Any, status: int, code: str) -> None:
    got, told = ask(client, owner, "POST", "/mailboxes", content)
    assert (got, told["code"]) == (status, code)
    assert not Mailbox.objects.exists()


def test_a_token_of_one_shop_reaches_no_other(client: Client, shop: Shop, owner: User) -> None:
    made = ask(client, owner, "POST", "/mailboxes", NEW)[1]["id"]
    other = people.shop(shop.organisation, "UK")
    key = create_token(owner, by=people.actor(owner), name="", verbs=("change_shop",), shop=other)[1]
    assert with_key(client, key, "GET", "/mailboxes")[1]["mailboxes"] == []
    assert with_key(client, key, "POST", f"/mailboxes/{made}/remove")[0] == 404
    assert ask(client, owner, "GET", "/mailboxes", verbs=("see_cases",))[0] == 403
    agent = people.user(shop.organisation, "otto", "agent")
    agents_key = create_token(agent, by=people.actor(owner), name="", verbs=("change_shop",))[1]
    assert with_key(client, agents_key, "GET", "/mailboxes")[0] == 403
    assert Mailbox.objects.count() == 1
