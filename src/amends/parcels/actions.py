"""What platforms and carriers say of parcels becomes our parcels and their events."""

from collections.abc import Mapping, Sequence
from typing import Any

from amends.accounts.models import Shop
from amends.connectors.base import OrderFacts, ParcelFacts, TrackingFacts
from amends.core import clock
from amends.core.bulk import record_rows
from amends.orders.linking import link_waiting, order_ids
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent
from amends.parcels.rules import Standing, standing

PARCEL_FIELDS = ("carrier", "shipped_at", "delivered_at")
EVENT_FIELDS = ("happened_at", "status", "code", "text", "location")


def record_parcels_of_orders(shop: Shop, orders: Sequence[OrderFacts]) -> None:
    """Record the parcels that orders name. Merged orders share a parcel; an order may have several."""
    named = [(facts.number, parcel) for facts in orders for parcel in facts.parcels]
    ids = _record_parcels(shop, [parcel for _, parcel in named])
    _link(shop, [(ids[parcel.tracking_number], number) for number, parcel in named])


def record_tracking_events(shop: Shop, events: Sequence[TrackingFacts]) -> None:
    """Record carriers' events, in whatever order they come; unknown numbers become parcels of their own."""
    ids = _record_parcels(
        shop, [ParcelFacts(tracking_number=each.tracking_number, carrier=each.carrier) for each in events]
    )
    _link(shop, [(ids[each.tracking_number], each.order_number) for each in events if each.order_number])
    said: dict[tuple[int, str], dict[str, Any]] = {}
    for each in events:
        said[ids[each.tracking_number], each.key] = {
            name: value for name in EVENT_FIELDS if (value := getattr(each, name)) is not None
        }
    record_rows(
        TrackingEvent,
        said,
        key=("parcel_id", "key"),
        among=TrackingEvent.objects.filter(parcel_id__any=ids.values()),
        starting={"organisation_id": shop.organisation_id},
    )
    _move(list({parcel_id for parcel_id, _ in said}))


def link_orders(shop: Shop, ids: Mapping[str, int]) -> None:
    """Tie parcels that came in before their orders to these orders, given as number → id."""
    link_waiting(ParcelOrder.objects.filter(seller_account_id=shop.seller_account_id), ids)


def _record_parcels(shop: Shop, parcels: Sequence[ParcelFacts]) -> dict[str, int]:
    said: dict[tuple[str], dict[str, Any]] = {}
    for facts in parcels:
        columns = {name: value for name in PARCEL_FIELDS if (value := getattr(facts, name)) is not None}
        said.setdefault((facts.tracking_number,), {}).update(columns)
    for columns in said.values():
        if "delivered_at" in columns:
            columns["state"] = "delivered"
    recorded = record_rows(
        Parcel,
        said,
        key=("tracking_number",),
        among=Parcel.objects.filter(
            seller_account_id=shop.seller_account_id, tracking_number__any=[number for (number,) in said]
        ),
        starting={
            "organisation_id": shop.organisation_id,
            "seller_account_id": shop.seller_account_id,
            "created_at": clock.now(),
        },
    )
    return {number: parcel_id for (number,), parcel_id in recorded.ids.items()}


def _link(shop: Shop, pairs: Sequence[tuple[int, str]]) -> None:
    if not pairs:
        return
    orders = order_ids(shop, {number for _, number in pairs})
    record_rows(
        ParcelOrder,
        {pair: {"order_id": orders[pair[1]]} if pair[1] in orders else {} for pair in pairs},
        key=("parcel_id", "order_number"),
        among=ParcelOrder.objects.filter(parcel_id__any={parcel_id for parcel_id, _ in pairs}),
        starting={"organisation_id": shop.organisation_id, "seller_account_id": shop.seller_account_id},
    )


def _move(parcel_ids: Sequence[int]) -> None:
    events: dict[int, list[tuple[Any, str]]] = {parcel_id: [] for parcel_id in parcel_ids}
    for parcel_id, at, status in TrackingEvent.objects.filter(parcel_id__any=parcel_ids).values_list(
        "parcel_id", "happened_at", "status"
    ):
        events[parcel_id].append((at, status))
    parcels = Parcel.objects.filter(pk__any=parcel_ids)
    said: dict[tuple[int], dict[str, Any]] = {}
    for row in parcels.values("id", "state", "shipped_at", "delivered_at", "last_event_at"):
        parcel_id = row["id"]
        stated = Standing(row["state"], row["shipped_at"], row["delivered_at"], row["last_event_at"])
        now = standing(events[parcel_id], stated=stated)
        said[parcel_id,] = {
            "state": now.state,
            "shipped_at": now.shipped_at,
            "delivered_at": now.delivered_at,
            "last_event_at": now.last_event_at,
        }
    record_rows(Parcel, said, key=("id",), among=parcels, starting={})
