"""The job that brings open cases to a rulebook that has taken effect."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PASSING = (OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


@app.task(
    queueing_lock="settle_rulebooks",
    pass_context=False,
    retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING),
)
def settle_rulebooks(timestamp: int) -> None:
    """Clocks and steps follow a rulebook that holds since a moment ago."""
    from amends.publishing.settling import settle_all

    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
    settle_all()
