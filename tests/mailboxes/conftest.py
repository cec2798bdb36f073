from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

import pytest

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.mailboxes.actions import add_mailbox
from amends.mailboxes.models import Mailbox
from amends.mailboxes.settings import MailboxSettings
from tests import people
from tests.mailboxes.dovecot import PASSWORD, Dovecot, dovecot

Add = Callable[..., Mailbox]
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    """A real server, for the whole run."""
    with dovecot() as running:
        yield running


@pytest.fixture
def login() -> str:
    """A mailbox that no test has used before."""
    return f"desk{next(_NUMBERS)}@lantern.example"


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def add(server: Dovecot) -> Add:
    def add_one(
        shop: Shop, login: str, *, port: int = 0, password: str = PASSWORD, **more: object
    ) -> Mailbox:
        told = {"fetch_from": date(2026, 1, 1), "security": "none", **more}
        settings = MailboxSettings(login, "127.0.0.1", port=port or server.port, **told)  # type: ignore[arg-type]
        return add_mailbox(shop, settings, password=password, by=Actor(shop.organisation_id, None, "cli"))

    return add_one
