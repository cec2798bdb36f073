"""The jobs of the steps and of learning."""

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

    _fresh_connection()
    review_all_due()


@app.task(
    queueing_lock="learn_figures",
    pass_context=False,
    retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING),
)
def learn_figures(timestamp: int) -> None:
    """What ways out cost and what comes of them is learnt from the shops' own cases."""
    from amends.playbooks.learning import learn_all

    _fresh_connection()
    learn_all()


def _fresh_connection() -> None:
    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
