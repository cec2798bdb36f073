"""The job of the what-if reports."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amends.whatif.taken import TakenOver

# What passes by itself: the database was restarted, a killed worker's session still lives.
PASSING = (TakenOver, OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


@app.task(retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING))
def run_what_if(report_id: int) -> None:
    """Replay a draft over a period; after a crash, or when the database had gone, it is begun again."""
    from amends.whatif.actions import give_up, run_report

    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
    try:
        run_report(report_id)
    except PASSING:
        raise
    except Exception as error:
        give_up(report_id, error)
        raise
