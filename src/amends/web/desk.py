"""The queue: what to do next, the most urgent first."""

from datetime import datetime
from typing import Any

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.cases.groups import groups_in
from amends.cases.models import Case
from amends.cases.queries import Place, case_counts, cases_with_orders, clocks_of, page_of_cases, views
from amends.inbox.models import MessageBody
from amends.orders.queries import first_lines
from amends.web.access import Reader, reads
from amends.web.case_clocks import nearest
from amends.web.case_words import ISSUE_TYPE
from amends.web.folded import opening
from amends.web.group_lines import group_asked_for, group_lines
from amends.web.names import buyer_name
from amends.web.saved_views import shown_views

PAGE = 50
SAID = 200


@reads("see_cases")
def desk(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk: the queue, and room for a case beside it."""
    return render(request, "cases/desk.html", {"queue": queue_of(request, reader)})


@reads("see_cases")
def queue(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/queue: the queue alone, for a page that is open."""
    return render(request, "cases/queue.html", {"queue": queue_of(request, reader)})


def queue_of(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """The page of the queue that the address asks for; what it does not know is as if not said."""
    visible = reader.shops("see_cases")
    code = request.GET.get("shop", "")
    shops = {pk: shop for pk, shop in visible.items() if shop.code == code} or visible
    user_id = reader.user.pk
    counts = case_counts(list(shops), user_id=user_id)
    view = request.GET.get("view", "")
    if view not in counts:
        view = "mine" if counts["mine"] else "open"
    issue_type = request.GET.get("type", "")
    issue_type = issue_type if issue_type in ISSUE_TYPE else ""
    group = group_asked_for(request)
    beyond = _place(request)
    ids, more = page_of_cases(
        list(shops),
        view,
        user_id=user_id,
        issue_type=issue_type,
        group_id=group,
        beyond=beyond,
        size=PAGE,
    )
    cases = cases_with_orders(ids)
    narrowed = next(iter(shops.values())) if len(shops) == 1 and code else None
    return {
        "views": [{"name": name, "count": counts[name]} for name in views(user_id)],
        "view": view,
        "shops": list(visible.values()),
        "shop": narrowed,
        "shop_code": narrowed.code if narrowed else "",
        "issue_types": list(ISSUE_TYPE),
        "issue_type": issue_type,
        "group": str(group) if group is not None else "",
        "groups": group_lines(groups_in(list(shops), chosen=group or 0), chosen=group),
        "rows": rows_of(cases),
        "more": more,
        "beyond": request.GET.get("after", "") if beyond else "",
        "next_place": f"{cases[-1].queue_key.isoformat()}_{cases[-1].pk}" if cases else "",
        "is_empty_desk": not any(counts.values()),
        "may_import": reader.may("import_file"),
        "saved": shown_views(
            reader,
            opened=request.GET.get("saved", ""),
            filters={
                "view": view,
                "shop": narrowed.code if narrowed else "",
                "type": issue_type,
                "group": str(group or ""),  # no saved view names one: groups come and go
            },
        ),
    }


def rows_of(cases: list[Case]) -> list[dict[str, Any]]:
    """What a row of the queue says, three queries for all of them."""
    lines = first_lines([case.order_id for case in cases if case.order_id is not None])
    clocks = clocks_of([case.pk for case in cases])
    said = last_words(cases)
    return [
        {
            "case": case,
            "shop": case.shop,
            "name": name_of(case) or said.get(case.newest_message_id or 0, ("", ""))[1],
            "line": lines.get(case.order_id or 0),
            "clock": nearest(clocks[case.pk]),
            "said": said.get(case.newest_message_id or 0, ("", ""))[0],
        }
        for case in cases
    ]


def name_of(case: Case) -> str:
    """The buyer as the marketplace shows them, else the order's number; empty where neither is known."""
    person = getattr(case.order, "person", None)
    shown = buyer_name(case.buyer) or (person.buyer_shown_name or person.recipient if person else "")
    return shown or case.order_number


def last_words(cases: list[Case]) -> dict[int, tuple[str, str]]:
    """Message id → the beginning of what the buyer wrote last, and who signed it."""
    ids = [case.newest_message_id for case in cases if case.newest_message_id is not None]
    bodies = MessageBody.objects.filter(message_id__in=ids).annotate(said=Left("text", SAID))
    return {
        message_id: (opening(said), name or address)
        for message_id, said, name, address in bodies.values_list(
            "message_id", "said", "sender_name", "sender_address"
        )
    }


def _place(request: HttpRequest) -> Place | None:
    """Where the page begins; an address that was tampered with begins at the most urgent."""
    at, _, pk = request.GET.get("after", "").rpartition("_")
    try:
        place = Place(datetime.fromisoformat(at), int(pk))
    except ValueError:
        return None
    return place if place.queue_key.tzinfo is not None and 0 <= place.id < 2**63 else None
