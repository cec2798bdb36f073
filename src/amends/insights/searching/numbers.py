"""Orders by what a person knows of them: number, tracking number, buyer, SKU; newest first, and by which."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.db.models import F
from django.db.models.functions import StrIndex

from amends.buyers.queries import buyers_named
from amends.cases.models import Case
from amends.cases.queries import find_case
from amends.core.errors import NotFound
from amends.core.finding import Pieces, folded, folded_text
from amends.insights.searching.scope import Scope
from amends.orders.queries import (
    orders_beginning,
    orders_numbered,
    orders_of_buyers,
    orders_of_people,
    orders_with_sku,
    typed,
)
from amends.parcels.models import Parcel, ParcelOrder

MOST = 50
LEAST_PIECE = 4


def case_numbered(shop_ids: Collection[int], text: str) -> Case | None:
    """The case of that number in these shops; what begins with 0 is the end of a telephone number."""
    if typed(text).startswith("0"):
        return None
    with suppress(NotFound):
        return find_case(typed(text), shop_ids)
    return None


def orders_of_number(scope: Scope, text: str) -> list[int]:
    """Orders with this number, else those whose number begins so."""
    numbered = orders_numbered(scope.organisation_id, scope.orders, text, most=MOST)
    return numbered or orders_beginning(scope.organisation_id, scope.orders, text, most=MOST)


def orders_of_tracking(scope: Scope, text: str) -> list[int]:
    """Orders whose parcel has this tracking number, else a number that holds these four signs or more."""
    wanted = typed(text)
    found = orders_tracked(scope, text)
    if found or not _is_number(wanted):
        return found
    parcels = Parcel.objects.filter(organisation_id=scope.organisation_id)
    pieces = parcels.alias(pieces=Pieces("tracking_number"), folded=folded("tracking_number"))
    held = pieces.filter(pieces__contains=_pieces(wanted)).alias(  # type: ignore[misc]
        place=StrIndex("folded", folded_text(wanted))
    )
    newest = held.filter(place__gt=0).order_by((F("pk") + 0).desc())[: 4 * MOST]
    return _of_parcels(scope, list(newest.values_list("pk", flat=True)))


def orders_tracked(scope: Scope, text: str) -> list[int]:
    """The newest orders whose parcel has this very tracking number."""
    parcels = Parcel.objects.filter(organisation_id=scope.organisation_id).alias(
        folded=folded("tracking_number"), wanted=folded_text(typed(text))
    )
    return _of_parcels(scope, parcels.filter(folded=F("wanted"), wanted__gt="").values("pk"))


def _is_number(text: str) -> bool:
    return len(text) >= LEAST_PIECE and text.isascii() and any(sign.isdigit() for sign in text)


def _pieces(text: str) -> list[str]:
    number = text.lower().replace("-", "")
    return [number[place : place + LEAST_PIECE] for place in range(len(number) - LEAST_PIECE + 1)]


def _of_parcels(scope: Scope, parcels: Any) -> list[int]:
    links = ParcelOrder.objects.filter(parcel__in=parcels, order__shop_id__in=list(scope.orders))
    ids = links.order_by("-order_id").values_list("order_id", flat=True)[: 2 * MOST]
    return [pk for pk in dict.fromkeys(ids) if pk is not None][:MOST]


def orders_of_sku(scope: Scope, text: str) -> list[int]:
    """The newest orders with a line of this SKU."""
    return orders_with_sku(scope.orders, text, most=MOST)


def buyers_and_orders(scope: Scope, name: str) -> tuple[list[int], list[int]]:
    """Who is known by this name, e-mail or telephone: buyers, and orders that name them."""
    marketplaces = {shop.marketplace for shop in scope.orders.values()}
    if not marketplaces:
        return [], []
    buyers = buyers_named(scope.organisation_id, marketplaces, name)
    return buyers, orders_of_people(scope.orders, name, most=MOST)


def orders_of_people_named(scope: Scope, name: str) -> list[int]:
    """The newest orders of buyers known by this name, e-mail or telephone, and of people they go to."""
    buyers, named = buyers_and_orders(scope, name)
    bought = orders_of_buyers(scope.orders, buyers, most=MOST) if buyers else []
    return [*bought, *named]


def known_by(scope: Scope, text: str) -> tuple[dict[int, str], bool]:
    """Order id → how the text names it (order_number, tracking_number, buyer, sku), and whether it is whole.

    A whole number is found alone; else every way is gone.
    """
    if not scope.orders or not text.strip():
        return {}, False
    tracked, begins = list[int](), list[int]()
    if any(sign.isdigit() for sign in text):
        numbered = orders_numbered(scope.organisation_id, scope.orders, text, most=MOST)
        if numbered:
            return dict.fromkeys(numbered, "order_number"), True
        tracked = orders_of_tracking(scope, text)
        begins = orders_beginning(scope.organisation_id, scope.orders, text, most=MOST)
    ways = {
        "sku": orders_of_sku(scope, text),
        "buyer": orders_of_people_named(scope, text),
        "tracking_number": tracked,
        "order_number": begins,
    }
    return {pk: way for way, ids in ways.items() for pk in ids}, False
