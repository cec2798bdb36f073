"""The doctor's questions to the database and the running desk. Django is loaded when they are asked."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta

from amends.cli.database import migrations_missing
from amends.cli.doctor_machine import Finding
from amends.core import clock
from amends.runtime.binaries import OLDEST_MAJOR
from amends.runtime.desk_lock import running_desk
from amends.runtime.folder import DataFolder

WORKER_SILENT_AFTER = timedelta(seconds=60)
IMPORT_SILENT_AFTER = timedelta(hours=1)
ANSWER_WITHIN_S = 10
FIT_WITHIN_S = 20
ASK_AGAIN_AFTER_S = 0.5


def server_version(_folder: DataFolder) -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    new_enough = int(version.split(".")[0]) >= OLDEST_MAJOR
    mend = f"Use PostgreSQL {OLDEST_MAJOR} or newer."
    return Finding("database", new_enough, f"PostgreSQL {version} answers", mend)


def tables(_folder: DataFolder) -> Finding:
    missing = migrations_missing()
    if not missing:
        return Finding("tables", True, "up to date")
    found = f"{len(missing)} changes are missing, first {missing[0]}"
    return Finding(
        "tables", False, found, "Run ./amends up, or any other command: it makes them.", stops=True
    )


def desk_answers(folder: DataFolder) -> Finding:
    """What /healthz of the running desk says; no desk is no problem."""
    desk = running_desk(folder)
    if desk is None:
        return Finding("desk", True, "not running on this folder")
    if not desk.url:
        return Finding("desk", True, "just starting")
    trouble = _trouble_once_settled(desk.url)
    if trouble is None:
        return Finding("desk", True, f"web, database and worker answer at {desk.url}")
    mend = f"Read what it printed; else end it (process {desk.pid}) and start it again."
    return Finding("desk", False, f"{desk.url} {trouble}", mend)


def _trouble_once_settled(url: str) -> str | None:
    """A part that ended is started again within seconds: only what lasts is a trouble."""
    give_up_at = time.monotonic() + FIT_WITHIN_S
    while (trouble := _trouble(url)) and time.monotonic() < give_up_at:
        time.sleep(ASK_AGAIN_AFTER_S)
    return trouble


def _trouble(url: str) -> str | None:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=ANSWER_WITHIN_S):
            return None
    except urllib.error.HTTPError as error:
        return f"is not fit: {_reasons(error.read())}"
    except OSError as error:
        return f"does not answer: {error}"


def stalled_jobs(_folder: DataFolder) -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs AS job"
            " LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id"
            " WHERE job.status = 'doing'"
            " AND (worker.id IS NULL OR worker.last_heartbeat < %s)",
            [clock.now() - WORKER_SILENT_AFTER],
        )
        count = cursor.fetchone()[0]
    found = f"{count} were left half done by a worker that is gone" if count else "none is stalled"
    return Finding("jobs", not count, found, "Start a worker (./amends up): it takes them up again.")


def stuck_imports(_folder: DataFolder) -> Finding:
    from amends.imports.models import ImportFile

    silent = ImportFile.objects.filter(state="running", started_at__lt=clock.now() - IMPORT_SILENT_AFTER)
    names = list(silent.order_by("id").values_list("name", flat=True)[:5])
    found = f"running for more than an hour: {', '.join(names)}" if names else "none is stuck"
    return Finding("imports", not names, found, "Import the same file again: it goes on where it stopped.")


def rulebooks(_folder: DataFolder) -> Finding:
    """Releases that this version cannot read, each with its first fault."""
    from amends.publishing.queries import releases_set_aside

    told = [
        f"release {one.number} of {one.organisation.name} is set aside: {_place(one.faults[0])}"
        for one in releases_set_aside()
    ]
    mend = "Mend that place in a draft (Rulebook, Drafts) and release it; what held before holds until then."
    return Finding("rulebooks", not told, "; ".join(told) or "all that was released can be read", mend)


def _place(fault: dict[str, object]) -> str:
    line = f":{fault['line']}" if fault["line"] else ""
    return f"{fault['file']}{line}: {fault['message']}" if fault["file"] else str(fault["message"])


def _reasons(body: bytes) -> str:
    try:
        said = json.loads(body)
        return ", ".join(f"{part} {word}" for part, word in said.items() if word != "ok")
    except (ValueError, AttributeError):
        return "it gives no reason"


DATABASE_CHECKS: list[Callable[[DataFolder], Finding]] = [
    server_version,
    tables,
    desk_answers,
    stalled_jobs,
    stuck_imports,
    rulebooks,
]
