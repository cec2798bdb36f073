"""`amends learn`: chances and prices from the shops' own cases, without waiting for the night."""

import json

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin


def learn(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """Learn anew what ways out cost and what comes of them, from the shops' own cases, as is done nightly."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.playbooks.learning import learn_figures
        from amends.playbooks.queries import figures_documents

        by = acting_as(as_login, via="cli")
        changed = learn_figures(by=by)
        figures = figures_documents(by.organisation_id)
    if as_json:
        typer.echo(json.dumps({"changed": changed, "figures": figures}, ensure_ascii=False))
        return
    for each in figures:
        of = " ".join(word for word in (each["issue_type"], each["name"], each["line"]) if word)
        value = f"{each['value']} {each['currency']}".strip()
        typer.echo(f"{each['shop']:<12} {each['kind']:<9} {of}: {value} ({each['cases']} cases)")
    typer.echo(f"{len(figures)} figures, {changed} changed.")
