"""`amends token`: keys for programs."""

import json
from datetime import timedelta
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin

app = typer.Typer(help="Keys by which programs use the API.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    user: Annotated[str, typer.Option(help="Login of the person whose rights it has a part of.")],
    verb: Annotated[
        list[str],
        typer.Option(
            help="see_shops, see_orders, see_cases, work_case, see_imports, import_file, see_rulebook, "
            "prepare_rulebook or see_quality; repeat it."
        ),
    ],
    shop: Annotated[str | None, typer.Option(help="In this shop only; without it in all.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="How long it is good.")] = None,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Make a token. The key is printed once and never again."""
    with desk_database():
        from amends.accounts.actions import create_token
        from amends.accounts.queries import acting_as, find_shop, user_named
        from amends.core import clock

        by = acting_as(as_login)
        made, key = create_token(
            user_named(user, by=by),
            by=by,
            name=name,
            verbs=verb,
            shop=None if shop is None else find_shop(shop, by=by, verb="see_shops"),
            expires_at=None if days is None else clock.now() + timedelta(days=days),
        )
    if as_json:
        typer.echo(json.dumps({"id": made.pk, "name": made.name, "key": key}, ensure_ascii=False))
    else:
        typer.echo(f"Token {made.pk}. Its key, shown only now: {key}")


@app.command("list")
def list_tokens(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """List all tokens, without their keys."""
    with desk_database():
        from amends.accounts.permission import require
        from amends.accounts.queries import acting_as, token_facts

        by = acting_as(as_login)
        require(by, "manage_tokens")
        tokens = token_facts(by.organisation_id)
    if as_json:
        typer.echo(json.dumps({"tokens": tokens}, ensure_ascii=False))
        return
    for token in tokens:
        words = [str(token["id"]), token["prefix"] + "…", token["user"], token["state"], token["name"]]
        typer.echo("  ".join(words))


@app.command("revoke")
def revoke(
    token_id: Annotated[int, typer.Argument(metavar="ID", help="As in the list.")],
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """End a token at once and for good."""
    with desk_database():
        from amends.accounts.actions import revoke_token
        from amends.accounts.queries import acting_as, find_token

        by = acting_as(as_login)
        revoke_token(find_token(token_id, by=by), by=by)
    typer.echo(
        json.dumps({"id": token_id, "state": "revoked"}) if as_json else f"Token {token_id} is revoked."
    )
