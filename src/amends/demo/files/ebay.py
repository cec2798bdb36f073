"""eBay's order report: a line of commas, the header, rows, a footer; several lines have a row above them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from amends.demo.buyers import NAMES_OF_COUNTRIES
from amends.demo.files.tables import Table, WrittenFile, money, named_day
from amends.demo.numbers import digits
from amends.demo.order import DemoLine, DemoOrder
from amends.demo.shops import DemoShop

_HEADER = (
    "Sales Record Number", "Order Number", "Buyer Username", "Buyer Name", "Buyer Email", "Buyer Note",
    "Post To Name", "Post To Phone", "Post To Address 1", "Post To City", "Post To County",
    "Post To Postcode", "Post To Country", "Item Number", "Item Title", "Custom Label", "Quantity",
    "Sold For", "Postage And Packaging", "eBay Collected Tax", "Total Price", "Payment Method", "Sale Date",
    "Paid On Date", "Post By Date", "Dispatched On Date", "Feedback Left", "Feedback Received",
    "My Item Note", "Delivery Service", "Tracking Number", "Transaction ID", "Variation Details",
)  # fmt: skip


class EbayFiles:
    """The order report of one shop."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._shop = shop
        self._zone = ZoneInfo(shop.time_zone)
        commas = [""] * len(_HEADER)
        self._table = Table(folder / "orders.csv", "ebay.orders", _HEADER, lead=[commas])
        self._orders = 0

    def add(self, order: DemoOrder) -> None:
        """A row per line; for several lines the order's own row first."""
        if order.state == "cancelled":
            return
        if self._orders == 0:
            self._table.write([""] * len(_HEADER))
        self._orders += 1
        if len(order.lines) == 1:
            self._table.add(self._row(order, order.lines[0], whole=True))
            return
        self._table.add(self._row(order, None, whole=True))
        for line in order.lines:
            self._table.add(self._row(order, line, whole=False))

    def close(self) -> list[WrittenFile]:
        if self._orders:
            self._table.write([""] * len(_HEADER))
            self._table.write([str(self._orders), "record(s) downloaded"])
            self._table.write([f"Seller ID : {self._shop.name}"])
        return self._table.close()

    def _row(self, order: DemoOrder, line: DemoLine | None, *, whole: bool) -> list[str]:
        buyer, parcel = order.buyer, order.parcel
        person = [buyer.nick, buyer.name, f"{buyer.nick}@members.example", order.note, buyer.name,
                  buyer.phone, buyer.street, buyer.city, buyer.region, buyer.postal_code,
                  NAMES_OF_COUNTRIES[buyer.country]]  # fmt: skip
        quantity = line.quantity if line else sum(each.quantity for each in order.lines)
        sold_for = (line.goods - line.discount) // line.quantity if line else order.goods - order.discount
        days = [named_day(moment, self._zone, short=True) for moment in self._days(order)]
        return [
            str(1000 + order.index), order.number, *(person if whole else [""] * len(person)),
            f"2{digits(line.product.share, 11, line.sku)}" if line else "",
            line.product.words["en"]["title"] if line else "", line.sku if line else "", str(quantity),
            f"£{money(sold_for)}", f"£{money(order.shipping)}" if whole else "", "£0.00" if whole else "",
            f"£{money(self._total(order))}" if whole else "", "Other" if whole else "",
            *(days if whole else [""] * 4), "No" if whole else "", "", "",
            (parcel.carrier.service if parcel else "Royal Mail Tracked 48") if whole else "",
            parcel.number if parcel and whole else "",
            digits(order.index * 4 + order.lines.index(line), 13, "transaction") if line else "",
            f"[{line.variant.names['en']}]" if line else "",
        ]  # fmt: skip

    @staticmethod
    def _days(order: DemoOrder) -> tuple[datetime | None, ...]:
        return order.placed_at, order.paid_at, order.ship_by, order.shipped_at

    @staticmethod
    def _total(order: DemoOrder) -> int:
        """What each piece was sold for is rounded down; the total is the sum of that."""
        sold = sum((line.goods - line.discount) // line.quantity * line.quantity for line in order.lines)
        return sold + order.shipping
