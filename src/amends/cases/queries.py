"""Reading cases: the queue by keyset, its counts, and finding one. Cost does not grow with their number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from amends.cases.models import TYPES_IN_ORDER, Case, Clock
from amends.cases.states import CLOCK_UNMET
from amends.core import clock
from amends.core.errors import NotFound

COUNTED_TO = 999
PARCEL_TYPES = (
    "not_shipped", "no_tracking_info", "delayed", "lost", "completed_not_received",
    "delivered_not_received", "wrong_carrier", "courier_attitude", "customs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, between cases: the queue goes by (queue_key, id), the most urgent first."""

    queue_key: datetime
    id: int


@dataclass(frozen=True, slots=True)
class View:
    """A view of the queue: a condition in SQL over amends_case, with the values it needs.

    What is done goes the newest first, what is to be done the most urgent first.
    """

    condition: str
    values: tuple[Any, ...] = ()
    newest_first: bool = False


def views(user_id: int | None) -> dict[str, View]:
    """Every view by its name, as the person sees it."""
    open_, now = "state = 'open'", clock.now()
    return {
        "mine": View(f"{open_} AND assignee_id = %s", (user_id,)),
        "unassigned": View(f"{open_} AND assignee_id IS NULL"),
        "open": View(open_),
        "parcels": View(f"{open_} AND issue_types && %s::text[]", (list(PARCEL_TYPES),)),
        # A case stands in the queue no later than it is due: the first bound is the one an index knows.
        "late": View(f"{open_} AND queue_key < %s AND next_due_at < %s", (now, now)),
        "snoozed": View("state = 'snoozed'"),
        "waiting": View("state IN ('waiting_buyer', 'waiting_other')"),
        "solved": View("state IN ('solved', 'closed')", newest_first=True),
    }


def page_of_cases(
    shop_ids: Collection[int],
    view: str = "open",
    *,
    user_id: int | None = None,
    issue_type: str = "",
    group_id: int | None = None,
    beyond: Place | None = None,
    size: int = 50,
) -> tuple[list[int], bool]:
    """Ids of a page of the view, in its order, and whether there are more. Raises NotFound.

    `group_id`: only those that stand in this group of cases that ask the same.
    """
    chosen = _view(view, user_id)
    way, side = ("DESC", "<") if chosen.newest_first else ("ASC", ">")
    condition, values = chosen.condition, [*chosen.values]
    if group_id is not None:
        condition = f"{condition} AND id IN (SELECT case_id FROM amends_groupedcase WHERE group_id = %s)"
        values.append(group_id)
    if beyond is not None:
        condition, values = (
            f"{condition} AND (queue_key, id) {side} (%s, %s)",
            [*values, beyond.queue_key, beyond.id],
        )
    parts: list[str] = []
    given: list[Any] = [list(shop_ids)]
    for of_type, told in _of_type(issue_type, chosen):
        parts.append(
            f"""(SELECT id, queue_key FROM amends_case
            WHERE shop_id = shop.id AND merged_into_id IS NULL AND {condition}{of_type}
            ORDER BY queue_key {way}, id {way} LIMIT %s)"""
        )
        given += [*values, *told, size + 1]
    statement = f"""
        SELECT found.id FROM unnest(%s::bigint[]) AS shop(id) CROSS JOIN LATERAL (
            {" UNION ALL ".join(parts)}
        ) AS found ORDER BY found.queue_key {way}, found.id {way} LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, size + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return ids[:size], len(ids) > size


def _of_type(issue_type: str, view: View) -> list[tuple[str, list[Any]]]:
    """The condition for an issue type; for what goes into the millions, one for each index there is."""
    if not issue_type:
        return [("", [])]
    if not view.newest_first:
        return [(" AND %s = ANY(issue_types)", [issue_type])]
    beyond = f"issue_types[{TYPES_IN_ORDER + 1}] IS NOT NULL AND %s = ANY(issue_types[{TYPES_IN_ORDER + 1}:])"
    places = [f"issue_types[{place}] = %s" for place in range(1, TYPES_IN_ORDER + 1)]
    return [(f" AND {condition}", [issue_type]) for condition in (*places, beyond)]


def case_counts(shop_ids: Collection[int], *, user_id: int | None = None) -> dict[str, int]:
    """How many cases each view has, exact up to 999; 1,000 means more."""
    parts, values = [], []
    for name, view in views(user_id).items():
        parts.append(
            f"""SELECT %s, count(*) FROM (SELECT 1 FROM amends_case WHERE shop_id = ANY(%s::bigint[])
            AND merged_into_id IS NULL AND {view.condition} LIMIT {COUNTED_TO + 1}) AS counted"""
        )
        values += [name, list(shop_ids), *view.values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


def cases_with_orders(ids: Sequence[int]) -> list[Case]:
    """These cases in this order, with shop, order and buyer at hand."""
    found = Case.objects.filter(pk__in=list(ids)).select_related(
        "shop", "order__person", "buyer__person", "assignee"
    )
    by_id = {case.pk: case for case in found}
    return [by_id[case_id] for case_id in ids if case_id in by_id]


def find_case(ref: str, shop_ids: Collection[int]) -> Case:
    """The case with this reference, if it is in one of the shops. Raises NotFound (case_unknown)."""
    number = ref.strip().lstrip("#")
    found = Case.objects.select_related("shop", "order__person", "buyer__person", "assignee", "merged_into")
    case = found.filter(pk=int(number), shop_id__in=list(shop_ids)).first() if _is_id(number) else None
    if case is None:
        raise NotFound("case_unknown", f"There is no case {ref}.", mend="See amends cases.")
    return case


def clocks_of(case_ids: Collection[int]) -> dict[int, list[Clock]]:
    """The clocks at work of these cases, the earliest first."""
    found: dict[int, list[Clock]] = {case_id: [] for case_id in case_ids}
    at_work = Q(state__in=CLOCK_UNMET)
    for each in Clock.objects.filter(at_work, case_id__in=list(case_ids)).order_by("due_at", "id"):
        found[each.case_id].append(each)
    return found


def _view(name: str, user_id: int | None) -> View:
    try:
        return views(user_id)[name]
    except KeyError:
        known = ", ".join(views(None))
        raise NotFound("view_unknown", f"There is no view {name}.", mend=f"Views: {known}.") from None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
