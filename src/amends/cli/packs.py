"""`amends packs check`: every pack against its schema, every example against the code. No database."""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from amends.cli.pack_examples import problems_of
from amends.core.errors import AmendsError
from amends.core.packs import load_pack, pack_names

app = typer.Typer(help="Business knowledge in files: rules, formats, calendars.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class Checked:
    """A pack and what is wrong with it. `sha256` is None where the file could not be read."""

    name: str
    sha256: str | None
    examples: int
    problems: list[str]


@app.callback()
def packs() -> None:
    """Business knowledge in files: rules, formats, calendars."""


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Check every pack and run its examples. Ends with 1 if a pack has a problem."""
    checked = [check_pack(name) for name in pack_names()]
    if as_json:
        typer.echo(json.dumps({"packs": [asdict(pack) for pack in checked]}, ensure_ascii=False))
    else:
        _print(checked)
    if any(pack.problems for pack in checked):
        raise typer.Exit(1)


def check_pack(name: str) -> Checked:
    """Read one pack, check it, run its examples."""
    try:
        pack = load_pack(name)
        examples = pack.body.get("examples", [])
        return Checked(name, pack.sha256, len(examples), list(problems_of(pack)))
    except AmendsError as error:
        return Checked(name, None, 0, [str(error)])


def _print(checked: list[Checked]) -> None:
    table = Table("pack", "examples", "problems", "sha256")
    for pack in checked:
        table.add_row(pack.name, str(pack.examples), str(len(pack.problems)), (pack.sha256 or "")[:12])
    Console().print(table)
    errors = Console(stderr=True, markup=False, highlight=False)
    for pack in checked:
        for problem in pack.problems:
            errors.print(f"{pack.name}: {problem}", soft_wrap=True)
