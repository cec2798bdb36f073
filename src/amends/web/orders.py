"""The order list, and finding an order."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from amends.accounts.models import Shop
from amends.core import clock
from amends.insights.finding import find
from amends.insights.searching.numbers import MOST
from amends.orders.models import Order
from amends.orders.queries import (
    COUNTED_TO,
    Place,
    first_lines,
    order_counts,
    orders_with_people,
    page_of_orders,
)
from amends.orders.states import ORDER_STATES
from amends.web import shown
from amends.web.access import Reader, reader_of, reads
from amends.web.find import known_without_order
from amends.web.names import buyer_name

TO_BE_SHIPPED = frozenset({"paid", "part_shipped"})


@reads("see_orders")
def order_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /orders: by shop, state and words; pages go by place, not by number."""
    visible = reader.shops("see_orders")
    code = request.GET.get("shop", "")
    shops = {pk: shop for pk, shop in visible.items() if code in ("", shop.code)}
    state = request.GET.get("state", "")
    words = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "shops": list(visible.values()),
        "shop": next(iter(shops.values())) if code and shops else None,
        "shop_code": code,
        "state": state if state in ORDER_STATES else "",
        "words": words,
        "may_import": reader.may("import_file"),
    }
    if words:
        found = find(reader.organisation_id, shops, words, case_shops=reader.shops("see_cases"))
        if len(found.ids) == 1 and found.opens:
            return redirect("order", order_id=found.ids[0])
        if found.case_id is not None and found.opens:
            return redirect("case", case_id=found.case_id)
        context |= {"too_many": len(found.ids) >= MOST, "most": MOST, "case_id": found.case_id}
        context["may_search_messages"] = reader.may("see_messages")
        if not found.ids:
            known = known_without_order(shops, reader.shops("see_messages"), words)
            context |= {"known": known, "is_awaited": any(known.values())}
        ids = found.ids
    else:
        page = page_of_orders(shops, state=context["state"] or None, beyond=_place(request))
        ids = page.ids
        context |= {"page": page, "views": _views(order_counts(shops), context["state"])}
    orders = orders_with_people(ids)
    context["rows"] = order_rows(orders, visible)
    context["zones_mixed"] = shown.are_mixed(row["shop"].time_zone for row in context["rows"])
    if orders:
        context |= {"first_place": write_place(orders[0]), "last_place": write_place(orders[-1])}
    return render(request, "orders/list.html", context)


def _views(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """The states that have orders, and the chosen one, with their counts; first of all, all."""
    every = {"state": "", "count": min(sum(counts.values()), COUNTED_TO + 1)}
    ordered = [state for state in ORDER_STATES if state != "unknown"] + ["unknown"]
    return [every] + [
        {"state": state, "count": counts.get(state, 0)}
        for state in ordered
        if counts.get(state) or state == chosen
    ]


def order_rows(orders: list[Order], shops: dict[int, Shop]) -> list[dict[str, Any]]:
    lines = first_lines([order.pk for order in orders])
    return [
        {
            "order": order,
            "shop": shops[order.shop_id],
            "names": _names(order),
            "line": lines.get(order.pk),
            "more": getattr(lines.get(order.pk), "line_count", 1) - 1,
            "clock": ship_clock(order),
        }
        for order in orders
    ]


def _names(order: Order) -> list[str]:
    """The marketplace's name for the buyer, and who receives the parcel, where they differ."""
    person = getattr(order, "person", None)
    names = [
        buyer_name(order.buyer),
        person.buyer_shown_name if person else "",
        person.recipient if person else "",
    ]
    return list(dict.fromkeys(name for name in names if name))[:2]


def ship_clock(order: Order) -> dict[str, str] | None:
    """The time left to ship, while it matters: how urgent (late, soon, calm) and how long."""
    if order.ship_by is None or order.state not in TO_BE_SHIPPED:
        return None
    left = order.ship_by - clock.now()
    hours = left.total_seconds() / 3600
    return {"tone": "late" if hours < 0 else "soon" if hours < 12 else "calm", "span": shown.span(left)}


def write_place(order: Order) -> str:
    return f"{order.sorted_at.isoformat()}_{order.pk}"


def _place(request: HttpRequest) -> Place | None:
    """Where the page begins; an address that was tampered with begins at the newest."""
    for name in ("before", "after"):
        at, _, pk = request.GET.get(name, "").rpartition("_")
        try:
            place = Place(datetime.fromisoformat(at), int(pk), newer=name == "after")
        except ValueError:
            continue
        if place.sorted_at.tzinfo is not None and 0 <= place.id < 2**63:
            return place
    return None


def start(request: HttpRequest) -> HttpResponse:
    """GET /: the first screen the reader may see: the desk, else the orders, else their own account."""
    user = request.user
    if not user.is_authenticated:
        return redirect("desk")
    reader = reader_of(user)
    seen = (name for verb, name in (("see_cases", "desk"), ("see_orders", "orders")) if reader.may(verb))
    return redirect(next(seen, "settings_account"))
