"""GET /healthz: is the desk fit to work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amends.core import clock

WORKER_SILENT_AFTER = timedelta(seconds=60)

_migrated = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when web, database and worker are fit, else 503 with the reason per part."""
    try:
        parts = {"web": "ok", "database": _database(), "worker": _worker()}
    except DatabaseError as error:
        parts = {"web": "ok", "database": f"unreachable: {str(error).strip()[:200]}", "worker": "unknown"}
    fit = all(word == "ok" for word in parts.values())
    return JsonResponse({"status": "ok" if fit else "unfit", **parts}, status=200 if fit else 503)


def _database() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if _migrated else "migrations are missing: run ./amends up, or any command"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('procrastinate_workers')")
        if cursor.fetchone() == (None,):
            return "unknown"
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (seen_at,) = cursor.fetchone() or (None,)
    if seen_at is None:
        return "no worker is running"
    silent = clock.now() - seen_at
    if silent > WORKER_SILENT_AFTER:
        return f"the last sign of a worker is {int(silent.total_seconds())} s old"
    return "ok"
