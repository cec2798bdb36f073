"""`amends shop addresses`: the addresses a shop writes from."""

import json
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused


def addresses(
    code: Annotated[str, typer.Argument(help="Code of the shop.")],
    own: Annotated[list[str] | None, typer.Argument(help="All of them: desk@example.com …")] = None,
    none: Annotated[bool, typer.Option("--none", help="It has none but its mail server's.")] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Name the addresses a shop writes from, before its sent folder is imported.

    Mails from them are the shop's own answers. The address of its mail server is known already.
    """
    if bool(own) == none:
        raise Refused("usage", "Name the addresses.", mend="Or say that there are none: --none.")
    with desk_database():
        from amends.accounts.own_addresses import name_addresses
        from amends.accounts.queries import acting_as, find_shop

        actor = acting_as(as_login)
        shop = name_addresses(find_shop(code, by=actor, verb="change_shop"), own or [], by=actor)
        named = shop.mail_addresses
    if as_json:
        typer.echo(json.dumps({"shop": code, "addresses": named}, ensure_ascii=False))
    else:
        typer.echo(f"{code} writes from: {', '.join(named) or 'its mail server only'}")
