"""`amends doctor`: what is wrong, and how to mend it."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from amends.cli.database import close_connections, database_address, own_server, start_django
from amends.cli.doctor_database import DATABASE_CHECKS
from amends.cli.doctor_machine import MACHINE_CHECKS, Finding
from amends.core.errors import AmendsError
from amends.runtime.folder import DataFolder, data_folder

PROBLEMS = 1


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell what is wrong with this installation, and how to mend it. Changes nothing.

    Exit code: 0 all is well, 1 something needs mending.
    """
    findings = list(examine(data_folder()))
    if as_json:
        document = {"ok": all(one.ok for one in findings), "checks": [_document(one) for one in findings]}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(_lines(finding))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(PROBLEMS)


def examine(folder: DataFolder) -> Iterator[Finding]:
    """Every check's finding, the machine first; the database is asked only where one can be."""
    machine = [check(folder) for check in MACHINE_CHECKS]
    yield from machine
    if not all(finding.ok or not finding.needed_by_database for finding in machine):
        return
    try:
        if not own_server() and not folder.database.exists():
            yield Finding("database", True, "none yet; ./amends up makes it")
            return
        with database_address():
            start_django()
            yield from _ask_database(folder)
            close_connections()
    except AmendsError as error:
        yield Finding("database", False, error.message, error.mend)


def _ask_database(folder: DataFolder) -> Iterator[Finding]:
    from django.db import DatabaseError

    for check in DATABASE_CHECKS:
        try:
            finding = check(folder)
        except DatabaseError as error:
            reason = (str(error).strip().splitlines() or ["no reason given"])[0]
            yield Finding("database", False, reason, "Mend what stands above first, then run this again.")
            return
        yield finding
        if finding.stops:
            return


def _document(finding: Finding) -> dict[str, object]:
    mend = None if finding.ok else finding.mend
    return {"name": finding.name, "ok": finding.ok, "found": finding.found, "mend": mend}


def _lines(finding: Finding) -> str:
    first = f"{'ok     ' if finding.ok else 'PROBLEM'}  {finding.name}: {finding.found}"
    return first if finding.ok or not finding.mend else f"{first}\n         {finding.mend}"
