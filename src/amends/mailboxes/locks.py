"""Who fetches from which mailbox: locks of one database session, which go with it however it ends."""

from django.db import connection

MAILBOX, WATCHER = "mailbox", "mailbox watcher"


def begin_watching() -> None:
    """This session counts among those that fetch, until it ends."""
    _ask("SELECT 1 FROM pg_advisory_lock_shared(hashtext(%s), 0)", [WATCHER])


def watchers() -> int:
    """How many sessions fetch from mailboxes, with this one."""
    return _ask(
        """
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE locktype = 'advisory' AND datname = current_database() AND granted AND objsubid = 2
        AND classid::bigint = hashtext(%s)::bigint & 4294967295 AND objid = 0
        """,
        [WATCHER],
    )


def hold(mailbox_id: int) -> bool:
    """Take the mailbox's lock; False where another session has it."""
    return bool(_ask("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [MAILBOX, mailbox_id % 2**31]))


def let_go(mailbox_id: int) -> None:
    """Let others fetch from the mailbox."""
    _ask("SELECT pg_advisory_unlock(hashtext(%s), %s)", [MAILBOX, mailbox_id % 2**31])


def _ask(statement: str, values: list[str | int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return int(row[0] or 0) if row else 0
