"""`amends rulebook`: look at the rules, and prove a folder of table packs. No database."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.options import AsJson
from amends.core import clock
from amends.core.errors import NotFound
from amends.policies.tables.checking import SECONDS, check_place, fails
from amends.policies.tables.findings import Finding
from amends.policies.tables.loading import our_rulebooks

app = typer.Typer(help="The rules: show one, check them all.", no_args_is_help=True)


@app.callback()
def rulebook() -> None:
    """The rules: show one, check them all."""


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Packs that belong together; ours when left out.")
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As if today were this day.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="For each table, until it is undecided.", min=0.0)] = SECONDS,
    notes: Annotated[bool, typer.Option("--notes", help="Tell also what is only to be known.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find gaps, rows out of reach, without example, below the floor. Ends with 1 if there is an error."""
    day = today.date() if today else clock.now().date()
    places = [folder] if folder is not None else our_rulebooks()
    books = []
    findings: list[Finding] = []
    for place in places:
        book, found = check_place(place, day, seconds=seconds)
        findings += found
        books.append(
            {
                "place": str(place),
                "name": book.name if book else None,
                "sha256": book.sha256 if book else None,
                "tables": len(book.tables) if book else 0,
                "rows": sum(len(table.rows) for table in book.tables) if book else 0,
                "examples": len(book.examples) if book else 0,
                "ok": not fails(found),
            }
        )
    if as_json:
        document = {"rulebooks": books, "findings": [finding.as_json() for finding in findings]}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print(books, findings, notes=notes)
    if fails(findings):
        raise typer.Exit(1)


@app.command()
def show(
    rule: Annotated[
        str, typer.Argument(metavar="ID", help="A row (table/row), a table, a rule or a ground.")
    ],
    folder: Annotated[Path | None, typer.Option("--pack", help="Packs to look in besides ours.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one rule: where it holds, since when, what it says, on whose word."""
    from amends.cli.rules_shown import found_rules, rule_text

    found = found_rules(rule, folder)
    if not found:
        raise NotFound(
            "rule_unknown",
            f"There is no rule {rule!r}.",
            mend="See docs/howto/rulebook.md for how rules are named.",
        )
    document: dict[str, Any] = {"id": rule, "rules": found}
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else "\n\n".join(map(rule_text, found)))


def _print(books: list[dict[str, Any]], findings: list[Finding], *, notes: bool) -> None:
    told = [finding for finding in findings if notes or finding.level != "note"]
    for finding in told:
        typer.echo(f"{finding.level}: {finding}", err=finding.level == "error")
    for book in books:
        name = book["name"] or book["place"]
        verdict = "in order" if book["ok"] else "not usable"
        typer.echo(
            f"{name}: {book['tables']} tables, {book['rows']} rows, {book['examples']} examples: {verdict}"
        )
    hidden = len(findings) - len(told)
    if hidden:
        typer.echo(f"{hidden} notes: --notes tells them.")
