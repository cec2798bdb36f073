"""Finding from the find box: orders by number, tracking number, person or SKU, and a case by its number."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import F

from amends.accounts.models import Shop
from amends.buyers.queries import buyers_named
from amends.cases.queries import find_case
from amends.core.errors import NotFound
from amends.core.finding import folded, folded_text
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


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of orders, and the case of that number.

    `opens` where a whole number was met, so that a single hit can be opened at once.
    """

    ids: list[int]
    opens: bool = False
    case_id: int | None = None


def find(
    organisation_id: int, shops: Mapping[int, Shop], words: str, *, case_shops: Collection[int] = ()
) -> Found:
    """Look for orders of `shops` and a case of `case_shops`, each way by its index.

    A whole order or tracking number answers alone; else it is the beginning of a number, people and SKUs.
    """
    case_id = _case_numbered(case_shops, words)
    numbered = orders_numbered(organisation_id, shops, words, most=MOST)
    if case_id is not None and not numbered and words.strip().startswith(("#", "＃")):
        return Found([], opens=True, case_id=case_id)
    numbered = numbered or _by_parcel(organisation_id, shops, words)
    if numbered:
        return Found(numbered, opens=case_id is None, case_id=case_id)
    begins = orders_beginning(organisation_id, shops, words, most=MOST)
    ways = (
        begins,
        _by_people(organisation_id, shops, words),
        orders_with_sku(shops, words, most=MOST),
    )
    ids = list(dict.fromkeys(pk for way in ways for pk in way))[:MOST]
    return Found(ids, opens=not ids if case_id is not None else ids == begins, case_id=case_id)


def _by_parcel(organisation_id: int, shops: Mapping[int, Shop], words: str) -> list[int]:
    parcels = Parcel.objects.filter(organisation_id=organisation_id).alias(
        folded=folded("tracking_number"), wanted=folded_text(typed(words))
    )
    links = ParcelOrder.objects.filter(
        parcel__in=parcels.filter(folded=F("wanted"), wanted__gt=""), order__shop_id__in=list(shops)
    )
    ids = links.order_by("-order_id").values_list("order_id", flat=True)[:MOST]
    return [pk for pk in dict.fromkeys(ids) if pk is not None]


def _by_people(organisation_id: int, shops: Mapping[int, Shop], words: str) -> list[int]:
    marketplaces = {shop.marketplace for shop in shops.values()}
    buyers = buyers_named(organisation_id, marketplaces, words)
    bought = orders_of_buyers(shops, buyers, most=MOST) if buyers else []
    return [*bought, *orders_of_people(shops, words, most=MOST)]


def _case_numbered(shop_ids: Collection[int], words: str) -> int | None:
    if typed(words).startswith("0"):  # the end of a telephone number
        return None
    with suppress(NotFound):
        return find_case(typed(words), shop_ids).pk
    return None
