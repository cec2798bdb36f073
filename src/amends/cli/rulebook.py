"""`amends rulebook`: look at the rules, prove a folder of packs, replay changed ones."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.options import AsJson, AsLogin
from amends.core import clock
from amends.core.errors import NotFound
from amends.policies.tables.checking import SECONDS

app = typer.Typer(help="The rules: show one, check them all.", no_args_is_help=True)


@app.callback()
def rulebook() -> None:
    """The rules: show one, check them all."""


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Packs of any kind that belong together; ours when left out.")
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As if today were this day.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="For each table, until it is undecided.", min=0.0)] = SECONDS,
    notes: Annotated[bool, typer.Option("--notes", help="Tell also what is only to be known.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong with rules, playbooks, prices, texts. Ends with 1 if there is an error."""
    from amends.cli.rulebook_check import check_everything

    day = today.date() if today else clock.now().date()
    if not check_everything(folder, day, seconds=seconds, notes=notes, as_json=as_json):
        raise typer.Exit(1)


@app.command("what-if")
def what_if(
    draft: Annotated[Path, typer.Option(help="The folder of the changed packs.")],
    from_day: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, like 2026-11-01.")],
    until_day: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day; both count.")],
    as_login: AsLogin = None,
    out: Annotated[
        Path | None, typer.Option(help="Write every case that comes out otherwise to this CSV file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay changed packs over the cases opened in a period, before they go live. Changes nothing."""
    from amends.cli.what_if import replay

    replay(draft, from_day, until_day, as_login=as_login, out=out, as_json=as_json)


@app.command()
def show(
    rule: Annotated[
        str, typer.Argument(metavar="ID", help="A row (table/row), a table, a rule or a ground.")
    ],
    folder: Annotated[Path | None, typer.Option("--pack", help="Packs to look in besides ours.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one rule: where it holds, since when, what it says, on whose word."""
    from amends.cli.rules_shown import rule_text, rules_in

    found = rules_in(rule, folder)
    if not found:
        raise NotFound(
            "rule_unknown",
            f"There is no rule {rule!r}.",
            mend="See docs/howto/rulebook.md for how rules are named.",
        )
    document: dict[str, Any] = {"id": rule, "rules": found}
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else "\n\n".join(map(rule_text, found)))
