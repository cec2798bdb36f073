"""What every job holds to: what passes by itself is tried again, and the connection is one that lives."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy

# The database was restarted or is full, a killed worker's session still lives.
PASSING = (OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


def again_when(*passing: type[Exception]) -> RetryStrategy:
    """To be tried again when the database was away, or one of these was raised."""
    return RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=(*passing, *PASSING))


def fresh_connection() -> None:
    """Let go of a connection that died with the server during the last job."""
    if not connection.in_atomic_block:
        close_old_connections()
