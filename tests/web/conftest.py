import pytest
from django.test import Client

from amends.core import clock
from tests.web import rows


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
