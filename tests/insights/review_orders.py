"""Orders on Amazon, delivered some days ago, with nothing in the way of asking for a review."""

from datetime import UTC, datetime, timedelta

from amends.accounts.models import Shop
from amends.buyers.models import Buyer
from amends.orders.models import Order
from amends.parcels.models import Parcel, ParcelOrder

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def delivered(shop: Shop, number: str, *, days: float | None, buyer: Buyer | None = None) -> Order:
    """An order whose parcel was delivered so many days ago; None: it is on its way."""
    placed = NOW - timedelta(days=(days or 0) + 6)
    order = Order.objects.create(
        organisation=shop.organisation,
        seller_account=shop.seller_account,
        shop=shop,
        number=number,
        buyer=buyer or a_buyer(shop),
        state="shipped",
        currency="USD",
        placed_at=placed,
        sorted_at=placed,
        created_at=placed,
    )
    parcel(order, days)
    return order


def parcel(order: Order, days: float | None) -> Parcel:
    made = Parcel.objects.create(
        organisation=order.organisation,
        seller_account=order.seller_account,
        tracking_number=f"T{Parcel.objects.count()}",
        delivered_at=None if days is None else NOW - timedelta(days=days),
        created_at=NOW,
    )
    ParcelOrder.objects.create(
        organisation=order.organisation,
        seller_account=order.seller_account,
        parcel=made,
        order_number=order.number,
        order=order,
    )
    return made


def a_buyer(shop: Shop) -> Buyer:
    return Buyer.objects.create(
        organisation=shop.organisation, marketplace=shop.marketplace, first_seen_at=NOW - timedelta(days=60)
    )
