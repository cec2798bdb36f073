"""The import's job."""

from procrastinate.contrib.django import app

from amends.core.actor import Actor


@app.task(queue="imports")
def import_file(import_file_id: int, user_id: int | None, via: str) -> None:
    """Import an uploaded file."""
    from amends.imports.actions import run_waiting_import
    from amends.imports.models import ImportFile

    waiting = ImportFile.objects.select_related("shop", "content").get(pk=import_file_id)
    run_waiting_import(waiting, by=Actor(waiting.organisation_id, user_id, via))
