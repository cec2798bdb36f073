"""What platforms and carriers say of parcels becomes our parcels and their events."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from amends.accounts.models import Shop
from amends.connectors.base import OrderFacts, ParcelFacts, TrackingFacts
from amends.core import clock
from amends.core.bulk import record_rows
from amends.orders.linking import link_waiting, order_ids
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent
from amends.parcels.rules import standing

PARCEL_FIELDS = {"carrier": "carrier", "shipped_at": "said_shipped_at", "delivered_at": "said_delivered_at"}
EVENT_FIELDS = ("happened_at", "status", "code", "text", "location")


def record_parcels_of_orders(shop: Shop, orders: Sequence[OrderFacts]) -> None:
    """Record the parcels that orders name. Merged orders share a parcel; an order may have several."""
    named = [(facts.number, parcel) for facts in orders for parcel in facts.parcels]
    ids = _record_parcels(shop, [parcel for _, parcel in named], carrier_holds=True)
    _link(shop, [(ids[parcel.tracking_number], number) for number, parcel in named])


def record_tracking_events(shop: Shop, events: Sequence[TrackingFacts]) -> None:
    """Record carriers' events, in whatever order they come; unknown numbers become parcels of their own."""
    ids = _record_parcels(
        shop,
        [ParcelFacts(tracking_number=each.tracking_number, carrier=each.carrier) for each in events],
        carrier_holds=False,
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


def _record_parcels(shop: Shop, parcels: Sequence[ParcelFacts], *, carrier_holds: bool) -> dict[str, int]:
    said: dict[tuple[str], dict[str, Any]] = {}
    for facts in parcels:
        columns = {
            column: value
            for name, column in PARCEL_FIELDS.items()
            if (value := getattr(facts, name)) is not None
        }
        said.setdefault((facts.tracking_number,), {}).update(columns)
    known = Parcel.objects.filter(
        seller_account_id=shop.seller_account_id, tracking_number__any=[number for (number,) in said]
    )
    carriers = dict(known.values_list("tracking_number", "carrier"))
    for (number,), columns in said.items():
        if number not in carriers:
            columns |= _standing_columns([], columns.get("said_shipped_at"), columns.get("said_delivered_at"))
        elif carriers[number] and not carrier_holds:
            columns.pop("carrier", None)
    recorded = record_rows(
        Parcel,
        said,
        key=("tracking_number",),
        among=known,
        starting={
            "organisation_id": shop.organisation_id,
            "seller_account_id": shop.seller_account_id,
            "created_at": clock.now(),
        },
    )
    _move([recorded.ids[key] for key in recorded.changes])
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
    if not parcel_ids:
        return
    events: dict[int, list[tuple[datetime, str]]] = {parcel_id: [] for parcel_id in parcel_ids}
    for parcel_id, at, status in TrackingEvent.objects.filter(parcel_id__any=parcel_ids).values_list(
        "parcel_id", "happened_at", "status"
    ):
        events[parcel_id].append((at, status))
    parcels = Parcel.objects.filter(pk__any=parcel_ids)
    said = {
        (parcel_id,): _standing_columns(events[parcel_id], shipped_at, delivered_at)
        for parcel_id, shipped_at, delivered_at in parcels.values_list(
            "id", "said_shipped_at", "said_delivered_at"
        )
    }
    record_rows(Parcel, said, key=("id",), among=parcels, starting={})


def _standing_columns(
    events: Sequence[tuple[datetime, str]], shipped_at: datetime | None, delivered_at: datetime | None
) -> dict[str, Any]:
    now = standing(events, shipped_at=shipped_at, delivered_at=delivered_at)
    return {
        "state": now.state,
        "shipped_at": now.shipped_at,
        "delivered_at": now.delivered_at,
        "last_event_at": now.last_event_at,
    }
