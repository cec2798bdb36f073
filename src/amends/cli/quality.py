"""`amends quality`: how quickly buyers are answered, for a terminal or a program."""

import json
from datetime import timedelta
from typing import Annotated, Any

import typer

from amends.cli.cases import AS_JSON, AS_LOGIN
from amends.cli.database import desk_database


def quality(
    days: Annotated[int, typer.Option(help="So many days back from now.", min=1, max=365)] = 30,
    shop: Annotated[str | None, typer.Option(help="The shop's code; without it all.")] = None,
    as_login: AS_LOGIN = None,
    as_json: AS_JSON = False,
) -> None:
    """Say how long buyers waited, what was in time, which promises were kept; see docs/howto/quality.md."""
    with desk_database():
        from amends.accounts.permission import require
        from amends.accounts.queries import acting_as, find_shop, visible_shops
        from amends.insights.quality.document import names_for, quality_document
        from amends.insights.quality.report import quality_of
        from amends.insights.reply_outcomes import outcomes_of

        by = acting_as(as_login, via="cli")
        shops = {each.pk: each for each in visible_shops(by, "see_quality")}
        if shop is not None:
            chosen = find_shop(shop, by=by, verb="see_quality")
            shops = {chosen.pk: chosen}
        elif not shops:
            require(by, "see_quality")
        report = quality_of(shops, days=days)
        outcomes = outcomes_of(
            by.organisation_id, now=report.period.until, looks_back=timedelta(days=days), shop_ids=shops
        )
        found = quality_document(report, names_for(report, shops), outcomes)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(_line("all", found["total"]))
    for view, lines in found["by"].items():
        for each in lines:
            typer.echo(_line(f"{view} {each['name'] or '-'}", each))


def _line(name: str, told: dict[str, Any]) -> str:
    first, every, own, promises = (
        told[each] for each in ("first_answer", "every_answer", "own_deadline", "promises")
    )
    return (
        f"{name:<40}  first {_span(first['median_s'])} (n={first['count']})"
        f"  every {_span(every['median_s'])}, p90 {_span(every['p90_s'])} (n={every['count']})"
        f"  in time {_share(own['share'])} (n={own['count']})"
        f"  promises {promises['kept']} kept, {promises['broken']} broken"
    )


def _span(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds // 3600}:{seconds % 3600 // 60:02} h"


def _share(part: float | None) -> str:
    return "-" if part is None else f"{round(part * 100)} %"
