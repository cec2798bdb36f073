import pytest
from django.test import Client

from amends.accounts.models import User
from amends.web.context import initials
from amends.web.language import desk_language
from tests import people
from tests.web import rows


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh-hans"), ("zh-TW", "zh-hans"), ("zh", "zh-hans"), ("zh_Hans", "zh-hans"),
        ("fr-CA", "fr"), ("EN", "en"), ("de", None), ("", None), ("french", None),
    ],
)  # fmt: skip
def test_a_tag_finds_its_language(tag: str, language: str | None) -> None:
    assert desk_language(tag) == language


@pytest.mark.parametrize(
    ("accepts", "lang"),
    [("zh-TW,zh;q=0.9", "zh-Hans"), ("de,fr;q=0.5", "fr"), ("de", "en"), ("", "en"), ("\x00;q=x", "en")],
)
def test_before_login_the_browsers_language(client: Client, accepts: str, lang: str, db: None) -> None:
    answer = client.get("/login", headers={"Accept-Language": accepts})
    assert f'<html lang="{lang}"' in answer.content.decode()
    assert answer["Content-Language"] == lang


def test_the_users_own_language_rules(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent"))
    User.objects.filter(login="amy").update(language="zh-Hans")
    answer = client.get("/orders", headers={"Accept-Language": "fr"})
    assert '<html lang="zh-Hans"' in answer.content.decode()
    assert "订单" in answer.content.decode()
    assert "没有" in client.get("/orders/999", headers={"Accept-Language": "fr"}).content.decode()
    assert "没有" in client.get("/nowhere", headers={"Accept-Language": "fr"}).content.decode()


def test_what_is_chosen_is_kept(desk: rows.Desk, at_desk: Client) -> None:
    answer = at_desk.post("/preferences", {"language": "fr", "next": "/orders?state=paid"})
    assert answer["Location"] == "/orders?state=paid"
    at_desk.post("/preferences", {"theme": "dark"})
    desk.owner.refresh_from_db()
    assert (desk.owner.language, desk.owner.theme) == ("fr", "dark")
    assert '<html lang="fr" data-theme="dark"' in at_desk.get("/orders").content.decode()
    at_desk.post("/preferences", {"theme": "system", "language": "xx"})
    desk.owner.refresh_from_db()
    assert (desk.owner.language, desk.owner.theme) == ("fr", "")


def test_a_visitors_choice_is_kept_in_the_browser(client: Client, db: None) -> None:
    answer = client.post("/preferences", {"language": "zh-hans", "theme": "dark", "next": "//evil.example"})
    assert answer["Location"] == "/"
    assert '<html lang="zh-Hans" data-theme="dark"' in client.get("/login").content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Li Min", "LM"), ("王小明", "小明"), ("limin", "LI"), ("", "?"), ("  ", "?"), ("A B C", "AC")],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown
