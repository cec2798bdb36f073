"""Finding orders from the find box: by number, by tracking number, by the buyer's marketplace name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.accounts.models import Shop
from amends.buyers.queries import buyers_named
from amends.inbox.models import Conversation
from amends.orders.queries import orders_numbered, orders_of_buyers, spellings
from amends.parcels.models import ParcelOrder
from amends.returns.models import Return
from amends.reviews.models import Feedback

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of orders; `exact` where a whole number was met, so that a single one can be opened at once."""

    ids: list[int]
    exact: bool


def find_orders(organisation_id: int, shops: Mapping[int, Shop], words: str) -> Found:
    """Look by each way in turn, each by its index; the first that finds something answers."""
    wished = spellings(words)
    by_number = orders_numbered(organisation_id, shops, words, most=MOST)
    if by_number:
        return Found(by_number, exact=True)
    links = ParcelOrder.objects.filter(
        parcel__organisation_id=organisation_id,
        parcel__tracking_number__in=wished,
        order__shop_id__in=list(shops),
    )
    by_parcel = [pk for pk in links.values_list("order_id", flat=True)[:MOST] if pk is not None]
    if by_parcel:
        return Found(by_parcel, exact=True)
    marketplaces = {shop.marketplace for shop in shops.values()}
    buyers = buyers_named(organisation_id, marketplaces, words)
    return Found(orders_of_buyers(shops, buyers, most=MOST) if buyers else [], exact=False)


def known_without_order(
    shops: Mapping[int, Shop], readable: Mapping[int, Shop], words: str
) -> dict[str, int]:
    """What has come in for an order that has not: how many returns, feedback, parcels, conversations.

    `readable` are the shops whose messages the reader may see.
    """
    numbers = spellings(words)
    accounts = {shop.seller_account_id for shop in shops.values()}

    def count(model: Any) -> int:
        rows = model.objects.filter(seller_account_id__in=accounts, order_number__in=numbers)
        return int(rows.filter(order=None).values("id")[:MOST].count())

    talks = Conversation.objects.filter(shop_id__in=list(readable), order_number__in=numbers, order=None)
    return {
        "returns": count(Return),
        "feedback": count(Feedback),
        "parcels": count(ParcelOrder),
        "conversations": talks.values("id")[:MOST].count(),
    }
