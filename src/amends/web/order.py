"""One order, and what the platforms said about it, word for word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.platform_records.models import PlatformRecord
from amends.web.access import Reader, reads
from amends.web.field_names import field_name
from amends.web.order_page import MOST, gather, order_for_page
from amends.web.orders import ship_clock
from amends.web.review_requests import review_panel
from amends.web.words import order_page_address


@reads("see_orders")
def order_page(request: HttpRequest, reader: Reader, *, order_id: int) -> HttpResponseBase:
    """GET /orders/7"""
    order = order_for_page(reader, order_id)
    context = gather(reader, order)
    for shown in context["lines"]:
        shown.parts[:] = [(field_name(name), amount) for name, amount in shown.parts]
    context |= {
        "order": order,
        "shop": order.shop,
        "person": getattr(order, "person", None),
        "buyer_person": getattr(order.buyer, "person", None),
        "clock": ship_clock(order),
        "review": review_panel(reader, order),
        "elsewhere": order_page_address(order.shop.marketplace, order.shop.country, order.number),
    }
    return render(request, "orders/page.html", context)


@dataclass(frozen=True, slots=True)
class Value:
    """A column of a record; `before` is what an older content said, where it differs."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """One content of a record: all its filled columns, or only those that the next newer one changed."""

    kind: str
    key: str
    received_at: datetime
    updated_at: datetime | None
    newest: bool
    values: list[Value]


@reads("see_orders")
def order_records(request: HttpRequest, reader: Reader, *, order_id: int) -> HttpResponseBase:
    """GET /orders/7/records: every content received, newest first per record, with what changed."""
    order = order_for_page(reader, order_id)
    records = list(
        PlatformRecord.objects.filter(seller_account_id=order.seller_account_id, subject=order.number)
        .select_related("header", "person")
        .order_by("kind", "record_key", F("updated_at").desc(nulls_last=True), "-received_at", "-id")[
            : MOST + 1
        ]
    )
    context = {
        "order": order,
        "shop": order.shop,
        "said": list(_said(records[:MOST])),
        "too_many": len(records) > MOST,
        "most": MOST,
    }
    in_place = request.headers.get("HX-Request") == "true"
    return render(request, "orders/records_part.html" if in_place else "orders/records.html", context)


def _said(records: Iterable[PlatformRecord]) -> Iterable[Said]:
    above: tuple[str, str] | None = None
    newer: dict[str, str] = {}
    for record in records:
        key = (record.kind, record.record_key)
        columns = _columns(record)
        newest = key != above
        if newest:
            shown = [Value(name, value) for name, value in columns.items() if value]
        else:
            names = dict.fromkeys([*columns, *newer])
            shown = [
                Value(name, columns.get(name, "")) for name in names if columns.get(name) != newer.get(name)
            ]
        yield Said(record.kind, record.record_key, record.received_at, record.updated_at, newest, shown)
        above, newer = key, columns


def _columns(record: PlatformRecord) -> dict[str, str]:
    """Column name → value as received; the personal columns come from their own table, if still there."""
    names = record.header.names if record.header is not None else []
    person = getattr(record, "person", None)
    private = person.values if person is not None else []
    columns: dict[str, str] = {}
    for place, value in enumerate(record.values):
        name = names[place] if place < len(names) and names[place] else f"#{place + 1}"
        while name in columns:
            name += " ·"
        columns[name] = value or (private[place] if place < len(private) else "")
    return columns
