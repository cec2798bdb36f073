"""`amends mail quarantine, retry, dismiss`: mails that could not be taken in."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin

if TYPE_CHECKING:
    from amends.imports.models import QuarantinedMail

NOT_IN = 1
Number = Annotated[int, typer.Argument(help="The mail's number on the list.")]


def list_quarantine(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """List the mails that could not be taken in, and why; the newest first."""
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.imports.queries import quarantined_mails

        actor = acting_as(as_login)
        shops = [shop.pk for shop in visible_shops(actor, "import_file")]
        rows = [_facts(each) for each in quarantined_mails(actor.organisation_id, shops)]
    if as_json:
        typer.echo(json.dumps({"mails": rows}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['shop']}  {row['reason']}  {row['place']}  {row['words']}")
    if not rows:
        typer.echo("No mail waits there.")


def retry(number: Number, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Try to take a mail in once more; one that its server did not give is asked for again.

    Exit code 1 where it still does not go in.
    """
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.imports.queries import quarantined_mail_of
        from amends.imports.retrying import retry_mail
        from amends.mailboxes.fetching_again import NOT_FETCHED, fetch_mail_again

        actor = acting_as(as_login)
        shops = [shop.pk for shop in visible_shops(actor, "import_file")]
        mail = quarantined_mail_of(actor.organisation_id, shops, number)
        again = fetch_mail_again if mail.reason == NOT_FETCHED and mail.state != "taken" else retry_mail
        again(number, by=actor)
        row = _facts(quarantined_mail_of(actor.organisation_id, shops, number))
    _show(row, as_json=as_json)
    raise typer.Exit(0 if row["state"] == "taken" else NOT_IN)


def dismiss(number: Number, as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Put a mail away that is none, or not wanted; it goes after thirty days."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.imports.retrying import dismiss_mail

        row = _facts(dismiss_mail(number, by=acting_as(as_login)))
    _show(row, as_json=as_json)


def _show(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"mail": row}, ensure_ascii=False))
    else:
        typer.echo(f"{row['id']}: {row['state']}" + (f" ({row['reason']})" * (row["state"] == "waiting")))


def _facts(mail: "QuarantinedMail") -> dict[str, Any]:
    from amends.core.clock import rfc3339

    person = getattr(mail, "person", None)
    return {
        "id": mail.pk,
        "shop": mail.shop.code,
        "state": mail.state,
        "reason": mail.reason,
        "words": person.words if person is not None else "",
        "place": person.place if person is not None else "",
        "size": mail.size,
        "quarantined_at": rfc3339(mail.quarantined_at),
    }
