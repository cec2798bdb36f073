"""A desk to measure on: a server and databases of its own, beside the real one."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from amends.runtime.folder import DataFolder, data_folder
from amends.runtime.postgres import embedded_server


def bench_folder() -> Path:
    """Where big sets are kept between runs."""
    return data_folder().path / "bench"


@contextmanager
def bench_desk() -> Iterator[str]:
    """The embedded server of the bench folder, with Django set up on it; yields its address."""
    folder = DataFolder(bench_folder())
    with embedded_server(folder) as address:
        os.environ["DATABASE_URL"] = address
        os.environ.setdefault("AMENDS_SECRET_KEY", folder.secret_key())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
        import django

        django.setup()
        try:
            yield address
        finally:
            from django.db import connections

            connections.close_all()


def exists(address: str, name: str) -> bool:
    with psycopg.connect(address) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def create(address: str, name: str, *, template: str = "template0") -> None:
    """Make a database, dropping one of that name."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def drop(address: str, name: str) -> None:
    """Remove a database, whoever speaks to it."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename(address: str, old: str, new: str) -> None:
    from django.db import connections

    connections.close_all()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
        )


def point_django_at(name: str) -> None:
    """Have Django speak to this database of the bench server from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def filled(address: str, name: str, what: str, fill: Callable[[], None]) -> str:
    """The name of a database of `what`, built by `fill` when it is not there; Django speaks to it now."""
    if not exists(address, name):
        tell(f"filling a database with {what}, once …")
        create(address, "filling")
        point_django_at("filling")
        migrate()
        fill()
        rename(address, "filling", name)
    point_django_at(name)
    migrate()
    return name


def address_of(address: str, name: str) -> str:
    """The server's address with another database in it."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def tell(text: str) -> None:
    """Progress, for a person waiting."""
    print(text, file=sys.stderr, flush=True)
