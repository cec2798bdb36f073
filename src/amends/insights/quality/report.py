"""The figures of a period, put together: in all, by each view, over time."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from amends.cases.models import Case
from amends.core import clock
from amends.insights.quality.answers import Period, rows_of_answers
from amends.insights.quality.figures import VIEWS, Figures, InTime, Promises, Waited
from amends.insights.quality.promised import rows_of_promises

DAYS = (7, 30, 90)
USUAL_DAYS = 30
LONGEST_DAYS = 365
WEEKS_FROM = 60  # days: longer periods are drawn by weeks
_KEYS = (*VIEWS, "slot")
_WHOLE = (1 << len(_KEYS)) - 1
_VIEW_OF = {_WHOLE - (1 << (len(_KEYS) - 1 - place)): name for place, name in enumerate(_KEYS)}


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a period."""

    period: Period
    cases: int
    total: Figures
    by: dict[str, list[Figures]] = field(default_factory=dict)
    over_time: list[Figures] = field(default_factory=list)


def quality_of(
    shop_ids: Collection[int],
    *,
    days: int = USUAL_DAYS,
    zone: str = "UTC",
    now: datetime | None = None,
) -> Report:
    """How buyers of these shops were answered in the last `days`: as many queries, however many there are."""
    until = now or clock.now()
    unit = "week" if days > WEEKS_FROM else "day"
    period = Period(shop_ids, until - timedelta(days=days), until, unit, zone)
    moved = Case.objects.filter(
        shop_id__in=list(shop_ids), merged_into=None, last_message_at__gte=period.since
    )
    found = _together(rows_of_answers(period), rows_of_promises(period))
    by = {name: sorted(found.get(name, {}).values(), key=_most_first) for name in VIEWS}
    slots = sorted(found.get("slot", {}).values(), key=lambda each: str(each.key))
    total = found.get("", {}).get(None, Figures())
    return Report(period, moved.count(), total, by, slots)


def _together(
    answers: list[tuple[Any, ...]], promises: list[tuple[Any, ...]]
) -> dict[str, dict[Any, Figures]]:
    kept = {_place(row): Promises(*row[7:10]) for row in promises}
    told = {_place(row): row for row in answers}
    found: dict[str, dict[Any, Figures]] = {}
    for view, key in [*told, *(place for place in kept if place not in told)]:
        row = told.get((view, key))
        promised = kept.get((view, key), Promises())
        found.setdefault(view, {})[key] = (
            Figures(key, promises=promised)
            if row is None
            else Figures(
                key,
                first=Waited(*row[7:10]),
                every=Waited(*row[10:13]),
                own=InTime(*row[13:15]),
                platform=InTime(*row[15:17]),
                promises=promised,
            )
        )
    return found


def _place(row: tuple[Any, ...]) -> tuple[str, Any]:
    """The view that a row belongs to ("" for the whole), and its key there."""
    view = _VIEW_OF.get(row[0], "")
    return view, row[1 + _KEYS.index(view)] if view else None


def _most_first(each: Figures) -> tuple[int, str]:
    return -each.every.count, str(each.key)
