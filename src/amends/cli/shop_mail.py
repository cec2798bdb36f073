"""`amends shop mail`: the server that takes a shop's replies."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused

if TYPE_CHECKING:
    from amends.connectors.mail.oauth import Grant

LONGEST_PASSWORD = 16_000


def mail(
    code: Annotated[str, typer.Argument(help="Code of the shop.")],
    host: Annotated[str, typer.Option(help="smtp.example.com")] = "",
    port: Annotated[int, typer.Option(help="Usual: 465 with tls, 587 with starttls.")] = 465,
    security: Annotated[str, typer.Option(help="tls, starttls, or none on this machine.")] = "tls",
    user: Annotated[str, typer.Option(help="The name to log in with.")] = "",
    sender: Annotated[str, typer.Option("--from", help="The address that replies come from.")] = "",
    name: Annotated[str, typer.Option(help="The name that buyers see.")] = "",
    marks_replies: Annotated[
        bool, typer.Option("--marks-replies", help="Answers go to desk+mark@…, which names the thread.")
    ] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the input's first line.")
    ] = False,
    oauth: Annotated[
        str, typer.Option(help="google, microsoft, or a token endpoint: log in with a token.")
    ] = "",
    client_id: Annotated[str, typer.Option(help="With --oauth: the id of your program there.")] = "",
    tenant: Annotated[str, typer.Option(help="With --oauth microsoft: your directory's name.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Replies are pasted by hand again.")] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Set the mail server of a shop; without it, replies become tasks to paste them by hand.

    With --oauth, client secret (may be empty) and refresh token are read from the input's first two lines.
    """
    if not remove and not (host and sender):
        raise Refused("usage", "--host and --from are missing.", mend="Or take the server away: --remove.")
    password = _password() if password_stdin and not oauth else None
    told = (_password("Client secret"), _password("Refresh token")) if oauth else ("", "")
    with desk_database():
        from amends.accounts.mail_accounts import MailServer, remove_mail_account, set_mail_account
        from amends.accounts.queries import acting_as, find_shop

        actor = acting_as(as_login)
        shop = find_shop(code, by=actor, verb="change_shop")
        if remove:
            remove_mail_account(shop, by=actor)
            document, sentence = None, f"Replies of {shop.code} are pasted by hand."
        else:
            wanted = MailServer(host, port, security, user, sender, name, marks_replies)
            given = _grant(oauth, client_id, told, tenant) if oauth else password
            account = set_mail_account(shop, wanted, password=given, by=actor)
            document = {
                "host": account.host,
                "port": account.port,
                "security": account.security,
                "user": account.user_name,
                "from": account.from_address,
                "name": account.from_name,
                "marks_replies": account.marks_replies,
                "sign_in": account.sign_in,
                "has_password": bool(account.sealed_password),
            }
            sentence = f"Replies of {shop.code} leave through {account.host} as {account.from_address}."
    typer.echo(json.dumps({"shop": code, "mail": document}, ensure_ascii=False) if as_json else sentence)


def _grant(oauth: str, client_id: str, told: tuple[str, str], tenant: str) -> "Grant":
    from amends.accounts.sign_ins import grant_of

    secret, token = told
    return grant_of(
        oauth,
        client_id=client_id,
        client_secret=secret,
        refresh_token=token,
        tenant=tenant,
        is_for_sending=True,
    )


def _password(name: str = "Password") -> str:
    if sys.stdin.isatty():
        typer.echo(f"{name}: ", err=True, nl=False)
    return sys.stdin.readline(LONGEST_PASSWORD).rstrip("\r\n")
