"""`amends backup` and `amends restore`: everything in one file, and back."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from amends import __version__
from amends.cli.database import close_connections, desk_database
from amends.cli.options import AsJson, AsLogin


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file of that name.")] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Write everything to one file, also while the desk runs. It is as secret as the desk itself."""
    with desk_database():
        from amends.accounts.models import Organisation
        from amends.accounts.permission import require
        from amends.accounts.queries import acting_as
        from amends.history.actions import record
        from amends.runtime.backup_taking import take_backup

        by = acting_as(as_login) if as_login or Organisation.objects.exists() else None
        if by is not None:
            require(by, "back_up")
        manifest = take_backup(
            file,
            os.environ["DATABASE_URL"],
            secret_key=os.environ["AMENDS_SECRET_KEY"],
            program=__version__,
            replace=force,
        )
        size = file.stat().st_size
        if by is not None:
            record(
                actor=by,
                verb="backup_made",
                subject_type="organisation",
                subject_id=by.organisation_id,
                detail={"size": size, "rows": sum(manifest.rows.values()), "program": __version__},
            )
        close_connections()
    document: dict[str, Any] = {
        "file": str(file),
        "size": size,
        "made_at": manifest.made_at,
        "program": manifest.program,
        "postgresql": manifest.postgresql,
        "rows": sum(manifest.rows.values()),
        "tables": manifest.rows,
    }
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo(f"{file}: {size:,} bytes, {document['rows']:,} rows. Keep it as safe as the desk itself.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that amends backup has made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up what is in the desk now, for what is in the file.")
    ] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Check a backup to its last byte, then make it the desk. The desk must not be running."""
    from amends.cli.restoring import restore_file

    restored = restore_file(file, replace=replace, as_login=as_login)
    if as_json:
        typer.echo(json.dumps(restored, ensure_ascii=False))
        return
    for table, count in restored["tables"].items():
        if count and table.startswith("amends_"):
            typer.echo(f"{count:>12,}  {table.removeprefix('amends_')}")
    typer.echo(f"{restored['rows']:,} rows of {restored['made_at']} are back.")
    if restored["replies_in_doubt"]:
        typer.echo(
            f"{restored['replies_in_doubt']} replies were on their way when the backup was made. None is "
            "sent again by itself: their cases are open; look into the sent folder, then say what left."
        )
    if restored["secret_key"] == "differs":
        typer.echo(
            "AMENDS_SECRET_KEY here is not the one of the backup: everybody logs in again. "
            f"The other one can be read with: tar -xOf {file} secret_key"
        )
