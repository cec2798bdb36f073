"""The import's job."""

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amends.core.actor import Actor
from amends.imports.taking import TakenOver

# What passes by itself: the database was restarted or is full, a killed worker's session still lives.
PASSING = (TakenOver, OperationalError, InterfaceError, psycopg.OperationalError)
AGAIN_AFTER_S = 2


@app.task(queue="imports", retry=RetryStrategy(wait=AGAIN_AFTER_S, retry_exceptions=PASSING))
def import_file(import_file_id: int, user_id: int | None, via: str) -> None:
    """Import an uploaded file; after a crash, or when the database had gone, it goes on where it was."""
    from amends.imports.actions import give_up, run_waiting_import
    from amends.imports.models import ImportFile

    if not connection.in_atomic_block:
        close_old_connections()  # the last job's may have died with the server
    waiting = ImportFile.objects.select_related("shop", "content").get(pk=import_file_id)
    try:
        run_waiting_import(waiting, by=Actor(waiting.organisation_id, user_id, via))
    except PASSING:
        raise
    except Exception as error:
        give_up(waiting, error)
        raise
