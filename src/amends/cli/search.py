"""`amends search`: cases and orders by words and filters, for a terminal or a program."""

import json
from typing import Annotated

import typer

from amends.cli.cases import AS_JSON, AS_LOGIN
from amends.cli.database import desk_database

NO_NAME = "no name"


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", -left out, filters: is:late carrier:yto.')],
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=1000)] = 50,
    after: Annotated[str, typer.Option(help="Go on where a page ended: its `next`.")] = "",
    as_login: AS_LOGIN = None,
    as_json: AS_JSON = False,
) -> None:
    """Find cases, and orders without one, the newest first; see docs/howto/search.md."""
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.insights.searching.answer import search as find
        from amends.insights.searching.document import last_words, refuse_troubles, search_document
        from amends.insights.searching.scope import Scope

        actor = acting_as(as_login, via="cli")
        cases, messages, orders = (
            {shop.pk: shop for shop in visible_shops(actor, verb)}
            for verb in ("see_cases", "see_messages", "see_orders")
        )
        scope = Scope(actor.organisation_id, cases, messages, orders, user_id=actor.user_id)
        answer = find(query, scope, size=limit, place=after)
        refuse_troubles(answer)
        found = search_document(answer)
        words = {} if as_json else last_words(answer, scope)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found["results"]:
        what = f"case {row['case']}" if row["case"] else f"order {row['order']}"
        said = row["snippet"] or words.get(row["case"], "")
        where = f"  [{row['found_in']}]" if row["snippet"] else ""
        typer.echo(f"{row['at']}  {what}  {row['buyer'] or NO_NAME}{where}{': ' if said else ''}{said}")
    if not found["results"]:
        typer.echo("Nothing found.")
    if found["next"]:
        typer.echo(f"More: --after {found['next']}", err=True)
