"""Encryption to a real server: checked, or nothing is said to it, least of all the password."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from amends.accounts.models import Shop
from amends.inbox.models import Message
from amends.mailboxes.once import fetch_once, look_at
from amends.mailboxes.rules import FOR_A_PERSON
from tests.certificates import DAY, Authority
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add
from tests.mailboxes.dovecot import Dovecot, dovecot
from tests.mailboxes.stand_in import standing_in
from tests.waiting import until

pytestmark = pytest.mark.django_db
CERTIFICATES: dict[str, tuple[str, timedelta, bool]] = {
    "good": ("127.0.0.1", DAY, True),
    "over": ("127.0.0.1", -DAY, True),
    "of another": ("mail.other.example", DAY, True),
    "of nobody known": ("127.0.0.1", DAY, False),
}
WORDS = {"over": "expired", "of another": "127.0.0.1", "of nobody known": "local issuer"}


@pytest.fixture(scope="module", params=list(CERTIFICATES))
def encrypted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Dovecot, Authority]]:
    """What is the matter with the certificate, the server that shows it, and whom to trust."""
    name, lasts, is_trusted = CERTIFICATES[request.param]
    authority = Authority(tmp_path_factory.mktemp("authority"))
    trusted = authority if is_trusted else Authority(tmp_path_factory.mktemp("another"))
    with dovecot(authority.issue(name, lasts=lasts)) as server:
        yield request.param, server, trusted


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_only_a_server_that_proves_itself_hears_the_password(
    encrypted: tuple[str, Dovecot, Authority],
    shop: Shop,
    login: str,
    add: Add,
    security: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matter, server, trusted = encrypted
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.path))
    server.drop(login, mail("one"), "1.mail")
    port = server.tls_port if security == "tls" else server.port
    mailbox = add(shop, login, port=port, security=security)
    assert fetch_once(mailbox)
    mailbox.refresh_from_db()
    if matter == "good":
        assert (mailbox.error_code, Message.objects.count()) == ("", 1)
        assert until(lambda: server.logins(login)) == 1
        return
    assert (mailbox.error_code, Message.objects.count()) == ("certificate", 0)
    assert WORDS[matter] in mailbox.error
    assert server.logins(login) == 0
    looked = look_at(mailbox)
    assert looked.fault is not None
    assert looked.fault.code in FOR_A_PERSON


def test_a_server_without_encryption_hears_no_password(shop: Shop, login: str, add: Add) -> None:
    with standing_in() as server:
        mailbox = add(shop, login, port=server.port, security="starttls")
        assert fetch_once(mailbox)
        mailbox.refresh_from_db()
        assert mailbox.error_code == "no_encryption"
        assert server.commands == ["CAPABILITY"]


def test_encryption_asked_of_a_port_that_speaks_in_the_clear(
    server: Dovecot, shop: Shop, login: str, add: Add
) -> None:
    mailbox = add(shop, login, port=server.port, security="tls")
    assert fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.error_code == "certificate"


def test_a_stranger_in_between_who_takes_the_offer_away(shop: Shop, login: str, add: Add) -> None:
    """What came before the encryption is not believed, and nothing goes in the clear without it."""
    with standing_in() as server:
        server.has_starttls = True
        mailbox = add(shop, login, port=server.port, security="starttls")
        assert fetch_once(mailbox)
        mailbox.refresh_from_db()
        assert mailbox.error_code in ("certificate", "unreachable", "dropped")
        assert server.logins == 0
        assert server.commands[:2] == ["CAPABILITY", "STARTTLS"]
