"""Everything the order page shows, gathered with one query per kind of row."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Prefetch, Q

from amends.core import clock
from amends.core.errors import NotFound
from amends.history.models import Event
from amends.inbox.models import Conversation
from amends.orders.models import Order, OrderLine, Payment
from amends.orders.queries import COUNTED_TO
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent
from amends.platform_records.models import PlatformRecord
from amends.returns.models import Return
from amends.reviews.models import Feedback
from amends.web.access import Reader
from amends.web.pictures import Route, route, timeline
from amends.web.sentences import Told, told

MOST = 100
AMOUNTS = (
    ("item_amount", 1),
    ("item_tax", 1),
    ("shipping_amount", 1),
    ("shipping_tax", 1),
    ("wrap_amount", 1),
    ("wrap_tax", 1),
    ("item_discount", -1),
    ("shipping_discount", -1),
)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with the parts of its price that are not zero, each with its sign."""

    line: OrderLine
    parts: list[tuple[str, Decimal]]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel, its latest events, newest first, and its route."""

    parcel: Parcel
    events: list[TrackingEvent]
    route: Route | None


def order_for_page(reader: Reader, order_id: int) -> Order:
    """The order, if it is in a shop the reader sees. Raises NotFound."""
    orders = Order.objects.select_related("person", "buyer__person", "seller_account")
    order = orders.filter(pk=order_id, shop_id__in=list(reader.shops("see_orders"))).first()
    if order is None:
        raise NotFound("order_unknown", f"There is no order {order_id}.")
    order.shop = reader.every_shop[order.shop_id]
    return order


def gather(reader: Reader, order: Order) -> dict[str, Any]:
    """The page's rows: lines, payments, parcels, returns, feedback, conversations, records, history."""
    parcels = parcels_of(order)
    returns = list(_of_order(Return, order).select_related("person").order_by("-requested_at", "-id")[:MOST])
    may_read = order.shop_id in reader.shops("see_messages")
    ended_at = order.completed_at or order.cancelled_at or _delivered_at(parcels)
    return {
        "lines": [_shown(line) for line in order.lines.order_by("id")[: MOST + 1]],
        "payments": list(Payment.objects.filter(order=order).order_by("id")),
        "parcels": parcels,
        "returns": returns,
        "feedback": list(_of_order(Feedback, order).select_related("person").order_by("-id")[:MOST]),
        "conversations": _conversations(order) if may_read else [],
        "records": _records(order),
        "history": _history(order, parcels, returns),
        "buyer_orders": count_of_buyer(reader, order),
        "timeline": timeline(
            placed_at=order.placed_at,
            shipped_at=order.shipped_at,
            ended_at=ended_at,
            ship_by=order.ship_by,
            promised=(order.deliver_from, order.deliver_until),
            now=clock.now(),
        ),
        "most": MOST,
    }


def _shown(line: OrderLine) -> ShownLine:
    parts = [(name, sign * (getattr(line, name) or Decimal(0))) for name, sign in AMOUNTS]
    said = any(getattr(line, name) is not None for name, _ in AMOUNTS)
    return ShownLine(
        line,
        [(name, amount) for name, amount in parts if amount],
        sum((amount for _, amount in parts), Decimal(0)) if said else None,
    )


def _of_order(model: Any, order: Order) -> Any:
    """Rows that name the order by its number: also those that came in before it."""
    return model.objects.filter(seller_account_id=order.seller_account_id, order_number=order.number)


def parcels_of(order: Order) -> list[ShownParcel]:
    """The order's parcels with their latest events: two queries."""
    events = TrackingEvent.objects.order_by("-happened_at", "-id")[:MOST]
    links = (
        ParcelOrder.objects.filter(seller_account_id=order.seller_account_id, order_number=order.number)
        .select_related("parcel")
        .prefetch_related(Prefetch("parcel__events", events, to_attr="latest"))
        .order_by("id")[:MOST]
    )
    shown = []
    for link in links:
        latest: list[TrackingEvent] = getattr(link.parcel, "latest", [])
        passed = [(event.location, event.happened_at) for event in reversed(latest)]
        shown.append(ShownParcel(link.parcel, latest, route(passed)))
    return shown


def _delivered_at(parcels: list[ShownParcel]) -> Any:
    """When the last parcel was delivered; None while one is still on its way."""
    times = [shown.parcel.delivered_at for shown in parcels]
    return max((at for at in times if at), default=None) if all(times) else None


def _conversations(order: Order) -> list[Conversation]:
    found = Conversation.objects.filter(
        Q(order=order) | Q(shop_id=order.shop_id, order_number=order.number)
    ).annotate(message_count=Count("messages"))
    return list(found.order_by("-last_message_at", "-id")[:MOST])


def _records(order: Order) -> list[Any]:
    """Per kind of file: how many records, how many contents of them, and when the last came."""
    said = PlatformRecord.objects.filter(seller_account_id=order.seller_account_id, subject=order.number)
    counted = said.values("kind").annotate(
        contents=Count("id"), records=Count("record_key", distinct=True), newest=Max("received_at")
    )
    return list(counted.order_by("kind"))


def _history(order: Order, parcels: list[ShownParcel], returns: list[Return]) -> list[Told]:
    about = Q(subject_type="order", subject_id=order.pk)
    if parcels:
        about |= Q(subject_type="parcel", subject_id__in=[shown.parcel.pk for shown in parcels])
    if returns:
        about |= Q(subject_type="return", subject_id__in=[each.pk for each in returns])
    events = Event.objects.filter(about, organisation_id=order.organisation_id)
    return [told(event) for event in events.order_by("-id")[:MOST]]


def count_of_buyer(reader: Reader, order: Order) -> int:
    """How many orders the buyer has in the shops the reader sees, exact to 999."""
    if order.buyer_id is None:
        return 0
    theirs = Order.objects.filter(buyer_id=order.buyer_id, shop_id__in=list(reader.shops("see_orders")))
    return theirs.values("id")[: COUNTED_TO + 1].count()
