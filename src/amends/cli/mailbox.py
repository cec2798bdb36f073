"""`amends mail add, list, change, on, off, remove, check`: the mailboxes that mails come from."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused

if TYPE_CHECKING:
    from amends.connectors.mail.oauth import Grant
    from amends.mailboxes.models import Mailbox
    from amends.mailboxes.once import Looked

LONGEST_PASSWORD = 16_000
OAUTH = "google, microsoft, or the https address of another token endpoint: log in with a token."
ONE_FAILS = 1
NONE_YET = (
    "There is no mailbox yet. Add one: amends mail add desk@example.com --shop CODE --host imap.example.com"
)

Address = Annotated[str, typer.Argument(help="The mailbox's address, or its number on the list.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="Read the password from this file's first line.")
]


def add(
    address: Annotated[str, typer.Argument(help="desk@example.com: it is one of the shop's own then.")],
    shop: Annotated[str, typer.Option(help="Code of the shop that its mails are for.")],
    host: Annotated[str, typer.Option(help="imap.example.com")],
    port: Annotated[int, typer.Option(help="Usual: 993 with tls, 143 with starttls.")] = 993,
    security: Annotated[str, typer.Option(help="tls, starttls, or none on this machine.")] = "tls",
    login: Annotated[str, typer.Option(help="The name to log in with; by default the address.")] = "",
    password_file: PasswordFile = None,
    folder: Annotated[
        list[str] | None, typer.Option(help="By default INBOX; may stand several times.")
    ] = None,
    sent: Annotated[bool, typer.Option(help="Take what was sent from it elsewhere, too.")] = True,
    fetch_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="By default thirty days back.")
    ] = None,
    trusted: Annotated[str, typer.Option(help="The authserv-id whose word about senders counts.")] = "",
    oauth: Annotated[str, typer.Option(help=OAUTH)] = "",
    client_id: Annotated[str, typer.Option(help="With --oauth: the id of your program there.")] = "",
    tenant: Annotated[str, typer.Option(help="With --oauth microsoft: your directory's name.")] = "",
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Add a mailbox. Its mails come in while the desk runs; nothing is changed or deleted there.

    The password is asked for, or read from --password-file. With --oauth, client secret (may be empty) and
    refresh token are: two lines.
    """
    secrets = _secrets(password_file) if oauth else (_password(password_file), "")
    with desk_database():
        from amends.accounts.queries import acting_as, find_shop
        from amends.core import clock
        from amends.core.clock import civil_day
        from amends.mailboxes.actions import USUALLY_FROM, add_mailbox
        from amends.mailboxes.settings import MailboxSettings

        actor = acting_as(as_login)
        chosen = find_shop(shop, by=actor, verb="change_shop")
        first_day = (
            fetch_from.date() if fetch_from else civil_day(clock.now() - USUALLY_FROM, chosen.time_zone)
        )
        wanted = MailboxSettings(
            address=address,
            host=host,
            fetch_from=first_day,
            port=port,
            security=security,
            login=login,
            folders=tuple(folder or ()),
            takes_sent=sent,
            trusted=trusted,
        )
        given = _granted(oauth, client_id, secrets, tenant) if oauth else secrets[0]
        document = _facts(add_mailbox(chosen, wanted, password=given, by=actor))
    _show(document, f"Added {document['address']} for {document['shop']}.", as_json=as_json)


def list_mailboxes(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """List the mailboxes, and how they are doing."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.mailboxes.queries import mailbox_facts, mailboxes_shown

        rows = [mailbox_facts(each) for each in mailboxes_shown(acting_as(as_login))]
    if as_json:
        typer.echo(json.dumps({"mailboxes": rows}, ensure_ascii=False))
        return
    if not rows:
        typer.echo(NONE_YET)
    for row in rows:
        trouble = f": {row['error']['message']}" if row["error"] else ""
        typer.echo(f"{row['id']}  {row['address']}  {row['shop']}  {row['health']}{trouble}")


def switch_on(address: Address, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Fetch from a mailbox again."""
    _switch(address, on=True, as_login=as_login, as_json=as_json)


def switch_off(address: Address, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Leave a mailbox alone; what arrives there waits."""
    _switch(address, on=False, as_login=as_login, as_json=as_json)


def remove(address: Address, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Take a mailbox away; the mails that came from it stay."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.mailboxes.actions import remove_mailbox
        from amends.mailboxes.queries import find_mailbox

        actor = acting_as(as_login)
        mailbox = find_mailbox(address, by=actor)
        document = _facts(mailbox)
        remove_mailbox(mailbox, by=actor)
    _show(document, f"{document['address']} is not fetched from any more.", as_json=as_json)


def password(
    address: Address,
    password_file: PasswordFile = None,
    oauth: Annotated[str, typer.Option(help=OAUTH)] = "",
    client_id: Annotated[str, typer.Option(help="With --oauth: the id of your program there.")] = "",
    tenant: Annotated[str, typer.Option(help="With --oauth microsoft: your directory's name.")] = "",
    as_login: AsLogin = None,
) -> None:
    """Set the password of a mailbox anew, or what it is opened with in its place."""
    secrets = _secrets(password_file) if oauth else (_password(password_file), "")
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.mailboxes.actions import change_mailbox
        from amends.mailboxes.queries import find_mailbox, settings_of

        actor = acting_as(as_login)
        mailbox = find_mailbox(address, by=actor)
        given = _granted(oauth, client_id, secrets, tenant) if oauth else secrets[0]
        change_mailbox(mailbox, settings_of(mailbox), password=given, by=actor)
    typer.echo(f"Set the password of {mailbox.address}.")


def check(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Reach every mailbox, log in and open its folders. Exit code 1 where one fails."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.mailboxes.once import look_at
        from amends.mailboxes.queries import mailboxes_shown

        shown = mailboxes_shown(acting_as(as_login))
        rows = [_looked(look_at(each.mailbox), str(each.health)) for each in shown]
    if as_json:
        typer.echo(json.dumps({"mailboxes": rows}, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_sentence, rows)) or NONE_YET)
    raise typer.Exit(ONE_FAILS if any(row["error"] for row in rows) else 0)


def _switch(address: str, *, on: bool, as_login: str | None, as_json: bool) -> None:
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.mailboxes.actions import switch_mailbox
        from amends.mailboxes.queries import find_mailbox

        actor = acting_as(as_login)
        document = _facts(switch_mailbox(find_mailbox(address, by=actor), on=on, by=actor))
    _show(document, f"{document['address']} is switched {'on' if on else 'off'}.", as_json=as_json)


def _facts(mailbox: "Mailbox") -> dict[str, Any]:
    from amends.mailboxes.queries import mailbox_facts, shown

    return mailbox_facts(shown(mailbox))


def _show(document: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    typer.echo(json.dumps({"mailbox": document}, ensure_ascii=False) if as_json else sentence)


def _looked(looked: "Looked", health: str) -> dict[str, Any]:
    from amends.core.clock import rfc3339

    fault = looked.fault
    return {
        "address": looked.mailbox.address,
        "shop": looked.mailbox.shop.code,
        "host": looked.mailbox.host,
        "ok": fault is None,
        "error": {"code": fault.code, "message": fault.words} if fault is not None else None,
        "folders": [
            {"name": each.name, "mails": each.count, "waiting": each.waiting} for each in looked.folders
        ],
        "waiting": sum(each.waiting for each in looked.folders),
        "health": health,
        "good_at": rfc3339(looked.mailbox.good_at),
    }


def _sentence(row: dict[str, Any]) -> str:
    if row["error"]:
        return f"{row['address']}: {row['error']['code']}: {row['error']['message']}"
    folders = ", ".join(f"{each['name']} {each['mails']}" for each in row["folders"])
    good = row["good_at"] or "never"
    return f"{row['address']}: answers; {folders}; {row['waiting']} to be taken; last good {good}"


def _granted(oauth: str, client_id: str, secrets: tuple[str, str], tenant: str) -> "Grant":
    from amends.accounts.sign_ins import grant_of

    secret, token = secrets
    return grant_of(oauth, client_id=client_id, client_secret=secret, refresh_token=token, tenant=tenant)


def _secrets(file: Path | None) -> tuple[str, str]:
    """Client secret and refresh token."""
    if file is None and sys.stdin.isatty():
        secret = str(typer.prompt("Client secret", default="", hide_input=True, show_default=False, err=True))
        return secret, str(typer.prompt("Refresh token", hide_input=True, err=True))
    first, second = _lines(file, 2)
    return first, second


def _password(file: Path | None) -> str:
    if file is None and sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, err=True))
    return _lines(file, 1)[0]


def _lines(file: Path | None, count: int) -> list[str]:
    """The first lines of the file, or of what is given on standard input."""
    if file is None:
        return [sys.stdin.readline(LONGEST_PASSWORD).rstrip("\r\n") for _ in range(count)]
    try:
        with file.open(encoding="utf-8") as stream:
            return [stream.readline(LONGEST_PASSWORD).rstrip("\r\n") for _ in range(count)]
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "password_file", f"{file} cannot be read.", mend="Name a file with one line."
        ) from error
