import pytest

from amends.accounts.mail_accounts import (
    MailServer,
    mail_account_of,
    remove_mail_account,
    secret_of,
    set_mail_account,
)
from amends.accounts.models import MailAccount, Shop
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.core.sealing import NotOurSeal
from amends.history.models import Event
from tests.people import actor, organisation, shop, user

pytestmark = pytest.mark.django_db
GOOD = {
    "host": "smtp.example.com", "port": 465, "security": "tls", "user_name": "desk",
    "from_address": "desk@example.com", "from_name": "灯屋 Lantern",
}  # fmt: skip


@pytest.fixture
def us() -> Shop:
    return shop(organisation(), "US")


@pytest.fixture
def lead(us: Shop) -> Actor:
    return actor(user(us.organisation, "lena", "lead"))


def server(**other: object) -> MailServer:
    return MailServer(**{**GOOD, **other})  # type: ignore[arg-type]


def test_the_password_is_sealed_and_kept(us: Shop, lead: Actor) -> None:
    first = set_mail_account(us, server(), password="s3cret", by=lead)
    assert secret_of(first)[0] == "s3cret"
    again = set_mail_account(us, server(from_name="Lantern"), password=None, by=lead)
    assert (again.pk, secret_of(again)[0]) == (first.pk, "s3cret")
    assert MailAccount.objects.count() == 1
    told = str(list(Event.objects.filter(verb="mail_account_set").values_list("detail", flat=True)))
    assert "s3cret" not in told
    assert "example.com" not in told


@pytest.mark.parametrize("other", [{"host": "evil.example"}, {"user_name": "else"}])
def test_a_kept_password_goes_to_nobody_else(us: Shop, lead: Actor, other: dict[str, str]) -> None:
    set_mail_account(us, server(), password="s3cret", by=lead)
    with pytest.raises(Refused, match="another server"):
        set_mail_account(us, server(**other), password=None, by=lead)
    kept = mail_account_of(us)
    assert kept is not None
    assert (kept.host, kept.user_name) == ("smtp.example.com", "desk")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"host": ""}, "mail_host_bad"),
        ({"host": "smtp example"}, "mail_host_bad"),
        ({"host": "a\nb"}, "mail_host_bad"),
        ({"port": 0}, "mail_port_bad"),
        ({"port": 70000}, "mail_port_bad"),
        ({"security": "ssl"}, "mail_security_bad"),
        ({"security": "none"}, "mail_insecure"),
        ({"from_address": "desk"}, "mail_address_bad"),
        ({"from_address": "a@b\r\nBcc: c@d"}, "text_unreadable"),
        ({"from_address": "büro@example.com"}, "mail_address_bad"),
        ({"from_name": "Lantern\nBcc: c@d"}, "text_unreadable"),
        ({"user_name": "a\0b"}, "text_unreadable"),
    ],
)
def test_bad_particulars_are_named(us: Shop, lead: Actor, fault: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_mail_account(us, server(**fault), password="x", by=lead)
    assert refusal.value.code == code
    assert mail_account_of(us) is None


@pytest.mark.parametrize("password", ["", "a\nb", "\ud800"])
def test_no_password_with_line_ends(us: Shop, lead: Actor, password: str) -> None:
    with pytest.raises(Refused, match="password"):
        set_mail_account(us, server(), password=password, by=lead)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_this_machine_may_do_without(us: Shop, lead: Actor, host: str) -> None:
    account = set_mail_account(us, server(host=host, security="none"), password=None, by=lead)
    assert secret_of(account)[0] == ""


def test_another_installation_cannot_open_it(us: Shop, lead: Actor, settings: pytest.FixtureRequest) -> None:
    account = set_mail_account(us, server(), password="s3cret", by=lead)
    settings.SECRET_KEY = "of another installation"  # type: ignore[attr-defined]
    with pytest.raises(NotOurSeal):
        secret_of(account)


def test_agents_do_not_change_it(us: Shop, lead: Actor) -> None:
    agent = actor(user(us.organisation, "ana", "agent"))
    with pytest.raises(NotAllowed):
        set_mail_account(us, server(), password="x", by=agent)
    set_mail_account(us, server(), password="x", by=lead)
    with pytest.raises(NotAllowed):
        remove_mail_account(us, by=agent)
    assert remove_mail_account(us, by=lead)
    assert not remove_mail_account(us, by=lead)
