"""`amends order`: looking at orders."""

import json
from typing import Annotated

import typer

from amends.cli.database import desk_database

app = typer.Typer(help="Look at orders.", no_args_is_help=True)


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="The order's number on the marketplace.")],
    shop: Annotated[str, typer.Option(help="Code of the shop.")],
    as_login: Annotated[str | None, typer.Option("--as", help="Act as this person.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show one order with its lines, payments, parcels, returns and buyer."""
    with desk_database():
        from amends.accounts.queries import acting_as, find_shop
        from amends.insights.order_document import order_document
        from amends.orders.queries import find_order

        actor = acting_as(as_login)
        chosen = find_shop(shop, by=actor, verb="see_orders")
        document = order_document(find_order(chosen, number))
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    from amends.cli.order_text import order_text

    typer.echo(order_text(document))
