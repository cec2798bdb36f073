"""Saved views as a person reads them, and how many cases they have: all in one query, exact up to 999."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from amends.cases.models import SavedView
from amends.cases.queries import COUNTED_TO, views
from amends.cases.saved_views import gone_from, view_named, views_for
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.triage.codes import CODES


@dataclass(frozen=True, slots=True)
class Wanted:
    """A saved view as the person reads it: in these shops, a view by its name, "" for every issue type."""

    id: int
    shop_ids: tuple[int, ...]
    view: str
    issue_type: str


def missing_in(saved: SavedView, shops: Mapping[str, int]) -> list[str]:
    """Its filters that name something gone. `shops`: those the person sees, code → id."""
    return gone_from(saved, views=views(None), shops=shops, issue_types=CODES)


def read_view(saved: SavedView, shops: Mapping[str, int]) -> Wanted:
    """What a saved view asks for, of which nothing is gone."""
    chosen = saved.filters.get("shop")
    ids = (shops[chosen],) if chosen else tuple(shops.values())
    return Wanted(saved.pk, ids, saved.filters.get("view", "open"), saved.filters.get("type", ""))


def asked_for(name: str, shops: Mapping[str, int], *, by: Actor) -> Wanted:
    """A view by its name: one that everybody has, else a saved one of the person's or the team's.

    Raises NotFound (view_unknown, view_filter_gone), Refused (view_is_search).
    """
    if name in views(None):
        return Wanted(0, tuple(shops.values()), name, "")
    saved = view_named(name, by=by)
    if saved is None:
        known = ", ".join((*views(None), *(each.name for each in views_for(by))))
        raise NotFound("view_unknown", f"There is no view {name}.", mend=f"Views: {known}.")
    if search := saved.filters.get("q"):
        raise Refused(
            "view_is_search", f"The view {saved.name} is a search.", mend=f"amends search {search!r}"
        )
    gone = missing_in(saved, shops)
    if gone:
        said = ", ".join(f"{filter_} {saved.filters[filter_]}" for filter_ in gone)
        raise NotFound(
            "view_filter_gone",
            f"The view {saved.name} asks for something gone: {said}.",
            mend="Save it anew.",
        )
    return read_view(saved, shops)


def count_views(wanted: Sequence[Wanted], *, user_id: int | None) -> dict[int, int]:
    """Saved view id → how many cases, 1,000 meaning more. Raises KeyError for an unknown view."""
    if not wanted:
        return {}
    known, parts = views(user_id), []
    values: list[Any] = []
    for each in wanted:
        view = known[each.view]
        of_type = " AND issue_types @> ARRAY[%s]" if each.issue_type else ""
        parts.append(
            f"""SELECT %s::bigint, count(*) FROM (SELECT 1 FROM amends_case
            WHERE shop_id = ANY(%s::bigint[]) AND merged_into_id IS NULL AND {view.condition}{of_type}
            LIMIT {COUNTED_TO + 1}) AS counted"""
        )
        values += [each.id, list(each.shop_ids), *view.values]
        values += [each.issue_type] if each.issue_type else []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())
