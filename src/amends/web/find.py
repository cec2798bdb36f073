"""What the find box says where an order has not come in."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Value

from amends.accounts.models import Shop
from amends.inbox.models import Conversation
from amends.insights.searching.numbers import MOST
from amends.orders.queries import spellings
from amends.parcels.models import ParcelOrder
from amends.returns.models import Return
from amends.reviews.models import Feedback


def known_without_order(
    shops: Mapping[int, Shop], readable: Mapping[int, Shop], words: str
) -> dict[str, int]:
    """What has come in for an order that has not: how many returns, feedback, parcels, conversations.

    `readable` are the shops whose messages the reader may see.
    """
    numbers = spellings(words)
    accounts = {shop.seller_account_id for shop in shops.values()}

    def found(kind: str, rows: Any) -> Any:
        return rows.filter(order=None).annotate(found=Value(kind)).values_list("found")[:MOST]

    def named(model: Any) -> Any:
        return model.objects.filter(seller_account_id__in=accounts, order_number__in=numbers)

    talks = Conversation.objects.filter(shop_id__in=list(readable), order_number__in=numbers)
    in_one_query = found("returns", named(Return)).union(
        found("feedback", named(Feedback)),
        found("parcels", named(ParcelOrder)),
        found("conversations", talks),
        all=True,
    )
    counted = Counter(kind for (kind,) in in_one_query)
    return {kind: counted[kind] for kind in ("returns", "feedback", "parcels", "conversations")}
