"""Views of the queue under names: with the queue, and on a page of their own to put them in order."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.cases import saved_views as actions
from amends.cases.models import SavedView
from amends.cases.saved_views import FILTERS
from amends.cases.view_counts import count_views, missing_in, read_view
from amends.web.access import Reader, reads
from amends.web.case_words import CASE_VIEW
from amends.web.words import word

REMOVED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view in the list: `gone` are filters that name something gone.

    Then it has no count; nor has a search.
    """

    saved: SavedView
    address: str
    count: int | None
    gone: tuple[str, ...]
    is_current: bool
    may_change: bool

    @property
    def name(self) -> str:
        return self.saved.name


def shown_views(
    reader: Reader, *, opened: str = "", filters: dict[str, str] | None = None
) -> list[ShownView]:
    """The person's views with their counts, two queries. `opened`: the id said in the address.

    `filters`: those of the queue at this moment; a view with these very ones is the current one.
    """
    saved = actions.views_for(reader.actor)
    shops = {shop.code: pk for pk, shop in reader.shops("see_cases").items()}
    gone = {each.pk: missing_in(each, shops) for each in saved}
    wanted = [read_view(each, shops) for each in saved if not gone[each.pk] and "q" not in each.filters]
    counts = count_views(wanted, user_id=reader.user.pk)
    return [
        ShownView(
            each,
            address_of(each),
            counts.get(each.pk),
            tuple(gone[each.pk]),
            _is_current(each, opened, filters),
            actions.may_change(each, by=reader.actor),
        )
        for each in saved
    ]


def address_of(saved: SavedView) -> str:
    """Where the view is seen: in the queue, or among what a search finds."""
    if "q" in saved.filters:
        return f"{reverse('search')}?{urlencode({'q': saved.filters['q'], 'saved': saved.pk})}"
    return f"{reverse('desk')}?{urlencode({**saved.filters, 'saved': saved.pk})}"


def _is_current(saved: SavedView, opened: str, filters: dict[str, str] | None) -> bool:
    if opened:
        return opened == str(saved.pk)
    wished = {name: value for name, value in (filters or {}).items() if value}
    return bool(wished) and {"view": "open", **saved.filters} == wished


@reads("see_cases")
def saved_views(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/views: all of them, to rename, share and remove, and those removed lately."""
    mine = Q(owner=reader.user)
    if actions.may_share(reader.actor):
        mine |= Q(is_shared=True)
    removed = SavedView.objects.of(reader.organisation_id).filter(mine, removed_at__isnull=False)
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    context = {
        "saved": shown_views(reader),
        "removed": list(removed.order_by("-removed_at", "pk")[:REMOVED_SHOWN]),
        "may_share": actions.may_share(reader.actor),
        "filters": filters,
        "shown": _said(filters),
    }
    return render(request, "cases/views.html", context)


def _said(filters: dict[str, str]) -> str:
    """The filters in words; empty for a view that there is not."""
    if filters.get("q"):
        return filters["q"]
    view = filters.get("view", "")
    if view not in CASE_VIEW:
        return ""
    kind = filters.get("type", "")
    parts = [word("case_view", view), filters.get("shop", ""), word("issue_type", kind) if kind else ""]
    return " · ".join(part for part in parts if part)


@require_POST
@reads("see_cases")
def view_save(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """POST /desk/views/save: the queue as it is shown now, under a name."""
    filters = {name: request.POST.get(name, "") for name in FILTERS}
    saved = actions.save_view(
        request.POST.get("name", ""), filters, shared=bool(request.POST.get("shared")), by=reader.actor
    )
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": saved.name})
    return Redirect(address_of(saved))


@require_POST
@reads("see_cases")
def view_rename(request: HttpRequest, reader: Reader, *, view_id: int) -> HttpResponseBase:
    saved = actions.find_view(view_id, by=reader.actor)
    actions.rename_view(saved, request.POST.get("name", ""), by=reader.actor)
    return Redirect(reverse("saved_views"))


@require_POST
@reads("share_view")
def view_share(request: HttpRequest, reader: Reader, *, view_id: int) -> HttpResponseBase:
    saved = actions.find_view(view_id, by=reader.actor)
    actions.share_view(saved, shared=bool(request.POST.get("shared")), by=reader.actor)
    return Redirect(reverse("saved_views"))


@require_POST
@reads("see_cases")
def view_remove(request: HttpRequest, reader: Reader, *, view_id: int) -> HttpResponseBase:
    saved = actions.remove_view(actions.find_view(view_id, by=reader.actor), by=reader.actor)
    said = _("The view “%(name)s” is gone. It can be brought back.") % {"name": saved.name}
    messages.success(request, said)
    return Redirect(reverse("saved_views"))


@require_POST
@reads("see_cases")
def view_restore(request: HttpRequest, reader: Reader, *, view_id: int) -> HttpResponseBase:
    actions.restore_view(actions.find_view(view_id, by=reader.actor, removed=True), by=reader.actor)
    return Redirect(reverse("saved_views"))
