"""GET /orders, GET /orders/{shop}/{number}."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from amends.api.auth import reached
from amends.api.errors import FAULTS
from amends.api.paging import MOST, USUAL, place, place_read
from amends.core.errors import Refused
from amends.insights.finding import find
from amends.insights.order_document import order_document, order_row
from amends.orders.queries import Place, find_order, orders_with_people, page_of_orders
from amends.orders.states import ORDER_STATES

router = Router(tags=["orders"])


class OrdersOut(Schema):
    """Orders, the newest first; `next` is null on the last page."""

    orders: list[dict[str, Any]]
    next: str | None


@router.get("", response={200: OrdersOut, **FAULTS}, summary="Orders, the newest first, or those found")
def list_orders(
    request: HttpRequest,
    shop: str = "",
    state: str = "",
    q: str = "",
    after: str = "",
    limit: int = Query(USUAL, ge=1, le=MOST),
) -> dict[str, Any]:
    """`q` finds as the find box does: number, tracking number, buyer, recipient, e-mail, telephone, SKU.

    What is found comes on one page, at most 50 orders; `state` and `after` are for the list without `q`.
    """
    shops = reached(request, "see_orders", shop)
    if state and state not in ORDER_STATES:
        raise Refused(
            "state_unknown", f"There is no state {state}.", mend=f"States: {', '.join(ORDER_STATES)}."
        )
    if q.strip():
        ids = find(next(iter(shops.values())).organisation_id, shops, q.strip()).ids if shops else []
        return {"orders": [order_row(order) for order in orders_with_people(ids[:limit])], "next": None}
    beyond = place_read(after)
    page = page_of_orders(
        shops, state=state or None, beyond=Place(*beyond) if beyond is not None else None, size=limit
    )
    orders = orders_with_people(page.ids)
    last = place(orders[-1].sorted_at, orders[-1].pk) if orders and page.older else None
    return {"orders": [order_row(order) for order in orders], "next": last}


@router.get(
    "/{shop}/{number}",
    response={200: dict[str, Any], **FAULTS},
    summary="One order, in the words of `amends order show --json`",
)
def show_order(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    (chosen,) = reached(request, "see_orders", shop).values()
    return order_document(find_order(chosen, number))
