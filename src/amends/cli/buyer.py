"""`amends buyer`: erasing who a buyer is."""

import json
import sys
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused

app = typer.Typer(help="Erase a buyer's personal fields.", no_args_is_help=True)


@app.callback()
def _buyer() -> None:
    """Erase a buyer's personal fields."""


@app.command("erase")
def erase(
    number: Annotated[str, typer.Argument(help="The number of one of the buyer's orders.")],
    shop: Annotated[str, typer.Option(help="Code of the shop of that order.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Erase who the buyer of an order is, in all their orders. Orders, sums and history stay. No way back."""
    with desk_database():
        from amends.accounts.queries import acting_as, find_shop
        from amends.erasure.actions import erase_order_buyer
        from amends.orders.queries import find_order

        by = acting_as(as_login)
        order = find_order(find_shop(shop, by=by, verb="erase_buyer"), number)
        if not yes:
            _ask(order.number)
        erased = erase_order_buyer(order, by=by)
    if as_json:
        counts = {"orders": erased.orders, "messages": erased.messages, "records": erased.records}
        typer.echo(json.dumps({"order": order.number, "erased": counts}, ensure_ascii=False))
    else:
        typer.echo(
            f"The buyer of {order.number} is erased: personal fields of {erased.orders} orders, "
            f"{erased.messages} messages and {erased.records} rows of platforms."
        )


def _ask(number: str) -> None:
    if not sys.stdin.isatty():
        raise Refused(
            "not_confirmed",
            f"Erasing the buyer of {number} cannot be undone.",
            mend="Add --yes to do it without being asked.",
        )
    typer.confirm(f"Erase the buyer of {number} for ever?", abort=True, err=True)
