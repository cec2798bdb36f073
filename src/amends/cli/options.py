"""Options that many commands share."""

from typing import Annotated

import typer

AsLogin = Annotated[str | None, typer.Option("--as", help="Act as this person.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
