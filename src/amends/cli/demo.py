"""`amends demo`: shops to try the desk with, made up from a seed."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from amends.cli.options import AsJson
from amends.core.errors import Refused

app = typer.Typer(help="Made-up shops to try the desk with.", no_args_is_help=True)


@app.callback()
def demo() -> None:
    """Made-up shops to try the desk with."""


@app.command()
def write(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    orders: Annotated[int, typer.Option(help="How many orders, over all five shops.", min=1)] = 3000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    today: Annotated[str, typer.Option(help="The last day of the story, as 2026-11-21.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write the export files of five made-up shops: orders, tracking, messages, mails, returns, feedback.

    Import a shop's folder with: amends import FOLDER/SHOP --shop SHOP
    """
    from amends.demo.story import TODAY
    from amends.demo.writing import write_demo

    manifest = write_demo(folder, orders, seed, today=_day(today) if today else TODAY)
    if as_json:
        typer.echo(json.dumps({"path": str(folder)} | asdict(manifest), ensure_ascii=False))
        return
    typer.echo(f"{orders:,} orders, {manifest.cases:,} cases, {manifest.messages:,} messages in {folder}:")
    for shop in manifest.shops:
        files = ", ".join(file["name"] for file in shop["files"])
        typer.echo(f"  {shop['code']}: {shop['orders']:,} orders; {files}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2090:
        raise Refused("demo_day", f"{text!r} is no day of the story.", mend="Write it as 2026-11-21.")
    return day
