import re

import pytest
from django.test import Client

from amends.accounts.models import ApiToken, Shop, User
from amends.accounts.permission import grants_of
from amends.accounts.rules import Grant
from amends.accounts.tokens import holder_of
from tests import people

PASSWORD = "a quiet harbour"
HOSTILE = "<script>alert(1)</script>‮\"'"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    made = people.user(people.organisation(), "zhao", "owner", password=PASSWORD)
    client.force_login(made)
    return made


SHOP = {
    "code": "天猫", "marketplace": "tmall", "country": "CN", "time_zone": "Asia/Shanghai", "currency": "CNY",
    "language": "zh-hans", "name": "灯笼屋", "return_address": "", "seller_account": "",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_every_page_comes_in_three_languages(client: Client, owner: User, language: str) -> None:
    User.objects.filter(pk=owner.pk).update(language=language)
    shop = people.shop(owner.organisation, "US")
    people.user(owner.organisation, HOSTILE, "agent", shop=shop)
    for page in ("", "/account", "/shops", "/shops/add", f"/shops/{shop.pk}", "/people", "/people/add"):
        assert client.get(f"/settings{page}", follow=True).status_code == 200
    for page in (f"/people/{owner.pk}", "/tokens", "/tokens/add"):
        answer = client.get(f"/settings{page}")
        assert answer.status_code == 200
        assert answer["Content-Language"] == language


def test_a_shop_is_added_and_changed(client: Client, owner: User) -> None:
    assert client.post("/settings/shops/add", SHOP).status_code == 302
    shop = Shop.objects.get()
    assert (shop.code, shop.language, shop.organisation) == ("天猫", "zh-Hans", owner.organisation)
    again = client.post("/settings/shops/add", SHOP)
    assert again.status_code == 400
    assert "There is a shop of this code already." in again.content.decode()
    change = f"/settings/shops/{shop.pk}"
    assert client.post(change, {**SHOP, "return_address": HOSTILE}).status_code == 302
    assert "<script>alert" not in client.get(change).content.decode()
    assert "&lt;script&gt;" in client.get(change).content.decode()


@pytest.mark.parametrize(
    "fault",
    [
        {"code": ""}, {"code": "a b"}, {"code": "a\0"}, {"code": "x" * 200}, {"marketplace": "flea"},
        {"country": "XX"}, {"time_zone": "Mars"}, {"currency": "ABC"}, {"language": "zh_CN"},
        {"name": "n" * 200_000}, {"return_address": "\x01"},
    ],
)  # fmt: skip
def test_a_bad_shop_is_answered_with_its_form(client: Client, owner: User, fault: dict[str, str]) -> None:
    answer = client.post("/settings/shops/add", {**SHOP, **fault})
    assert answer.status_code == 400
    assert any(mark in answer.content.decode() for mark in ('class="errorlist', 'role="alert"><b>'))
    assert not Shop.objects.exists()


def test_a_person_is_added_with_a_role_and_a_link(client: Client, owner: User) -> None:
    shop = people.shop(owner.organisation, "US")
    fields = {"login": "lin", "name": "林", "language": "zh-Hans", "role": "agent", "shop": str(shop.pk)}
    page = client.post("/settings/people/add", fields).content.decode()
    lin = User.objects.get(login="lin")
    assert grants_of(lin.pk) == {Grant("agent", shop.pk)}
    link = re.search(r"http://testserver(/setup/[\w-]+)", page)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    for fault in (
        {},
        {"login": "two words"},
        {"login": "qian", "shop": "999"},
        {"login": "qian", "role": "king"},
    ):
        assert client.post("/settings/people/add", {**fields, **fault}).status_code == 400
    assert User.objects.count() == 2


def test_roles_and_access_of_a_person(client: Client, owner: User) -> None:
    lin = people.user(owner.organisation, "lin", "agent")
    here = f"/settings/people/{lin.pk}"
    client.post(f"{here}/grant_role", {"role": "lead", "shop": ""})
    assert grants_of(lin.pk) == {Grant("agent", None), Grant("lead", None)}
    client.post(f"{here}/roles/{lin.grants.get(role='agent').pk}/revoke")
    assert grants_of(lin.pk) == {Grant("lead", None)}
    client.post(f"{here}/deactivate")
    assert grants_of(lin.pk) == frozenset()
    client.post(f"{here}/activate")
    assert grants_of(lin.pk) == {Grant("lead", None)}
    assert b"/setup/" in client.post(f"{here}/password_link").content
    assert client.post(f"{here}/grant_role", {"role": "king"}).status_code == 400
    assert client.post(f"{here}/roles/{owner.grants.get().pk}/revoke").status_code == 404


def test_the_last_owner_is_told_to_stay(client: Client, owner: User) -> None:
    here = f"/settings/people/{owner.pk}"
    for leave in (f"{here}/roles/{owner.grants.get().pk}/revoke", f"{here}/deactivate"):
        assert "This is the last owner" in client.post(leave, follow=True).content.decode()
    assert grants_of(owner.pk) == {Grant("owner", None)}


def test_a_token_is_shown_once_and_revoked(client: Client, owner: User) -> None:
    fields = {"name": HOSTILE, "user": str(owner.pk), "verbs": ["see_orders", "see_shops"], "days": "30"}
    answer = client.post("/settings/tokens/add", fields)
    assert "no-store" in answer["Cache-Control"]
    shown = re.search(r'value="(amends_[\w-]+)"', answer.content.decode())
    assert shown is not None
    assert holder_of(shown[1], address="") is not None
    listed = client.get("/settings/tokens").content.decode()
    assert shown[1] not in listed
    assert "<script>alert" not in listed
    client.post(f"/settings/tokens/{ApiToken.objects.get().pk}/revoke")
    assert holder_of(shown[1], address="") is None
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    for fault in (
        {"verbs": []},
        {"verbs": ["fly"]},
        {"user": str(stranger.pk)},
        {"days": "0"},
        {"shop": "9"},
    ):
        assert client.post("/settings/tokens/add", {**fields, **fault}).status_code == 400
    assert ApiToken.objects.count() == 1


def test_ones_own_name(client: Client, owner: User) -> None:
    assert client.post("/settings/account/name", {"name": HOSTILE}).status_code == 302
    assert "<script>alert" not in client.get("/settings/account").content.decode()
    assert client.post("/settings/account/name", {"name": "n" * 3000}).status_code == 400
