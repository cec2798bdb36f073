"""Emptying the tables after a test with real commits: history refuses it, so its triggers rest meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def flush_past_history() -> Iterator[None]:
    """Let pytest-django's TRUNCATE through; everything else in a test meets the triggers."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *given: Any, **named: Any) -> list[str]:
        return ["SET LOCAL session_replication_role = replica", *plain(self, *given, **named)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
