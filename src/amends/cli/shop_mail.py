"""`amends shop mail`: the server that takes a shop's replies."""

import json
import sys
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused

LONGEST_PASSWORD = 4000


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
    remove: Annotated[bool, typer.Option("--remove", help="Replies are pasted by hand again.")] = False,
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Set the mail server of a shop; without it, replies become tasks to paste them by hand."""
    if not remove and not (host and sender):
        raise Refused("usage", "--host and --from are missing.", mend="Or take the server away: --remove.")
    password = _password() if password_stdin else None
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
            account = set_mail_account(shop, wanted, password=password, by=actor)
            document = {
                "host": account.host,
                "port": account.port,
                "security": account.security,
                "user": account.user_name,
                "from": account.from_address,
                "name": account.from_name,
                "marks_replies": account.marks_replies,
                "has_password": bool(account.sealed_password),
            }
            sentence = f"Replies of {shop.code} leave through {account.host} as {account.from_address}."
    typer.echo(json.dumps({"shop": code, "mail": document}, ensure_ascii=False) if as_json else sentence)


def _password() -> str:
    if sys.stdin.isatty():
        typer.echo("Password: ", err=True, nl=False)
    return sys.stdin.readline(LONGEST_PASSWORD).rstrip("\r\n")
