"""Merging, splitting and linking cases, an order that was offered, and taking each back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amends.cases.actions import CaseConflict
from amends.cases.family import living
from amends.cases.linking import link_cases, unlink_cases
from amends.cases.models import Case, CaseChange
from amends.cases.queries import cases_with_orders, find_case
from amends.cases.rules import hinders_merging
from amends.core.actor import Actor
from amends.core.errors import NotFound
from amends.inbox.changing import find_change
from amends.inbox.left_drafts import drop_left_draft, take_over_draft
from amends.inbox.merging import merge_cases, side_of, undo_merge
from amends.inbox.models import CaseMessage
from amends.inbox.offered import decline_order, join_behind, join_order, undo_offered
from amends.inbox.splitting import split_messages, undo_split
from amends.web.access import Reader, reads
from amends.web.case import at_desk
from amends.web.case_page import case_for_page
from amends.web.case_verbs import verb
from amends.web.desk import rows_of

MOST_NEAR = 12


@reads("work_case")
def case_merge(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/merge: which case it goes to; POST merges."""
    case = case_for_page(reader, case_id, "work_case")
    if request.method != "POST":
        return _page(request, reader, case, "cases/merge.html", {"near": near(reader, case, merging=True)})
    into = _named(request, reader)
    merge_cases(case, into, by=reader.actor)
    return _back(request, into.pk, _("The two cases are one now. It can be undone above the conversation."))


@reads("work_case")
def case_split(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/split: which messages go; POST splits them off."""
    case = case_for_page(reader, case_id, "work_case")
    if request.method != "POST":
        said = CaseMessage.objects.filter(case=case).select_related("message__body")
        links = list(said.order_by("message__sent_at", "pk"))
        return _page(request, reader, case, "cases/split.html", {"links": links})
    chosen = [int(each) for each in request.POST.getlist("message") if _is_number(each)]
    new = split_messages(case, chosen, by=reader.actor)
    return _back(request, new.pk, _("The messages have a case of their own now. It can be undone."))


@reads("work_case")
def case_link(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/link: which case belongs with it; POST links them."""
    case = case_for_page(reader, case_id, "work_case")
    if request.method != "POST":
        return _page(request, reader, case, "cases/link.html", {"near": near(reader, case, merging=False)})
    link_cases(case, _named(request, reader), by=reader.actor)
    return _back(request, case.pk, _("The cases are linked."))


def near(reader: Reader, case: Case, *, merging: bool) -> list[dict[str, Any]]:
    """Cases of the same order or buyer, as rows of the queue: those it can be merged into, or all."""
    same = Q(pk__in=())
    if case.order_id is not None:
        same |= Q(order_id=case.order_id)
    if case.offered_order_id is not None:
        same |= Q(order_id=case.offered_order_id)
    if case.order_number:
        same |= Q(shop_id=case.shop_id, order_number=case.order_number)
    if case.buyer_id is not None:
        same |= Q(buyer_id=case.buyer_id)
    rows = Case.objects.filter(same, merged_into=None, shop_id__in=list(reader.shops("work_case")))
    ids = list(rows.exclude(pk=case.pk).order_by("-pk").values_list("pk", flat=True)[: 4 * MOST_NEAR])
    found = cases_with_orders(ids)
    if merging:
        found = [each for each in found if hinders_merging(side_of(case), side_of(each)) is None]
    return rows_of(found[:MOST_NEAR])


def _named(request: HttpRequest, reader: Reader) -> Case:
    """The case typed, else the one chosen; where it was merged, the one it went to. Raises NotFound."""
    ref = request.POST.get("ref", "").strip() or request.POST.get("case", "")
    if not ref:
        raise CaseConflict("case_not_named", "No case was chosen.", mend="Choose one, or type its number.")
    shops = list(reader.shops("work_case"))
    found = find_case(ref[:40], shops)
    return found if found.merged_into_id is None else find_case(str(found.merged_into_id), shops)


def _page(
    request: HttpRequest, reader: Reader, case: Case, template: str, more: dict[str, Any]
) -> HttpResponse:
    if case.merged_into_id is not None:
        return _back(request, case.merged_into_id)
    return render(request, template, {"case": case, "shop": case.shop, "query": at_desk(request), **more})


def _back(request: HttpRequest, case_id: int, said: Promise | None = None) -> HttpResponse:
    if said is not None:
        messages.success(request, str(said))
    return Redirect(f"{reverse('case', args=[case_id])}?{urlencode(at_desk(request))}".rstrip("?"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _unlink(request: HttpRequest, reader: Reader, case: Case) -> None:
    unlink_cases(case, _named(request, reader), by=reader.actor)


@require_POST
@reads("work_case")
def case_join_order(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/join_order: this is the order that was offered."""
    case = case_for_page(reader, case_id, "work_case")
    join_order(case, by=reader.actor)
    return _whole(request, living(case.pk))


@require_POST
@reads("work_case")
def change_undo(request: HttpRequest, reader: Reader, *, change_id: int) -> HttpResponseBase:
    """POST /desk/changes/7/undo: take a merge, a split, a joined or a declined order back."""
    change = CaseChange.objects.of(reader.organisation_id).select_related("case").filter(pk=change_id).first()
    if change is None or change.case.shop_id not in reader.shops("work_case"):
        raise NotFound("change_unknown", "There is nothing like this to undo.", mend="Reload the page.")
    undone = undo(find_change(change_id, by=reader.actor), by=reader.actor)
    return _whole(request, living(undone.case_id))


def undo(change: CaseChange, *, by: Actor) -> CaseChange:
    """Take it back, whatever it is; a merge that came of joining an order goes with that."""
    if change.kind == "split":
        return undo_split(change, by=by)
    if change.kind == "merge":
        join = join_behind(change)
        if join is None:
            return undo_merge(change, by=by)
        undo_offered(join, by=by)
        return change
    return undo_offered(change, by=by)


def _whole(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The whole page anew: more than one case has changed."""
    address = f"{reverse('case', args=[case_id])}?{urlencode(at_desk(request))}".rstrip("?")
    if request.headers.get("HX-Request") != "true":
        return Redirect(address)
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


def _draft_left_in(request: HttpRequest) -> int:
    ref = request.POST.get("case", "")
    return int(ref) if _is_number(ref) else 0


Plain = Callable[..., Any]


def _plain(act: Plain) -> Callable[[HttpRequest, Reader, Case], object]:
    return lambda request, reader, case: act(case, by=reader.actor)


case_decline_order = verb("work_case", _plain(decline_order))
case_unlink = verb("work_case", _unlink)
case_use_draft = verb(
    "work_case",
    lambda request, reader, case: take_over_draft(case, _draft_left_in(request), by=reader.actor),
)
case_drop_draft = verb(
    "work_case",
    lambda request, reader, case: drop_left_draft(case, _draft_left_in(request), by=reader.actor),
)
