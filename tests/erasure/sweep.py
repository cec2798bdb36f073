"""Looking for words in every column of every table."""

from collections.abc import Iterable

from django.db import connection
from psycopg import sql


def found_anywhere(words: Iterable[str]) -> set[tuple[str, str]]:
    """(word, table) wherever a word stands: in text of any kind, in JSON, or as UTF-8 in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        return {(word, table) for word in words for table in tables if _stands_in(cursor, table, word)}


def _stands_in(cursor: object, table: str, word: str) -> bool:
    statement = sql.SQL(
        "SELECT EXISTS (SELECT 1 FROM {} AS t WHERE strpos(lower(t::text), lower(%s)) > 0 "
        "OR strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0)"
    ).format(sql.Identifier(table))
    escaped = word.encode("unicode_escape").decode()
    cursor.execute(statement, [word, word.encode().hex(), escaped])  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]
