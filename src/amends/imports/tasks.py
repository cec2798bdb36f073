"""The import's job."""

from procrastinate.contrib.django import app

from amends.core.actor import Actor
from amends.core.jobs import PASSING, again_when, fresh_connection
from amends.imports.taking import TakenOver


@app.task(queue="imports", retry=again_when(TakenOver))
def import_file(import_file_id: int, user_id: int | None, via: str) -> None:
    """Import an uploaded file; after a crash, or when the database had gone, it goes on where it was."""
    from amends.imports.actions import give_up, run_waiting_import
    from amends.imports.models import ImportFile

    fresh_connection()
    waiting = ImportFile.objects.select_related("shop", "content").get(pk=import_file_id)
    try:
        run_waiting_import(waiting, by=Actor(waiting.organisation_id, user_id, via))
    except (TakenOver, *PASSING):
        raise
    except Exception as error:
        give_up(waiting, error)
        raise


@app.task(queue="imports", queueing_lock="retry_quarantined_mails", retry=again_when())
def retry_quarantined_mails(timestamp: int) -> None:
    """Mails that an older program could not read are tried again; what was dismissed long ago goes."""
    from amends.imports.retrying import forget_dismissed, retry_after_upgrade

    fresh_connection()
    retry_after_upgrade()
    forget_dismissed()
