"""`amends mail`: mails from disk, and the mailboxes that mails come from."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from amends.cli import mail_quarantine, mailbox
from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin

app = typer.Typer(help="Mails from disk; mailboxes, and whether they answer.", no_args_is_help=True)
app.command("add")(mailbox.add)
app.command("list")(mailbox.list_mailboxes)
app.command("check")(mailbox.check)
app.command("on")(mailbox.switch_on)
app.command("off")(mailbox.switch_off)
app.command("password")(mailbox.password)
app.command("remove")(mailbox.remove)
app.command("quarantine")(mail_quarantine.list_quarantine)
app.command("retry")(mail_quarantine.retry)
app.command("dismiss")(mail_quarantine.dismiss)


@app.command("import")
def import_mail(
    paths: Annotated[list[Path], typer.Argument(help="Mails, mboxes, Maildirs, or folders of them.")],
    shop: Annotated[str, typer.Option(help="Code of the shop; otherwise each mail tells it.")] = "",
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Take in mails that lie on disk, each once.

    A folder is gone through with all below it; hidden files are passed over. What is no mail or cannot be
    read is quarantined. Importing the same again changes nothing.
    """
    with desk_database():
        from amends.accounts.queries import acting_as, find_shop, visible_shops
        from amends.core.errors import NotFound
        from amends.imports.mail_import import import_mails

        actor = acting_as(as_login)
        if shop:
            shops = [find_shop(shop, by=actor, verb="import_file")]
        else:
            shops = list(visible_shops(actor, "import_file"))
        if not shops:
            raise NotFound("nothing_set_up", "There is no shop yet.", mend="Add one: amends shop add CODE …")
        taken = import_mails(paths, shops, by=actor)
    if as_json:
        typer.echo(json.dumps({"messages": taken.messages, **asdict(taken)}))
        return
    typer.echo(
        f"{taken.messages} mails: {taken.created} created, {taken.duplicates} there already, "
        f"{taken.quarantined} quarantined. Among the created: {taken.events} notices and automatic mails, "
        f"{taken.attachments} attachments."
    )
