"""One case: what was said, what it means, and the box to answer in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse

from amends.accounts.models import RoleGrant
from amends.accounts.rules import VERBS
from amends.cases.models import Case
from amends.compliance.findings import Finding
from amends.inbox.addressing import page_of_order
from amends.inbox.reply_files import megabytes
from amends.orders.queries import first_lines
from amends.web.access import Reader, reads
from amends.web.case_clocks import in_head
from amends.web.case_page import (
    Entry,
    case_for_page,
    clocks_for_page,
    draft_of,
    flow_of,
    is_set_aside,
    looked_at,
)
from amends.web.case_panel import panel_of
from amends.web.case_snooze import presets
from amends.web.case_together import moved_on, together_of
from amends.web.case_types import types_to_choose
from amends.web.desk import name_of
from amends.web.reply_findings import findings_shown

AT_DESK = ("view", "shop", "type", "group", "after")


@dataclass(frozen=True, slots=True)
class ReplyBox:
    """What stands in the box: the text, the template it began with, the newest message it was written to.

    `stopped`: a reply was held back because a newer message had come; `objected`: because of these findings.
    """

    text: str = ""
    template: str = ""
    seen: int | None = None
    stopped: bool = False
    objected: tuple[Finding, ...] = ()


@reads("see_cases")
def case_page(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7: the case, with room for the queue beside it."""
    case = case_for_page(reader, case_id)
    elsewhere = moved_on(request, case, "case", at_desk(request))
    if elsewhere is None:
        looked_at(request, reader, case)
    return elsewhere or TemplateResponse(request, "cases/desk.html", context_of(request, reader, case))


@reads("see_cases")
def case_part(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/open: the case alone, for a page that is open."""
    case = case_for_page(reader, case_id)
    elsewhere = moved_on(request, case, "case_part", at_desk(request))
    if elsewhere is None:
        looked_at(request, reader, case)
    return elsewhere or TemplateResponse(request, "cases/case.html", context_of(request, reader, case))


@reads("see_cases")
def case_panel(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/panel: what it means, what it costs, what to do; a page of its own without script."""
    case = case_for_page(reader, case_id)
    context = {"case": case, "shop": case.shop, "panel": panel_of(reader, case), "query": at_desk(request)}
    in_place = request.headers.get("HX-Request") == "true"
    return render(request, "cases/panel.html" if in_place else "cases/panel_page.html", context)


@reads("assign_case")
def case_people(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/people: to whom the case can be given."""
    case = case_for_page(reader, case_id, "assign_case")
    grants = RoleGrant.objects.filter(
        organisation_id=reader.organisation_id, role__in=VERBS["work_case"], user__is_active=True
    ).select_related("user")
    here = [grant for grant in grants if grant.shop_id in (None, case.shop_id)]
    people = {grant.user.pk: grant.user for grant in here}
    ordered = sorted(people.values(), key=lambda user: (user.name or user.login).casefold())
    context = {"case": case, "people": ordered, "query": at_desk(request)}
    in_place = request.headers.get("HX-Request") == "true"
    return render(request, "cases/people.html" if in_place else "cases/people_page.html", context)


def context_of(
    request: HttpRequest, reader: Reader, case: Case, box: ReplyBox | None = None
) -> dict[str, Any]:
    """Everything the case part shows."""
    draft = draft_of(case)
    if box is None:
        box = ReplyBox(draft.get("text", ""), draft.get("template", ""), seen_of(case, draft))
    entries, too_many = flow_of(case, seen=box.seen)
    line = first_lines([case.order_id]).get(case.order_id) if case.order_id is not None else None
    return {
        "case": case,
        "shop": case.shop,
        "name": name_of(case) or _writer_in(entries),
        "line": line,
        "clocks": in_head(clocks_for_page(case)),
        "entries": entries,
        "too_many": too_many,
        "is_set_aside": case.unanswered_since is None and is_set_aside(entries),
        "box": box,
        "kept_at": draft.get("saved_at"),
        "files": getattr(case, "own_files", []),
        "files_mb": megabytes(),
        "hand_page": page_of_order(case),
        "may_work": case.shop_id in reader.shops("work_case"),
        "looking": _looking(case),
        "may_assign": case.shop_id in reader.shops("assign_case"),
        "is_mine": case.assignee_id == reader.user.pk,
        "presets": presets(case.shop.time_zone),
        "types": types_to_choose(case),
        "query": at_desk(request),
        **together_of(reader, case),
        **findings_shown(reader, case, box.text, box.objected),
    }


def _writer_in(entries: Sequence[Entry]) -> str:
    """Who signed the buyer's newest message, where no buyer is known; "" where nobody did."""
    return next(
        (each.who for each in reversed(entries) if each.message and each.message.direction == "in"), ""
    )


def _looking(case: Case) -> list[str]:
    """Who has it on their screen, but for those who are said to be writing."""
    writing: list[str] = getattr(case, "typing", [])
    return [name for name in getattr(case, "looking", []) if name not in writing]


def seen_of(case: Case, draft: dict[str, Any]) -> int | None:
    """What a reply begun now has seen; a draft kept before has seen what it was written to."""
    if draft.get("text") and draft.get("seen") is not None:
        return int(draft["seen"])
    return case.newest_message_id


def at_desk(request: HttpRequest) -> dict[str, str]:
    """Which page of the queue the case was opened from, to go back to it."""
    said = request.POST if request.method == "POST" else request.GET
    return {name: said[name] for name in AT_DESK if said.get(name)}


def answer(
    request: HttpRequest,
    reader: Reader,
    case_id: int,
    *,
    box: ReplyBox | None = None,
    note_told: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The case as it is now: for htmx all but the panel, which fetches itself; else its page.

    `note_told`: what is to be said of a note that was just written.
    """
    case = case_for_page(reader, case_id)
    in_place = request.headers.get("HX-Request") == "true"
    template = "cases/case.html" if in_place else "cases/desk.html"
    context = context_of(request, reader, case, box) | {"note_told": note_told}
    response = TemplateResponse(request, template, context, status=status)
    if in_place:
        response["HX-Retarget"], response["HX-Reselect"] = "#talk", "#talk"
        response["HX-Reswap"], response["HX-Trigger"] = "outerHTML", "case-changed"
    return response
