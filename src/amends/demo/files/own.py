"""Orders of a marketplace without a file kind of its own, as the documented orders table."""

from pathlib import Path
from zoneinfo import ZoneInfo

from amends.demo.buyers import NAMES_OF_COUNTRIES
from amends.demo.files.tables import Table, WrittenFile, civil, money
from amends.demo.order import DemoOrder
from amends.demo.shops import DemoShop

_ORDER = (
    "order_number", "placed_at", "updated_at", "status", "paid_at", "ship_by", "shipped_at", "delivered_at",
    "completed_at", "cancelled_at", "buyer", "buyer_name", "recipient", "phone", "address", "city", "region",
    "postal_code", "country", "buyer_note", "shipping", "total", "currency", "payment_method",
    "asked_carrier", "carrier", "tracking_number",
)  # fmt: skip
_LINE = ("sku", "product_id", "title", "variant", "quantity", "price", "discount")
_STATES = {"awaiting_payment": "Awaiting payment", "paid": "Awaiting shipment", "shipped": "Shipped",
           "delivered": "Delivered", "completed": "Completed", "cancelled": "Cancelled"}  # fmt: skip


class OwnFiles:
    """The orders table of one shop; the order's columns in the first row of an order."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._shop = shop
        self._zone = ZoneInfo(shop.time_zone)
        self._table = Table(folder / "orders.csv", "orders", (*_ORDER, *_LINE))

    def add(self, order: DemoOrder) -> None:
        for place, line in enumerate(order.lines):
            words = line.product.words["en"]
            told = [order.number, *[""] * (len(_ORDER) - 1)] if place else self._order(order)
            variant = line.variant.names["en"]
            row = [line.sku, f"58{line.product.share:06d}", words["title"], variant, str(line.quantity)]
            self._table.add([*told, *row, f"US ${money(line.price)}", money(line.discount)])

    def close(self) -> list[WrittenFile]:
        return self._table.close()

    def _order(self, order: DemoOrder) -> list[str]:
        buyer, parcel, zone = order.buyer, order.parcel, self._zone
        delivered_at = parcel.delivered_at if parcel else None
        return [
            order.number, civil(order.placed_at, zone), civil(order.updated_at, zone), _STATES[order.state],
            civil(order.paid_at, zone), civil(order.ship_by, zone), civil(order.shipped_at, zone),
            civil(delivered_at, zone), civil(order.completed_at, zone), civil(order.cancelled_at, zone),
            buyer.nick, buyer.name, buyer.name, buyer.phone, buyer.street, buyer.city, buyer.region,
            buyer.postal_code, NAMES_OF_COUNTRIES[buyer.country], order.note, money(order.shipping),
            money(order.total), self._shop.currency, "card" if order.paid_at else "",
            order.asked.name("en") if order.asked else "", parcel.carrier.name("en") if parcel else "",
            parcel.number if parcel else "",
        ]  # fmt: skip
