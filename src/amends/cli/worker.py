"""`amends worker`, and the working off of jobs by a command that has no worker beside it."""

import logging
from datetime import timedelta
from typing import Annotated

import typer

from amends.cli.database import (
    migrate_if_needed,
    migrate_or_be_restarted,
    own_server,
    prove_rulebooks,
    start_django,
)
from amends.cli.preparing import in_background, prepare_jobs
from amends.core import clock
from amends.core.errors import Refused
from amends.runtime.folder import DataFolder, data_folder
from amends.runtime.lifeline import hold_on
from amends.runtime.locks import FileLock

# A long import must not keep replies from leaving.
JOBS_AT_ONCE = 3
POLL_EVERY_S = 0.3
FINISH_WITHIN_S = 8.0


def worker() -> None:
    """Work off jobs, for a server of your own (DATABASE_URL). Start as many as you like."""
    hold_on()
    if not own_server():
        raise Refused(
            "no_own_server",
            "A worker alone needs a server of your own: DATABASE_URL is not set.",
            mend="Set DATABASE_URL and AMENDS_SECRET_KEY, or run ./amends up, which starts a worker itself.",
        )
    start_django()
    migrate_if_needed()
    prove_rulebooks()
    in_background(prepare_jobs)
    _run_with_mailboxes()


def desk_worker(
    alone: Annotated[bool, typer.Option(help="Nobody else works on this database.")] = False,
) -> None:
    """The worker of a desk; beside an embedded server it is the only one, `alone`."""
    hold_on()
    start_django()
    migrate_or_be_restarted()
    if alone:
        alone_on(data_folder()).exclusive()
        free_orphaned_jobs()
    in_background(prepare_jobs)
    _run_with_mailboxes()


def work_off_jobs(folder: DataFolder) -> None:
    """Do the jobs that are due now, if there are any and nobody else on `folder` is at it."""
    lock = alone_on(folder)
    try:
        if lock.try_exclusive():
            free_orphaned_jobs()
            if _jobs_are_due():
                _run(wait=False)
    finally:
        lock.close()


def alone_on(folder: DataFolder) -> FileLock:
    """The lock of the one worker of a folder: whoever holds it knows that no other is alive."""
    path = folder.path / "worker.lock"
    lock = FileLock(path)
    folder.give_to_owner(path)
    return lock


def free_orphaned_jobs() -> None:
    """Put jobs back that a killed worker left half done. Only for the one worker of a folder."""
    from django.db import connection
    from procrastinate.contrib.django import app

    for job in app.job_manager.list_jobs(status="doing"):
        if job.id is not None:
            app.job_manager.retry_job_by_id(job.id, retry_at=clock.now() - timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def _jobs_are_due() -> bool:
    from django.db.models import Q
    from procrastinate.contrib.django.models import ProcrastinateJob

    due = Q(scheduled_at=None) | Q(scheduled_at__lte=clock.now())
    return bool(ProcrastinateJob.objects.filter(due, status="todo").exists())


def quiet_lost_connections() -> None:
    """One line, not a traceback for each task of the worker, when the database has gone."""
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    for name in ("procrastinate.utils", "procrastinate.worker.worker"):
        logging.getLogger(name).addFilter(_shorten)


def _shorten(record: logging.LogRecord) -> bool:
    from procrastinate.exceptions import ConnectorException

    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, ConnectorException):
        record.msg, record.args = "The worker lost the database: %s", (_reason(error),)
        record.exc_info = None
    return True


def _reason(error: BaseException) -> str:
    return (str(error.__cause__ or error).strip().splitlines() or ["no reason given"])[0]


def _run_with_mailboxes() -> None:
    from amends.mailboxes.watcher import mailboxes_watched

    with mailboxes_watched():
        _run(wait=True)


def _run(*, wait: bool) -> None:
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    # Each connection is a server process; the pool's own default would keep four.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    quiet_lost_connections()
    with app.replace_connector(connector) as working:
        working.run_worker(
            wait=wait,
            concurrency=JOBS_AT_ONCE,
            listen_notify=wait,
            fetch_job_polling_interval=POLL_EVERY_S,
            abort_job_polling_interval=POLL_EVERY_S,
            shutdown_graceful_timeout=FINISH_WITHIN_S,
            delete_jobs="never",
        )
