"""GET /orders/{shop}/{number}."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from amends.accounts.models import Shop
from amends.accounts.queries import in_scope
from amends.api.auth import holder
from amends.core.errors import NotFound
from amends.insights.order_document import order_document
from amends.orders.queries import find_order

router = Router(tags=["orders"])


@router.get("/{shop}/{number}", summary="One order, in the words of `amends order show --json`")
def show_order(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    came_with = holder(request)
    reached = in_scope(Shop.objects.of(came_with.actor.organisation_id), came_with.scope("see_orders"))
    chosen = reached.filter(code=shop).first()
    if chosen is None:
        raise NotFound("shop_unknown", f"This token reaches no shop {shop}.", mend="See GET /shops.")
    return order_document(find_order(chosen, number))
