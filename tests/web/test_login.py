import pytest
from django.test import Client

from amends.accounts.links import first_owner_link, password_link
from amends.accounts.login import address_subject, login_subject
from amends.accounts.models import LoginFailure, User
from amends.accounts.queries import whole_owners
from amends.accounts.rules import ADDRESS_TRIES, LOCK, LOGIN_TRIES
from amends.core import clock
from tests import people

PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> User:
    return people.user(people.organisation(), "lin", "agent", password=PASSWORD)


def log_in(client: Client, **fields: str) -> tuple[int, str]:
    answer = client.post("/login", {"login": "lin", "password": PASSWORD, **fields})
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def lock(subject: str, failures: int) -> None:
    now = clock.now()
    LoginFailure.objects.create(
        subject=subject, failures=failures, last_failed_at=now, locked_until=now + LOCK
    )


def test_a_page_asks_for_a_login_and_then_comes(client: Client, lin: User) -> None:
    asked = client.get("/settings/account")
    assert (asked.status_code, asked["Location"]) == (302, "/login?next=/settings/account")
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/settings/account"' in page
    assert log_in(client, next="/settings/account") == (302, "/settings/account")
    assert client.get("/settings/account").status_code == 200
    assert client.get("/login")["Location"] == "/"


def test_the_session_is_another_after_login(client: Client, lin: User) -> None:
    client.get("/login")
    session = client.session
    session["seen"] = "before"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    log_in(client)
    assert client.session.session_key not in (None, planted)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
def test_no_way_leads_to_another_site(client: Client, lin: User, elsewhere: str) -> None:
    assert elsewhere not in client.get("/login", {"next": elsewhere}).content.decode()
    assert log_in(client, next=elsewhere) == (302, "/")


@pytest.mark.parametrize(
    ("language", "wrong", "locked"),
    [
        ("en", "The login or the password is not right.", "15 minutes"),
        ("zh-hans", "", "15"),
        ("fr", "", "15"),
    ],
)
def test_wrong_and_locked_in_three_languages(
    client: Client, lin: User, language: str, wrong: str, locked: str
) -> None:
    client.cookies["django_language"] = language
    status, page = log_in(client, password="wrong")
    assert status == 400
    assert wrong in page
    LoginFailure.objects.all().delete()
    lock(login_subject("lin"), LOGIN_TRIES)
    status, page = log_in(client)
    assert status == 400
    assert locked in page
    assert "_auth_user_id" not in client.session


def test_an_address_has_so_many_tries(client: Client, lin: User) -> None:
    lock(address_subject("address", "127.0.0.1"), ADDRESS_TRIES)
    assert log_in(client)[0] == 400
    assert (
        client.post("/login", {"login": "lin", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9").status_code
        == 302
    )


@pytest.mark.parametrize("login", ["", "a\0b", "x" * 5000, "<script>alert(1)</script>", "ﷺ" * 100])
def test_any_login_is_answered_with_a_form(client: Client, lin: User, login: str) -> None:
    status, page = log_in(client, login=login)
    assert status == 400
    assert "<script>alert" not in page


def test_forms_without_their_token_are_refused(lin: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/login", "/logout", "/settings/account/password", "/settings/people/1/deactivate"):
        assert strict.post(address, {"login": "lin", "password": PASSWORD}).status_code == 403


def test_logging_out_takes_a_form(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert client.get("/settings/account").status_code == 302


def test_a_changed_password_ends_the_other_sessions(client: Client, lin: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(lin)
    client.force_login(lin)
    new = {"old": PASSWORD, "password": "an even quieter bay", "again": "an even quieter bay"}
    assert client.post("/settings/account/password", {**new, "again": "something else"}).status_code == 400
    assert client.post("/settings/account/password", {**new, "old": "wrong"}).status_code == 400
    assert elsewhere.get("/settings/account").status_code == 200
    assert client.post("/settings/account/password", new).status_code == 302
    assert client.get("/settings/account").status_code == 200
    assert elsewhere.get("/settings/account").status_code == 302


def test_somebody_shut_out_is_out_at_once(client: Client, lin: User) -> None:
    client.force_login(lin)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert client.get("/settings/account").status_code == 302


def test_the_first_owner(client: Client) -> None:
    path = first_owner_link()
    assert path is not None
    assert client.get(path).status_code == 200
    fields = {
        "login": "zhao",
        "name": "赵",
        "organisation": "灯笼屋",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    assert client.post(path, {**fields, "password": "short", "again": "short"}).status_code == 400
    assert client.post(path, {**fields, "login": "two words"}).status_code == 400
    assert client.post(path, fields).status_code == 302
    owner = whole_owners().get()
    assert (owner.login, owner.name, owner.organisation.name) == ("zhao", "赵", "灯笼屋")
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert Client().get(path).status_code == 404


def test_a_password_by_link(client: Client, lin: User) -> None:
    owner = people.user(lin.organisation, "zhao", "owner")
    path = password_link(lin, by=people.actor(owner))
    page = client.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert client.post(path, {"password": "1234567890", "again": "1234567890"}).status_code == 400
    assert client.post(path, {"password": PASSWORD + "!", "again": PASSWORD + "!"}).status_code == 302
    assert client.get(path).status_code == 404
    assert client.get("/setup/nonsense").status_code == 404
