"""`amends upgrade`: the database of an older PostgreSQL, carried over."""

import typer

from amends.runtime.folder import data_folder
from amends.runtime.upgrade import upgrade_database


def upgrade() -> None:
    """Carry the database over to the PostgreSQL that Amends now runs. The old one is kept."""
    kept = upgrade_database(data_folder())
    if kept is None:
        typer.echo("The database is of the right version already.")
    else:
        typer.echo(f"The database is carried over. The old one is in {kept}; delete it when all is well.")
