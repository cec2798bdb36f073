"""Cases that ask the same thing, for the tests of groups: parcels that a typhoon or a full depot holds up."""

from datetime import timedelta

from amends.accounts.models import Shop
from amends.buyers.models import Buyer
from amends.cases.models import Case
from tests.web.case_rows import case_of
from tests.web.single_rows import NOON, event_of, line_of, order_of, parcel_of

HOHHOT = "呼和浩特转运中心"
OVERFULL = "快件滞留【呼和浩特转运中心】，双11件量激增，中心爆仓"
_WORDS = "都十天了还没收到，到哪了"


def late_parcel(
    shop: Shop,
    n: int,
    *,
    place: str = HOHHOT,
    text: str = OVERFULL,
    status: str = "exception",
    carrier: str = "圆通速递",
    sku: str = "",
    types: tuple[str, ...] = ("delayed",),
    words: str = _WORDS,
    waits: float = 5,
) -> Case:
    """A case of a buyer of its own about a parcel whose last event is there."""
    order = order_of(shop, f"990-{shop.pk}-{n:05}", NOON - timedelta(days=9))
    order.buyer = Buyer.objects.create(
        organisation=shop.organisation, marketplace=shop.marketplace, first_seen_at=NOON
    )
    order.save()
    line_of(order, sku or f"SKU-{n}", f"Lantern {sku or n}", 1, "10")
    parcel = parcel_of(
        order, f"YT{shop.pk:05}{n:09}", carrier, "exception" if status == "exception" else status
    )
    event_of(parcel, NOON - timedelta(days=8), "杭州转运中心", "已揽件", "handed_over")
    event_of(parcel, NOON - timedelta(days=3), place, text, status)
    return case_of(shop, order, list(types), 9 - waits / 10, [("in", waits, words)], "zh", name=f"buyer {n}")
