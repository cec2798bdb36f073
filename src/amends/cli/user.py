"""`amends user`: the people at the desk and what they may do."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.runtime.desk_lock import running_desk
from amends.runtime.folder import data_folder

if TYPE_CHECKING:
    from amends.accounts.models import Shop
    from amends.core.actor import Actor

app = typer.Typer(help="The people at the desk and their roles.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The person's login.")]
Role = Annotated[str, typer.Argument(help="agent, technical_agent, lead, warehouse, finance or owner.")]
ShopCode = Annotated[str | None, typer.Option("--shop", help="In this shop only; without it in all.")]


@app.command("add")
def add(
    login: Login,
    role: Annotated[list[str] | None, typer.Option(help="A role in all shops; may be repeated.")] = None,
    name: Annotated[str, typer.Option(help="How they are called.")] = "",
    language: Annotated[str, typer.Option(help="en, zh-Hans or fr.")] = "en",
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Add a person; the link that is printed lets them choose a password, once, within an hour."""
    with desk_database():
        from django.db import transaction

        from amends.accounts.actions import add_user, first_organisation, grant_role, password_link
        from amends.accounts.queries import acting_as

        first_organisation()
        by = acting_as(as_login)
        with transaction.atomic():
            user = add_user(by=by, login=login, name=name, language=language)
            for each in role or []:
                grant_role(user, role=each, by=by)
            path = password_link(user, by=by)
    sentence = f"Added {user.login}. {_open(path)}"
    if not role:
        sentence += (
            f"\n{user.login} has no role yet and sees nothing: amends user grant {user.login} agent"
            "  (or technical_agent, lead, warehouse, finance, owner)"
        )
    _say(as_json, {"login": user.login, "password_link": path, "address": _address(path)}, sentence)


@app.command("list")
def list_users(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """List everybody with their roles."""
    with desk_database():
        from amends.accounts.permission import require
        from amends.accounts.queries import acting_as, user_facts

        by = acting_as(as_login)
        require(by, "manage_people")
        users = user_facts(by.organisation_id)
    if as_json:
        typer.echo(json.dumps({"users": users}, ensure_ascii=False))
        return
    for user in users:
        roles = ", ".join(
            grant["role"] + (f" in {grant['shop']}" if grant["shop"] else "") for grant in user["roles"]
        )
        state = "" if user["is_active"] else " (not active)"
        typer.echo(f"{user['login']}{state}: {roles or 'no role'}")


@app.command("grant")
def grant(
    login: Login, role: Role, shop: ShopCode = None, as_login: AsLogin = None, as_json: AsJson = False
) -> None:
    """Let a person act in a role."""
    with desk_database():
        from amends.accounts.actions import grant_role
        from amends.accounts.queries import acting_as, user_named

        by = acting_as(as_login)
        given = grant_role(user_named(login, by=by), role=role, shop=_shop(shop, by), by=by)
    _say(as_json, {"login": login, "role": given.role, "shop": shop}, f"{login} is {role} now.")


@app.command("revoke")
def revoke(
    login: Login, role: Role, shop: ShopCode = None, as_login: AsLogin = None, as_json: AsJson = False
) -> None:
    """Take a role back."""
    with desk_database():
        from amends.accounts.actions import revoke_role
        from amends.accounts.queries import acting_as, grant_held, user_named

        by = acting_as(as_login)
        revoke_role(grant_held(user_named(login, by=by), role=role, shop=_shop(shop, by)), by=by)
    _say(as_json, {"login": login, "role": role, "shop": shop}, f"{login} is not {role} any more.")


@app.command("deactivate")
def deactivate(login: Login, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Shut a person out: sessions and tokens end at once, history stays."""
    with desk_database():
        from amends.accounts.actions import deactivate_user
        from amends.accounts.queries import acting_as, user_named

        by = acting_as(as_login)
        deactivate_user(user_named(login, by=by), by=by)
    _say(as_json, {"login": login, "is_active": False}, f"{login} cannot log in any more.")


@app.command("activate")
def activate(login: Login, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Let a person in again."""
    with desk_database():
        from amends.accounts.actions import activate_user
        from amends.accounts.queries import acting_as, user_named

        by = acting_as(as_login)
        activate_user(user_named(login, by=by), by=by)
    _say(as_json, {"login": login, "is_active": True}, f"{login} can log in again.")


@app.command("password-link")
def password_link_for(login: Login, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Print a link by which a person sets a new password, once, within an hour."""
    with desk_database():
        from amends.accounts.actions import password_link
        from amends.accounts.queries import acting_as, user_named

        by = acting_as(as_login)
        path = password_link(user_named(login, by=by), by=by)
    _say(as_json, {"login": login, "password_link": path, "address": _address(path)}, _open(path))


def _role_in_words(grant: dict[str, str | None]) -> str:
    return f"{grant['role']} in {grant['shop']}" if grant["shop"] else f"{grant['role']}"


def _shop(code: str | None, by: "Actor") -> "Shop | None":
    from amends.accounts.queries import find_shop

    return None if code is None else find_shop(code, by=by, verb="see_shops")


def _address(path: str) -> str | None:
    """The whole link, where a desk runs on this machine."""
    desk = running_desk(data_folder())
    return f"{desk.url}{path}" if desk is not None and desk.url else None


def _open(path: str) -> str:
    whole = _address(path)
    if whole:
        return f"The link for their password, good once, within an hour:\n  {whole}"
    return f"The link for their password, good once, within an hour, at the desk's own address:\n  {path}"


def _say(as_json: bool, document: dict[str, Any], sentence: str) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else sentence)
