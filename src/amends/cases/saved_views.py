"""Views of the queue under a name: a person's own, and those a lead has shared with the team."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from amends.accounts.permission import require, scope_of
from amends.cases.models import SavedView
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import AmendsError, NotAllowed, NotFound, Refused
from amends.history.actions import record

FILTERS = ("view", "shop", "type", "q")  # q: a search; then it is no view of the queue
LONGEST_NAME = 60
LONGEST_VALUE = 500
MOST_OWN = 50


class ViewConflict(AmendsError):
    """The name is taken, or the view has changed meanwhile."""


def save_view(name: str, filters: Mapping[str, str], *, shared: bool, by: Actor) -> SavedView:
    """Keep filters of the queue under a name. `filters`: as in the queue's address, others are left out.

    Raises NotAllowed, Refused (view_name_empty, view_name_long, too_many_views), ViewConflict.
    """
    owner = _person(by)
    if not scope_of(by, "see_cases"):
        raise NotAllowed("not_allowed", "Your roles do not permit this (see_cases).")
    _require_sharing(shared, by=by)
    if SavedView.objects.filter(owner_id=owner, removed_at=None).count() >= MOST_OWN:
        raise Refused("too_many_views", f"There are {MOST_OWN} views of yours.", mend="Remove one first.")
    saved = SavedView(
        organisation_id=by.organisation_id,
        owner_id=owner,
        name=_readable(name),
        filters={key: filters[key][:LONGEST_VALUE] for key in FILTERS if filters.get(key)},
        is_shared=shared,
        saved_at=clock.now(),
    )
    return _write(saved, "view_saved", by=by)


def rename_view(saved: SavedView, name: str, *, by: Actor) -> SavedView:
    """Give it another name. Raises NotAllowed, NotFound, Refused, ViewConflict."""

    def change(locked: SavedView) -> None:
        locked.name = _readable(name)

    return _act(saved, "view_renamed", change, by=by)


def share_view(saved: SavedView, *, shared: bool, by: Actor) -> SavedView:
    """Show it to the whole team, or to its owner alone. Raises NotAllowed, NotFound, ViewConflict."""
    _require_sharing(True, by=by)

    def change(locked: SavedView) -> None:
        locked.is_shared = shared

    return _act(saved, "view_shared" if shared else "view_unshared", change, by=by)


def remove_view(saved: SavedView, *, by: Actor) -> SavedView:
    """Take it out of the list; it can be brought back. Raises NotAllowed, NotFound."""

    def change(locked: SavedView) -> None:
        locked.removed_at = clock.now()

    return _act(saved, "view_removed", change, by=by)


def restore_view(saved: SavedView, *, by: Actor) -> SavedView:
    """Bring a removed one back. Raises NotAllowed, NotFound, ViewConflict where its name is taken by now."""

    def change(locked: SavedView) -> None:
        locked.removed_at = None

    return _act(saved, "view_restored", change, by=by, removed=True)


def views_for(by: Actor) -> list[SavedView]:
    """The person's own views and those of the team, by name; for a program those of the team."""
    seen = Q(is_shared=True) | Q(owner_id=by.user_id or 0)
    rows = SavedView.objects.of(by.organisation_id).filter(seen, removed_at=None)
    return list(rows.order_by("is_shared", Lower("name"), "pk"))


def find_view(view_id: int, *, by: Actor, removed: bool = False) -> SavedView:
    """A view that `by` sees: among the removed ones if so wished. Raises NotFound (saved_view_unknown)."""
    seen = Q(is_shared=True) | Q(owner_id=by.user_id or 0)
    rows = SavedView.objects.of(by.organisation_id).filter(seen, removed_at__isnull=not removed)
    saved = rows.filter(pk=view_id).first()
    if saved is None:
        raise NotFound("saved_view_unknown", "There is no such view.", mend="Reload the page.")
    return saved


def view_named(name: str, *, by: Actor) -> SavedView | None:
    """The view of that name, without regard to case: the person's own before the team's."""
    wanted = _folded(name)
    return next((each for each in views_for(by) if _folded(each.name) == wanted), None)


def may_change(saved: SavedView, *, by: Actor) -> bool:
    """Whether `by` may rename or remove it: its owner; a shared one also who may share."""
    return saved.owner_id == by.user_id or (saved.is_shared and may_share(by))


def may_share(by: Actor) -> bool:
    """Whether `by` may show views to the team."""
    return bool(scope_of(by, "share_view"))


def gone_from(
    saved: SavedView, *, views: Collection[str], shops: Collection[str], issue_types: Collection[str]
) -> list[str]:
    """The filters (view, shop, type) that name something that is gone, or that this person does not see."""
    known: dict[str, Collection[str]] = {"view": views, "shop": shops, "type": issue_types}
    return [name for name in known if saved.filters.get(name) and saved.filters[name] not in known[name]]


def _act(
    saved: SavedView, verb: str, change: Callable[[SavedView], None], *, by: Actor, removed: bool = False
) -> SavedView:
    with transaction.atomic():
        locked = find_view(saved.pk, by=by, removed=removed)
        locked = SavedView.objects.select_for_update(of=("self",)).get(pk=locked.pk)
        if not may_change(locked, by=by):
            raise NotAllowed("view_not_yours", "This view is somebody else's.", mend="Save one of your own.")
        change(locked)
        return _write(locked, verb, by=by)


def _write(saved: SavedView, verb: str, *, by: Actor) -> SavedView:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise ViewConflict(
            "view_name_taken", f"There is a view {saved.name!r} already.", mend="Choose another name."
        ) from None
    record(
        actor=by,
        verb=verb,
        subject_type="saved_view",
        subject_id=saved.pk,
        detail={"filters": dict[str, Any](saved.filters), "shared": saved.is_shared},
    )
    return saved


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed("not_a_person", "Only a person keeps views.", mend="Act as a person: --as LOGIN.")
    return by.user_id


def _require_sharing(shared: bool, *, by: Actor) -> None:
    if shared and not may_share(by):
        require(by, "share_view")


def _readable(name: str) -> str:
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in name)
    plain = " ".join(unicodedata.normalize("NFC", plain).split())
    if not plain:
        raise Refused("view_name_empty", "The view has no name.", mend="Give it one.")
    if len(plain) > LONGEST_NAME:
        raise Refused("view_name_long", f"The name has over {LONGEST_NAME} characters.", mend="Shorten it.")
    return plain


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()
