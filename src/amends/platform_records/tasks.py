"""The jobs that make small pictures."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(lock="thumbnails", retry=again_when())
def make_thumbnails(content_ids: list[int]) -> None:
    """What has just come in is made small; one such job at a time, so that others have room."""
    from amends.platform_records.thumbnails import make_thumbnails as make

    fresh_connection()
    make(content_ids)


@app.task(lock="thumbnails", queueing_lock="make_waiting_thumbnails", pass_context=False)
def make_waiting_thumbnails(timestamp: int) -> None:
    """Small pictures whose job has gone, or was cut off in the middle."""
    from amends.platform_records.thumbnails import make_waiting_thumbnails as make

    fresh_connection()
    make()
