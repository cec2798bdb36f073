import json
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.accounts.people import deactivate_user
from amends.accounts.queries import whole_owners
from amends.accounts.rules import ADDRESS_TRIES
from amends.accounts.tokens import create_token, revoke_token
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return people.user(people.organisation(), "zhao", "owner")


def key_of(person: User, *verbs: str, **options: Any) -> str:
    owner = whole_owners(person.organisation_id)[0]
    return create_token(person, by=people.actor(owner), name="", verbs=verbs, **options)[1]


def get(client: Client, key: str | None) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    response = client.get("/api/v1/shops", headers=headers)
    return response.status_code, json.loads(response.content)


def test_the_shops_a_token_reaches(client: Client, owner: User) -> None:
    us = people.shop(owner.organisation, "US")
    people.shop(owner.organisation, "DE", country="DE")
    people.shop(people.organisation("Other"), "foreign")
    status, answer = get(client, key_of(owner, "see_shops"))
    assert status == 200
    assert [shop["code"] for shop in answer["shops"]] == ["DE", "US"]
    assert answer["shops"][1] == {
        "code": "US", "name": "", "marketplace": "amazon", "country": "US", "currency": "USD",
        "time_zone": "America/Los_Angeles", "language": "en-US", "seller_account": "US",
        "organisation": "Lantern House",
    }  # fmt: skip
    _, narrow = get(client, key_of(owner, "see_shops", shop=us))
    assert [shop["code"] for shop in narrow["shops"]] == ["US"]
    lin = people.user(owner.organisation, "lin", "agent", shop=us)
    _, scoped = get(client, key_of(lin, "see_shops"))
    assert [shop["code"] for shop in scoped["shops"]] == ["US"]
    assert get(client, key_of(owner, "see_orders")) == (200, {"shops": []})


def test_without_a_good_token_nothing(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert get(client, None)[0] == 401
    status, answer = get(client, "amends_wrong")
    assert (status, answer["code"]) == (401, "token_bad")
    lin = people.user(owner.organisation, "lin", "agent")
    key = key_of(lin, "see_shops")
    deactivate_user(lin, by=people.actor(owner))
    assert get(client, key)[0] == 401
    token, own = create_token(owner, by=people.actor(owner), name="", verbs=["see_shops"])
    revoke_token(token, by=people.actor(owner))
    assert get(client, own)[0] == 401


def test_too_many_bad_tokens_have_to_wait(client: Client, owner: User) -> None:
    for _ in range(ADDRESS_TRIES):
        assert get(client, "amends_wrong")[0] == 401
    response = client.get("/api/v1/shops", headers={"Authorization": "Bearer amends_wrong"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900


def test_the_description_is_there_and_no_page_with_scripts(client: Client) -> None:
    described = json.loads(client.get("/api/v1/openapi.json").content)
    assert "/api/v1/shops" in described["paths"]
    assert client.get("/api/v1/docs").status_code == 404
