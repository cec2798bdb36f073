"""Reviews that a marketplace asks for itself when a person presses its button: proposed, done, not there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amends.core.errors import AmendsError, NotFound
from amends.inbox.contact_rules import REVIEW, button_for
from amends.inbox.review_requesting import review_not_offered, review_requested
from amends.insights.review_requests import SHOWN, proposals, standing_of_order
from amends.orders.models import Order
from amends.web.access import Reader, reads
from amends.web.contact_words import contact_said
from amends.web.form_errors import words_of
from amends.web.language import pack_language

HINDRANCE: dict[str, Promise] = {
    "cancelled": gettext_lazy("The order was cancelled."),
    "open_case": gettext_lazy("A case about this order is open: solve it first."),
    "refunded": gettext_lazy("The order was refunded."),
    "returning": gettext_lazy("A return or refund was asked for."),
    "rated": gettext_lazy("The buyer has rated this order already."),
}


@require_safe
@reads("work_case")
def review_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/review-requests: the orders for which the button may be pressed today."""
    shops = reader.shops("work_case")
    pressed = [shop for shop in shops.values() if button_for(REVIEW, shop.marketplace) is not None]
    found = proposals(pressed)
    context = {
        "proposals": found,
        "button": _button(pressed[0].marketplace) if pressed else None,
        "is_full": len(found) == SHOWN,
        "area": "steps",
    }
    return render(request, "orders/review_requests.html", context)


def review_panel(reader: Reader, order: Order) -> dict[str, Any] | None:
    """What the order's page says of the button; None where there is none, or it is not this reader's work."""
    if order.shop_id not in reader.shops("work_case"):
        return None
    standing = standing_of_order(order)
    if standing is None:
        return None
    why = str(HINDRANCE.get(standing.hindrance, "")) or contact_said(standing.verdict, order.shop.time_zone)
    return {"standing": standing, "why": why, "button": _button(order.shop.marketplace)}


@require_POST
@reads("work_case")
def order_review_requested(request: HttpRequest, reader: Reader, *, order_id: int) -> HttpResponseBase:
    """POST /orders/7/review_requested: the button was pressed."""
    order = _order(reader, order_id)
    try:
        review_requested(order, by=reader.actor)
    except AmendsError as error:
        return _refused(request, order, error)
    messages.success(request, _("Noted: the buyer of %(order)s was asked, once and for all.") % _named(order))
    return _back(request, order)


@require_POST
@reads("work_case")
def order_review_not_offered(request: HttpRequest, reader: Reader, *, order_id: int) -> HttpResponseBase:
    """POST /orders/7/review_not_offered: the button was not there."""
    order = _order(reader, order_id)
    try:
        review_not_offered(order, by=reader.actor)
    except AmendsError as error:
        return _refused(request, order, error)
    messages.success(request, _("Noted: it is not proposed again for %(order)s.") % _named(order))
    return _back(request, order)


def _button(marketplace: str) -> dict[str, Any] | None:
    row = button_for(REVIEW, marketplace)
    if row is None:
        return None
    language = pack_language()
    return {"steps": row["steps"][language], "text": row["text"][language], "source": row["source"]}


def _order(reader: Reader, order_id: int) -> Order:
    orders = Order.objects.filter(pk=order_id, shop_id__in=list(reader.shops("work_case")))
    order = orders.select_related("shop").first()
    if order is None:
        raise NotFound("order_unknown", f"There is no order {order_id}.")
    return order


def _named(order: Order) -> dict[str, str]:
    return {"order": order.number}


def _refused(request: HttpRequest, order: Order, error: AmendsError) -> HttpResponseBase:
    messages.error(request, words_of(error) or error.message)
    return _back(request, order)


def _back(request: HttpRequest, order: Order) -> HttpResponseBase:
    if request.POST.get("from") == "list":
        return redirect("review_requests")
    return redirect("order", order.pk)
