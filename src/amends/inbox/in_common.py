"""What open cases have in common with others: where their parcels are, their products, what buyers touch on.

Each question is one statement, for however many cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from amends.cases.grouping import THINGS, WHERE, Thing
from amends.cases.topics import topics_in
from amends.core.finding import HappenedAt
from amends.core.wordings import folded
from amends.inbox.about import Latest
from amends.inbox.models import CaseMessage, MessageBody
from amends.orders.models import OrderLine
from amends.parcels.places import hold_up_of, place_of
from amends.triage.numbers import carriers_in

READ = 600  # signs of a message that are looked through for topics
ARRIVED = ("delivered", "returned")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Of the parcel of an order that matters most: the carrier, and where and why it is there."""

    carrier: str
    carrier_code: str
    place: str
    hold_up: str
    has_arrived: bool


def things_of_parcel(question: str, parcel: Whereabouts | None) -> Iterator[Thing]:
    """Place, hold-up and carrier of a parcel; nothing where it is asked for though it has arrived."""
    if parcel is None or (parcel.has_arrived and question == WHERE):
        return
    if parcel.carrier_code:
        yield Thing("carrier", parcel.carrier_code, parcel.carrier)
    if not parcel.has_arrived:
        if parcel.place:
            yield Thing("place", folded(parcel.place), parcel.place)
        if parcel.hold_up:
            yield Thing("hold_up", parcel.hold_up)


_LATEST = """
    SELECT DISTINCT ON (link.order_id)
        link.order_id, parcel.carrier, parcel.state, latest.location, latest.text, latest.status
    FROM amends_parcelorder link
    JOIN amends_parcel parcel ON parcel.id = link.parcel_id
    LEFT JOIN LATERAL (
        SELECT location, text, status, happened_at FROM amends_trackingevent
        WHERE parcel_id = parcel.id ORDER BY happened_at DESC, id DESC LIMIT 1
    ) latest ON true
    WHERE link.order_id = ANY(%s)
    ORDER BY link.order_id, parcel.state = ANY(%s), latest.happened_at DESC NULLS LAST, parcel.id
"""


def whereabouts_of(order_ids: Sequence[int]) -> dict[int, Whereabouts]:
    """Order id → its parcel that is still under way, else the one heard of last."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [list(order_ids), list(ARRIVED)])
        rows = cursor.fetchall()
    return {
        order_id: Whereabouts(
            carrier=carrier,
            carrier_code=_carrier(carrier),
            place=place_of(location or "", text or ""),
            hold_up=hold_up_of(text or "") if status == "exception" else "",
            has_arrived=state in ARRIVED,
        )
        for order_id, carrier, state, location, text, status in rows
    }


def latest_of(case_ids: Sequence[int]) -> dict[int, Latest]:
    """Case id → its buyer's latest message, as it was judged; no entry where the buyer wrote nothing."""
    links = CaseMessage.objects.filter(
        case_id__any=list(case_ids), message__direction="in", message__platform_event=None
    )
    happened = HappenedAt("message__sent_at", "message__received_at")
    newest = links.order_by("case_id", happened.desc(), "-message_id").distinct("case_id")
    rows = newest.values_list("case_id", "issue_types", "corrected_to", "ruled_out", "signals")
    return {
        case_id: Latest(guesses, to, tuple(ruled_out), thanks="thanks" in signals)
        for case_id, guesses, to, ruled_out, signals in rows
    }


@lru_cache(maxsize=1024)
def _carrier(name: str) -> str:
    known = carriers_in(name)
    return known[0].value if known else folded(name).strip()


def products_of(cases: Sequence[Mapping[str, Any]]) -> dict[int, list[Thing]]:
    """Order id → its products: one SKU is one product in all shops of the organisation."""
    account_of = {
        case["order_id"]: case["order__seller_account_id"]
        for case in cases
        if case["order_id"] and "product" in THINGS[case["question"]]
    }
    lines = OrderLine.objects.filter(order_id__any=list(account_of)).order_by("pk")
    found: dict[int, list[Thing]] = {}
    for order_id, sku, product_id, title in lines.values_list("order_id", "sku", "product_id", "title"):
        key = (
            f"sku {folded(sku).strip()}"
            if sku.strip()
            else f"{account_of[order_id]} {product_id or folded(title)}"
        )
        if sku.strip() or product_id or title:
            found.setdefault(order_id, []).append(Thing("product", key, title or sku))
    return found


def topics_of(cases: Sequence[Mapping[str, Any]]) -> dict[int, list[Thing]]:
    """Newest message id → what it touches on."""
    ids = [case["newest_message_id"] for case in cases if case["newest_message_id"]]
    bodies = MessageBody.objects.filter(message_id__any=ids).order_by("pk")
    return {
        message_id: [Thing("words", code) for code in topics_in(f"{subject}\n{text[:READ]}")]
        for message_id, subject, text in bodies.values_list("message_id", "subject", "text")
    }
