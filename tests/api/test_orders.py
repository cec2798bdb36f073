import json

import pytest

from amends.accounts.tokens import create_token
from amends.core.actor import Actor
from amends.imports.actions import import_path
from tests import people
from tests.imports.exports import amazon_orders, amazon_row

pytestmark = pytest.mark.django_db
NUMBER = "112-8841907-5530612"


@pytest.fixture
def owner():
    return people.user(people.organisation(), "zhao", "owner")


@pytest.fixture
def shop(owner, tmp_path):
    made = people.shop(owner.organisation, "US")
    path = amazon_orders(tmp_path / "orders.txt", amazon_row())
    import_path(path, made, by=Actor(made.organisation_id, None, "cli"))
    return made


def get(client, owner, path, *verbs):
    key = create_token(owner, by=people.actor(owner), name="", verbs=verbs)[1]
    response = client.get(path, headers={"Authorization": f"Bearer {key}"})
    return response.status_code, json.loads(response.content)


def test_an_order_as_a_document(client, owner, shop):
    status, document = get(client, owner, f"/api/v1/orders/US/{NUMBER}", "see_orders")
    assert status == 200
    assert document["number"] == NUMBER
    assert document["total"] == {"amount": "45.34", "currency": "USD"}


@pytest.mark.parametrize("path", [f"FR/{NUMBER}", "US/999-0000000-0000000"])
def test_what_is_not_there(client, owner, shop, path):
    assert get(client, owner, f"/api/v1/orders/{path}", "see_orders")[0] == 404


def test_a_token_without_the_verb_sees_nothing(client, owner, shop):
    assert get(client, owner, f"/api/v1/orders/US/{NUMBER}", "see_shops")[0] in (403, 404)
