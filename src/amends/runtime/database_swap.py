"""A new database grows beside the one in use and takes its name in one step.

Both renamings are one transaction: whatever is killed, there is the old database or the new one, whole.
"""

import time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amends.core.errors import Refused

Connection = psycopg.Connection[tuple[Any, ...]]
# PostgreSQL cuts names at 63 bytes.
LONGEST_STEM_BYTES = 40
# A connection just closed is still listed for a moment.
PATIENCE_S = 2.0
OTHERS = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"""
NEIGHBOURS = ("postgres", "template1")


class DatabaseSwap:
    """The database at `dsn`, its `draft`, and the name (`before`) that the old one waits under."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        parts = conninfo_to_dict(dsn)
        self.current = str(parts.get("dbname") or parts.get("user") or "")
        stem = self.current.encode()[:LONGEST_STEM_BYTES].decode("utf-8", "ignore")
        self.draft = f"{stem}_restoring"
        self.before = f"{stem}_before_restore"

    def address(self, database: str) -> str:
        """How to reach another database of the same server."""
        return make_conninfo(self._dsn, dbname=database)

    def is_possible(self) -> bool:
        """Whether our role may make databases and rename this one."""
        try:
            with self._beside() as connection:
                row = connection.execute(
                    "SELECT r.rolsuper OR (r.rolcreatedb AND pg_has_role(d.datdba, 'USAGE')) "
                    "FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = %s",
                    [self.current],
                ).fetchone()
        except psycopg.OperationalError:
            return False
        return bool(row and row[0])

    def is_done(self) -> bool:
        """Whether the new database is in place and the old one has not been dropped yet."""
        with self._beside() as connection:
            return self._exists(connection, self.before) and self._exists(connection, self.current)

    def make_draft(self) -> None:
        """Make an empty database with the text order of the one in use. What a killed restore left goes."""
        self.tidy()
        with self._beside() as connection:
            options = _locale_of(connection, self.current)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(
                    sql.Identifier(self.draft), options
                )
            )

    def swap(self) -> None:
        """Put the draft in place of the database in use. Raises `Refused` while somebody is connected."""
        try:
            with self._beside() as connection, connection.transaction():
                self._rename(connection, self.current, self.before)
                self._rename(connection, self.draft, self.current)
        except psycopg.errors.ObjectInUse as error:
            raise _in_use(self.current) from error

    def tidy(self) -> None:
        """Drop the draft and the old database, where there are any. The one in use is never touched."""
        with self._beside() as connection:
            if self._exists(connection, self.current):
                self._drop(connection, self.before)
            self._drop(connection, self.draft)

    def refuse_if_in_use(self) -> None:
        """Raise `Refused` when anybody but us is connected to the database."""
        give_up_at = time.monotonic() + PATIENCE_S
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while connection.execute(OTHERS).fetchone() is not None:
                if time.monotonic() > give_up_at:
                    raise _in_use(self.current)
                time.sleep(0.05)

    def _beside(self) -> Connection:
        *others, last = NEIGHBOURS
        for neighbour in others:
            try:
                return psycopg.connect(self.address(neighbour), autocommit=True)
            except psycopg.OperationalError:
                continue
        return psycopg.connect(self.address(last), autocommit=True)

    @staticmethod
    def _exists(connection: Connection, database: str) -> bool:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        return connection.execute(query, [database]).fetchone() is not None

    @staticmethod
    def _drop(connection: Connection, database: str) -> None:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    @staticmethod
    def _rename(connection: Connection, before: str, after: str) -> None:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(before), sql.Identifier(after))
        )


def _locale_of(connection: Connection, database: str) -> sql.Composable:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider, "
        "to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale' FROM pg_database d WHERE datname = %s",
        [database],
    ).fetchone()
    if row is None:
        return sql.SQL("")
    encoding, collate, ctype, provider, locale, icu_locale = row
    said = "ENCODING {} LC_COLLATE {} LC_CTYPE {}"
    values = [encoding, collate, ctype]
    if provider == "i":
        said += " LOCALE_PROVIDER icu ICU_LOCALE {}"
        values.append(locale or icu_locale)
    elif provider == "b":
        said += " LOCALE_PROVIDER builtin BUILTIN_LOCALE {}"
        values.append(locale)
    return sql.SQL(said).format(*map(sql.Literal, values))


def _in_use(database: str) -> Refused:
    return Refused(
        "database_in_use",
        f"The database {database} is in use by another command or desk.",
        mend="End the desk (every web and worker) and other commands, then restore.",
    )
