"""The jobs of replies and clocks."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PASSING = (OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


@app.task(queue="outgoing", retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING))
def send_message(outgoing_id: int) -> None:
    """Hand a reply over when its time to be called back is over."""
    from amends.inbox.handing_over import hand_over

    _fresh_connection()
    hand_over(outgoing_id)


@app.task(queue="outgoing", queueing_lock="send_what_waits", pass_context=False)
def send_what_waits(timestamp: int) -> None:
    """What is due though its job has gone, and what was cut off in the middle."""
    from amends.inbox.handing_over import hand_over_due

    _fresh_connection()
    hand_over_due()


@app.task(retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING))
def refresh_clocks_of_shop(shop_id: int) -> None:
    """The shop has another zone or country: the clocks of its cases follow."""
    from amends.accounts.models import Shop
    from amends.inbox.intake import refresh_all_clocks

    _fresh_connection()
    refresh_all_clocks(Shop.objects.get(pk=shop_id))


def _fresh_connection() -> None:
    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
