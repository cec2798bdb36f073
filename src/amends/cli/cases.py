"""`amends cases`, `amends case show`: the queue and one case, for a terminal or a program."""

import json
from typing import Annotated

import typer

from amends.cli.database import desk_database

app = typer.Typer(help="Look at one case; say what it is about.", no_args_is_help=True)

AS_LOGIN = Annotated[str | None, typer.Option("--as", help="Act as this person.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def cases(
    view: Annotated[
        str,
        typer.Option(
            help="open, mine, unassigned, parcels, late, snoozed, waiting, solved, or a saved view's name."
        ),
    ] = "open",
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=1000)] = 50,
    after: Annotated[str, typer.Option(help="Go on after this case.")] = "",
    as_login: AS_LOGIN = None,
    as_json: AS_JSON = False,
) -> None:
    """List the cases of a view, the most urgent first."""
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.cases.queries import Place, cases_with_orders, find_case, page_of_cases
        from amends.cases.view_counts import asked_for, count_views
        from amends.insights.case_document import case_row

        actor = acting_as(as_login, via="cli")
        codes = dict(visible_shops(actor, "see_cases").values_list("code", "id"))
        shops = list(codes.values())
        beyond = None
        if after:
            last = find_case(after, shops)
            beyond = Place(last.queue_key, last.pk)
        asked = asked_for(view, codes, by=actor)
        ids, more = page_of_cases(
            asked.shop_ids,
            asked.view,
            user_id=actor.user_id,
            issue_type=asked.issue_type,
            beyond=beyond,
            size=limit,
        )
        rows = [case_row(case) for case in cases_with_orders(ids)]
        count = count_views([asked], user_id=actor.user_id)[asked.id]
    if as_json:
        typer.echo(
            json.dumps({"view": view, "count": count, "more": more, "cases": rows}, ensure_ascii=False)
        )
        return
    for row in rows:
        what = ", ".join(row["issue_types"])
        typer.echo(f"{row['ref']:>8}  {row['next_due_at'] or '-':<20}  {what}  {row['order'] or ''}")


@app.command("show")
def show(
    ref: Annotated[str, typer.Argument(help="The case's number.")],
    as_login: AS_LOGIN = None,
    as_json: AS_JSON = False,
) -> None:
    """Show one case with its clocks, messages and assessment."""
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.cases.family import followed
        from amends.cases.queries import find_case
        from amends.insights.case_document import case_document

        actor = acting_as(as_login, via="cli")
        shops = list(visible_shops(actor, "see_cases").values_list("id", flat=True))
        found = find_case(ref, shops)
        if found.merged_into_id is not None:
            typer.echo(f"Case {ref} was merged into case {found.merged_into_id}.", err=True)
        document = case_document(followed(found))
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    from amends.cli.case_text import case_text

    typer.echo(case_text(document))


@app.command("correct")
def correct(
    ref: Annotated[str, typer.Argument(help="The case's number.")],
    to: Annotated[str, typer.Argument(help="What it is about: a code such as delayed.")],
    as_login: AS_LOGIN = None,
    as_json: AS_JSON = False,
) -> None:
    """Say what a case is about; its clocks and steps follow, and triage has an example."""
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.cases.models import Case
        from amends.cases.queries import find_case
        from amends.insights.case_document import case_document
        from amends.playbooks.correcting import correct_case

        actor = acting_as(as_login, via="cli")
        shops = list(visible_shops(actor, "work_case").values_list("id", flat=True))
        found = find_case(ref, shops)
        changed = correct_case(found, to, by=actor)
        document = case_document(Case.objects.get(pk=found.pk))
    if as_json:
        typer.echo(json.dumps({"changed": changed, "case": document}, ensure_ascii=False))
        return
    typer.echo(f"Case {ref} is about {to}." if changed else f"Case {ref} was about {to} already.")
