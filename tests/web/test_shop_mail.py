import pytest
from django.test import Client

from amends.accounts.mail_accounts import secret_of
from amends.accounts.models import MailAccount, Shop, User
from amends.connectors.mail.submission import Outcome
from amends.history.models import Event
from amends.web.mail_outcomes import said_of
from tests import people
from tests.inbox.mail_server import MailServer

pytestmark = pytest.mark.django_db
SECRET = "app-password 9"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def shop(listening: MailServer) -> Shop:
    listening.behave()
    return people.shop(people.organisation(), "US")


@pytest.fixture
def lead(client: Client, shop: Shop) -> User:
    made = people.user(shop.organisation, "lena", "lead", shop=shop)
    client.force_login(made)
    return made


def particulars(at_port: int, **other: object) -> dict[str, object]:
    return {
        "host": "127.0.0.1", "port": at_port, "security": "none", "user_name": "desk", "password": SECRET,
        "from_address": "desk@lantern.example", "from_name": "灯屋", **other,
    }  # fmt: skip


def at(shop: Shop, verb: str = "") -> str:
    return f"/settings/shops/{shop.pk}/mail{verb}"


def test_the_password_goes_in_and_never_comes_out(client: Client, shop: Shop, lead: User) -> None:
    assert client.post(at(shop), particulars(2525)).status_code == 302
    account = MailAccount.objects.get()
    assert secret_of(account)[0] == SECRET
    assert SECRET not in account.sealed_password
    page = client.get(at(shop)).content.decode()
    assert SECRET not in page
    assert account.sealed_password not in page
    assert "One is kept, sealed" in page
    client.post(at(shop), particulars(2526, password=""))
    account.refresh_from_db()
    assert (account.port, secret_of(account)[0]) == (2526, SECRET)
    client.post(at(shop), particulars(2526, password="", user_name=""))
    account.refresh_from_db()
    assert account.sealed_password == ""


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"host": "a b"}, "host", "This is no name of a server."),
        ({"host": "smtp.example.com"}, "security", "for all to read"),
        ({"port": 70000}, "port", "There is no such port."),
        ({"port": "x"}, "port", ""),
        ({"from_address": "nobody"}, "from_address", "This is no mail address."),
        ({"password": "a\0b"}, "password", ""),
        ({"security": "rot13"}, "security", ""),
        ({"from_name": HOSTILE + "\r\nBcc: all@x.example"}, "__all__", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, shop: Shop, lead: User, wrong: dict[str, object], field: str, said: str
) -> None:
    answer = client.post(at(shop), particulars(2525, **wrong))
    assert answer.status_code == 400
    errors = answer.context["form"].errors
    assert said in " ".join(errors[field])
    assert not MailAccount.objects.exists()
    assert HOSTILE not in answer.content.decode()


def test_a_password_of_another_server_is_asked_for(client: Client, shop: Shop, lead: User) -> None:
    client.post(at(shop), particulars(2525))
    answer = client.post(at(shop), particulars(2525, host="::1", password=""))
    assert "Type the password too." in " ".join(answer.context["form"].errors["password"])


def test_a_mail_to_oneself(client: Client, shop: Shop, lead: User, listening: MailServer) -> None:
    client.post(at(shop), particulars(listening.port, user_name="", password=""))
    page = client.post(at(shop, "/try"), {"to": "lena@lantern.example"}).content.decode()
    assert "The server has taken the mail." in page
    assert listening.envelopes == [("desk@lantern.example", ["lena@lantern.example"])]
    listening.at["rcpt"] = "550 5.7.1 <b>not from you"
    page = client.post(at(shop, "/try"), {"to": "lena@lantern.example"}).content.decode()
    assert "The server did not take the mail." in page
    assert "550 5.7.1 &lt;b&gt;not from you" in page
    assert Event.objects.filter(verb="mail_account_tried").count() == 2
    answer = client.post(at(shop, "/try"), {"to": "lena\r\nBcc: x@y.example"})
    assert answer.status_code == 400


def test_nobody_listens_there(client: Client, shop: Shop, lead: User) -> None:
    client.post(at(shop), particulars(1, user_name="", password=""))
    page = client.post(at(shop, "/try"), {"to": "lena@lantern.example"}).content.decode()
    assert "Nobody answers at this port." in page


def test_taken_away(client: Client, shop: Shop, lead: User) -> None:
    client.post(at(shop), particulars(2525))
    client.post(at(shop, "/remove"))
    assert not MailAccount.objects.exists()
    assert client.post(at(shop, "/try"), {"to": "lena@lantern.example"}).status_code == 400


@pytest.mark.parametrize("role", ["agent", "warehouse", "finance"])
def test_others_do_not_see_it(client: Client, shop: Shop, role: str) -> None:
    client.force_login(people.user(shop.organisation, "otto", role))
    other = people.shop(people.organisation("Other"), "DE")
    for verb in ("", "/try", "/remove"):
        assert client.post(at(shop, verb), {}).status_code == 403
        assert client.post(at(other, verb), {}).status_code == 403


def test_a_lead_of_one_shop_does_not_see_another(client: Client, shop: Shop, lead: User) -> None:
    second = people.shop(shop.organisation, "UK")
    assert client.get(at(second)).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_in_three_languages(client: Client, shop: Shop, lead: User, language: str) -> None:
    User.objects.filter(pk=lead.pk).update(language=language)
    client.post(at(shop), particulars(2525))
    assert client.get(at(shop))["Content-Language"] == language


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("535 5.7.8 no", "login and password"),
        ("530 5.7.0 Must issue STARTTLS", "wants a login"),
        ("SSLError: WRONG_VERSION_NUMBER", "No encrypted connection"),
        ("gaierror: Name or service not known", "no server of this name"),
        ("TimeoutError: timed out", "did not answer in time"),
        ("SMTPNotSupportedError: STARTTLS extension not supported by server.", "STARTTLS"),
        ("553 sender not owned", "did not take"),
    ],
)
def test_what_the_server_said_in_plain_words(answer: str, said: str) -> None:
    outcome = said_of(Outcome("failed", answer))
    assert said in str(outcome.sentence)
    assert outcome.exact == answer
