"""The buyer page: orders, contacts, since when, returns."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from amends.accounts.models import Shop
from amends.buyers.actions import stop_unasked
from amends.buyers.queries import buyer_of
from amends.core.errors import NotFound
from amends.inbox.models import Conversation
from amends.orders.models import Order
from amends.orders.queries import orders_of_buyers, orders_with_people
from amends.returns.models import Return
from amends.web.access import Reader, reads
from amends.web.names import buyer_name
from amends.web.orders import order_rows

MOST = 50


@reads("see_orders")
def buyer_page(request: HttpRequest, reader: Reader, *, buyer_id: int) -> HttpResponseBase:
    """GET /buyers/7: only what happened in shops that the reader sees."""
    buyer = buyer_of(reader.organisation_id, buyer_id)
    shops = reader.shops("see_orders")
    ids = orders_of_buyers(shops, [buyer.pk], most=MOST + 1)
    readable = list(reader.shops("see_messages"))
    conversations = list(
        Conversation.objects.filter(buyer=buyer, shop_id__in=readable).order_by("-last_message_at", "-id")[
            :MOST
        ]
    )
    if not ids and not conversations:
        raise NotFound("buyer_unknown", f"There is no buyer {buyer_id}.")
    orders = orders_with_people(ids[:MOST])
    returns = Return.objects.filter(order_id__in=ids[:MOST]).order_by("-requested_at", "-id")
    context = {
        "buyer": buyer,
        "person": getattr(buyer, "person", None),
        "name": buyer_name(buyer),
        "zone": _zone(orders, conversations, shops),
        "rows": order_rows(orders, shops),
        "too_many": len(ids) > MOST,
        "most": MOST,
        "returns": list(returns[:MOST]),
        "conversations": conversations,
        "may_stop": reader.may("work_case"),
    }
    return render(request, "buyers/page.html", context)


@require_POST
@reads("work_case")
def buyer_stop_unasked(request: HttpRequest, reader: Reader, *, buyer_id: int) -> HttpResponseBase:
    """POST /buyers/7/stop_unasked: nothing unasked goes to this buyer any more."""
    buyer = buyer_of(reader.organisation_id, buyer_id)
    shops = reader.shops("work_case")
    ids = orders_of_buyers(shops, [buyer.pk], most=1)
    talk = Conversation.objects.filter(buyer=buyer, shop_id__in=list(shops)).order_by("pk").first()
    shop_id = Order.objects.get(pk=ids[0]).shop_id if ids else talk.shop_id if talk is not None else None
    if shop_id is None:
        raise NotFound("buyer_unknown", f"There is no buyer {buyer_id}.")
    stop_unasked(buyer, shops[shop_id], by=reader.actor)
    return redirect("buyer", buyer_id=buyer_id)


def _zone(orders: list[Order], conversations: list[Conversation], shops: Mapping[int, Shop]) -> str:
    """The zone of the shop that the buyer last dealt with."""
    ids = [*(order.shop_id for order in orders), *(talk.shop_id for talk in conversations)]
    return next((shops[shop_id].time_zone for shop_id in ids if shop_id in shops), "UTC")
