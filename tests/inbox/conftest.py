"""A desk whose shop mails through a real server."""

import pytest

from tests.inbox.desk import Desk, desk_with_case
from tests.inbox.mail_server import MailServer


@pytest.fixture
def server(listening: MailServer) -> MailServer:
    """A mail server that behaves, until told otherwise."""
    listening.behave()
    return listening


@pytest.fixture
def desk(server: MailServer) -> Desk:
    made = desk_with_case()
    made.mail_through(server.port)
    return made
