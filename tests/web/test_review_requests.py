"""The list of orders that may be asked about, the panel on an order's page, and both presses."""

from collections.abc import Iterator

import pytest
from django.test import Client

from amends.accounts.models import Shop, User
from amends.core import clock
from amends.inbox.models import ReviewRequest
from amends.orders.models import Order
from tests import people
from tests.insights.review_orders import NOW, delivered

pytestmark = pytest.mark.django_db
LIST = "/desk/review-requests"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def agent(client: Client, shop: Shop) -> User:
    made = people.user(shop.organisation, "ana", "agent")
    client.force_login(made)
    return made


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "heading", "way"),
    [
        ("en", "Reviews to ask for", "Manage Orders"),
        ("zh-Hans", "可邀评订单", "管理订单"),
        ("fr", "Avis à demander", "Gérer les commandes"),
    ],
)
def test_in_three_languages(
    client: Client, shop: Shop, agent: User, language: str, heading: str, way: str
) -> None:
    order = delivered(shop, "111-1", days=9)
    User.objects.filter(pk=agent.pk).update(language=language)
    for address in (LIST, f"/orders/{order.pk}"):
        text = page(client, address)
        assert way in text
    assert heading in page(client, LIST)
    assert LIST in page(client, "/desk/steps")


def test_pressed_from_the_list(client: Client, shop: Shop, agent: User) -> None:
    order = delivered(shop, "111-1", days=9)
    assert "111-1" in page(client, LIST)
    answer = client.post(f"/orders/{order.pk}/review_requested", {"from": "list"})
    assert answer["Location"] == LIST
    assert ReviewRequest.objects.get().by == agent
    assert f"/orders/{order.pk}/review_requested" not in page(client, LIST)
    assert "The marketplace asked the buyer" in page(client, f"/orders/{order.pk}")
    again = client.post(f"/orders/{order.pk}/review_not_offered", follow=True)
    assert "asked already" in again.content.decode()


def test_not_there_from_the_order(client: Client, shop: Shop, agent: User) -> None:
    order = delivered(shop, "111-1", days=9)
    answer = client.post(f"/orders/{order.pk}/review_not_offered")
    assert answer["Location"] == f"/orders/{order.pk}"
    assert "did not offer its button" in page(client, f"/orders/{order.pk}")


def test_the_order_says_why_not(client: Client, shop: Shop, agent: User) -> None:
    early = delivered(shop, "111-1", days=2)
    Order.objects.filter(pk=delivered(shop, "111-2", days=9).pk).update(refunded="1")
    assert "from the fifth day after delivery" in page(client, f"/orders/{early.pk}")
    refunded = Order.objects.get(number="111-2")
    assert "The order was refunded." in page(client, f"/orders/{refunded.pk}")


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_not_the_work_of_others(client: Client, shop: Shop, role: str) -> None:
    order = delivered(shop, "111-1", days=9)
    client.force_login(people.user(shop.organisation, role, role))
    assert client.get(LIST).status_code == 403
    assert client.post(f"/orders/{order.pk}/review_requested").status_code in (403, 404)
    assert "review_requested" not in page(client, f"/orders/{order.pk}")
    assert not ReviewRequest.objects.exists()


def test_without_amazon_there_is_nothing_to_press(client: Client) -> None:
    shop = people.shop(people.organisation(), "EB", marketplace="ebay")
    client.force_login(people.user(shop.organisation, "ana", "agent"))
    order = delivered(shop, "e", days=9)
    assert "None of your shops" in page(client, LIST)
    assert "review_requested" not in page(client, f"/orders/{order.pk}")
    assert LIST not in page(client, "/desk/steps")
