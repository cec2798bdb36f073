import pytest
from django.test import Client

from amends.accounts.models import User
from amends.core import clock
from amends.publishing.actions import begin_draft
from amends.releases.models import RulebookDraft
from tests import people
from tests.web import rows

HOSTILE = "<script>alert(1)</script>\"'"


@pytest.fixture
def desk(db: None) -> rows.Desk:
    """A desk with something of everything."""
    with clock.frozen_at(rows.NOON):
        return rows.desk()


@pytest.fixture
def at_desk(desk: rows.Desk, client: Client) -> Client:
    """A browser in which the desk's owner is logged in."""
    client.force_login(desk.owner)
    return client


@pytest.fixture
def lead(client: Client, db: None) -> User:
    """The lead of an organisation with one shop, logged in."""
    made = people.user(people.organisation(), "limin", "lead")
    people.shop(made.organisation, "US")
    client.force_login(made)
    return made


@pytest.fixture
def draft(lead: User) -> RulebookDraft:
    """Theirs, in which nothing differs yet."""
    return begin_draft("Refunds", by=people.actor(lead))
