"""The job of the steps."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PASSING = (OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


@app.task(
    queueing_lock="review_cases",
    pass_context=False,
    retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING),
)
def review_cases(timestamp: int) -> None:
    """Cases have changed: what is to be done for them follows."""
    from amends.playbooks.runner import review_all_due

    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
    review_all_due()
