"""A report of quality as it leaves the program: seconds, parts of one, counts; never a buyer's name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amends.accounts.models import Shop, User
from amends.core.clock import rfc3339
from amends.imports.rejects import harmless
from amends.insights.quality.figures import VIEWS, Figures, InTime, Promises, Waited
from amends.insights.quality.report import Report
from amends.insights.reply_outcomes import Outcome

COLUMNS = (
    "by", "name", "first_answers", "first_median_s", "first_p90_s", "answers", "median_s", "p90_s",
    "own_deadline", "own_in_time", "platform_deadline", "platform_in_time",
    "promises_kept", "promises_broken", "promises_running",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of figures are called outside: people by login, shops by code."""

    people: Mapping[int, str] = field(default_factory=dict)
    shops: Mapping[int, str] = field(default_factory=dict)

    def of(self, view: str, key: object) -> str | None:
        """The name of one key; None for answers that nobody here wrote, or that no template began."""
        if key is None:
            return None
        if isinstance(key, int):
            return (self.people if view == "agent" else self.shops).get(key, str(key))
        return str(key)


def names_for(report: Report, shops: Mapping[int, Shop]) -> Names:
    """The names of everybody and every shop in the report: one query."""
    ids = [each.key for each in report.by["agent"] if isinstance(each.key, int)]
    people = dict(User.objects.filter(pk__in=ids).values_list("pk", "login"))
    return Names(people, {pk: shop.code for pk, shop in shops.items()})


def quality_document(report: Report, names: Names, outcomes: list[Outcome]) -> dict[str, Any]:
    """Everything in the report, and what became of cases after each template."""
    return {
        "from": rfc3339(report.period.since),
        "to": rfc3339(report.period.until),
        "shops": sorted(names.of("shop", pk) or "" for pk in report.period.shop_ids),
        "cases": report.cases,
        "total": _figures(report.total),
        "by": {
            view: [{"name": names.of(view, each.key), **_figures(each)} for each in report.by[view]]
            for view in VIEWS
        },
        "over_time": [
            {"from": rfc3339(each.key) if isinstance(each.key, datetime) else None, **_figures(each)}
            for each in report.over_time
        ],
        "outcomes": [_outcome(each) for each in outcomes],
    }


def quality_table(report: Report, names: Names) -> Iterator[Sequence[object]]:
    """The figures as rows of a table: what the columns are called, the whole, then each view."""
    yield COLUMNS
    yield ["total", "", *_cells(report.total)]
    for view in VIEWS:
        for each in report.by[view]:
            yield [view, harmless(names.of(view, each.key) or ""), *_cells(each)]


def _figures(each: Figures) -> dict[str, Any]:
    return {
        "first_answer": _waited(each.first),
        "every_answer": _waited(each.every),
        "own_deadline": _in_time(each.own),
        "platform_deadline": _in_time(each.platform),
        "promises": _promises(each.promises),
    }


def _waited(each: Waited) -> dict[str, Any]:
    return {"count": each.count, "median_s": _whole(each.median_s), "p90_s": _whole(each.p90_s)}


def _in_time(each: InTime) -> dict[str, Any]:
    return {"count": each.count, "in_time": each.in_time, "share": _rounded(each.share)}


def _promises(each: Promises) -> dict[str, Any]:
    return {
        "kept": each.kept,
        "broken": each.broken,
        "running": each.running,
        "share": _rounded(each.share),
    }


def _outcome(each: Outcome) -> dict[str, Any]:
    names = ("stage", "variant", "locale", "version", "sent", "answered", "solved", "refunded")
    return {name: getattr(each, name) for name in (*names, "escalated", "reviewed")}


def _cells(each: Figures) -> list[Any]:
    return [
        each.first.count, _whole(each.first.median_s), _whole(each.first.p90_s),
        each.every.count, _whole(each.every.median_s), _whole(each.every.p90_s),
        each.own.count, each.own.in_time, each.platform.count, each.platform.in_time,
        each.promises.kept, each.promises.broken, each.promises.running,
    ]  # fmt: skip


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
