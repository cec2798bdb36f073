"""The search: its page, and what shows under the find box while one types."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from amends.cases.models import Case
from amends.cases.queries import cases_with_orders
from amends.insights.searching.answer import Answer, Hit, search
from amends.insights.searching.document import buyer_of_case
from amends.insights.searching.language import LONGEST
from amends.insights.searching.scope import Scope
from amends.orders.models import Order
from amends.orders.queries import orders_with_people
from amends.web.access import Reader, reads
from amends.web.find import known_without_order
from amends.web.search_help import explained, filter_names
from amends.web.search_words import mended, type_names, value_said
from amends.web.shown import are_mixed

AT_ONCE = 8


@reads("see_orders")
def search_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /search: what was found, the newest first; a whole number that one thing bears opens it."""
    words, place = _typed(request), request.GET.get("after", "")
    answer = search(words, scope_of(reader), place=place)
    if answer.opens and len(answer.hits) == 1:
        return _opened(answer.hits[0])
    rows = rows_of(answer, reader)
    context: dict[str, Any] = {
        "words": words,
        "answer": answer,
        "rows": rows,
        "is_first": not place,
        "troubles": [{"trouble": each, "offers": mended(words, each)} for each in answer.troubles],
        "read": _understood(answer),
        # One word alone stands in the heading already.
        "read_words": answer.asked.words
        if len(answer.asked.words) + len(answer.asked.conditions) > 1
        else (),
        "filters": explained(scope_of(reader).shops().values()),
        "zones_mixed": are_mixed(row["shop"].time_zone for row in rows if row["shop"]),
    }
    if words and not rows and answer.asked.bare:
        known = known_without_order(
            reader.shops("see_orders"), reader.shops("see_messages"), answer.asked.bare
        )
        context |= {
            "known": known,
            "is_awaited": any(known.values()),
            "may_import": reader.may("import_file"),
        }
    return render(request, "search/page.html", context)


@reads("see_orders")
def search_live(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /search/live: the first few, for under the find box."""
    words = _typed(request)
    answer = search(words, scope_of(reader), size=AT_ONCE)
    context = {
        "words": words,
        "answer": answer,
        "rows": rows_of(answer, reader),
        "troubles": [{"trouble": each, "offers": mended(words, each)} for each in answer.troubles],
    }
    return render(request, "search/live.html", context)


def scope_of(reader: Reader) -> Scope:
    """Who searches, and where they see what."""
    zones = Counter(shop.time_zone for shop in reader.every_shop.values())
    return Scope(
        reader.organisation_id,
        cases=reader.shops("see_cases"),
        messages=reader.shops("see_messages"),
        orders=reader.shops("see_orders"),
        user_id=reader.user.pk,
        zone=reader.user.time_zone or (zones.most_common(1)[0][0] if zones else "UTC"),
        type_names=type_names(),
    )


def rows_of(answer: Answer, reader: Reader) -> list[dict[str, Any]]:
    """What a line of the results says: two queries for all of them."""
    cases = {case.pk: case for case in cases_with_orders([hit.case_id for hit in answer.hits if hit.case_id])}
    ids = [hit.order_id for hit in answer.hits if hit.order_id and not hit.case_id]
    orders = {order.pk: order for order in orders_with_people(ids)} if ids else {}
    return [
        _row(hit, cases.get(hit.case_id or 0), orders.get(hit.order_id or 0), reader) for hit in answer.hits
    ]


def _understood(answer: Answer) -> list[dict[str, object]]:
    """The filters that the search followed, by their names in the reader's language."""
    names = filter_names()
    beside = {(each.start, each.end) for each in answer.troubles}
    return [
        {
            "name": names[each.code],
            "value": value_said(each.code, each.value),
            "is_left_out": each.is_left_out,
        }
        for each in answer.asked.conditions
        if (each.start, each.end) not in beside
    ]


def _row(hit: Hit, case: Case | None, order: Order | None, reader: Reader) -> dict[str, Any]:
    order = order or (case.order if case is not None else None)
    shop_id = case.shop_id if case is not None else order.shop_id if order is not None else 0
    return {
        "hit": hit,
        "case": case,
        "order": order,
        "shop": reader.every_shop.get(shop_id),
        "name": buyer_of_case(case, order),
        "number": order.number if order is not None else case.order_number if case is not None else "",
    }


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[: 2 * LONGEST]


def _opened(hit: Hit) -> HttpResponseBase:
    if hit.case_id is not None:
        return redirect("case", case_id=hit.case_id)
    return redirect("order", order_id=hit.order_id)
