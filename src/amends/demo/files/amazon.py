"""Amazon's reports: all orders, both kinds of returns, seller feedback."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from amends.demo.files.tables import Table, WrittenFile, iso, money, named_day
from amends.demo.numbers import digits
from amends.demo.order import DemoLine, DemoOrder
from amends.demo.returns import DemoRating, DemoReturn
from amends.demo.shops import DemoShop

_ORDERS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name", "sku",
    "asin", "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price",
    "shipping-tax", "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount",
    "ship-promotion-discount", "recipient-name", "buyer-email", "buyer-name", "ship-address-1", "ship-city",
    "ship-state", "ship-postal-code", "ship-country", "ship-phone-number", "promotion-ids",
)  # fmt: skip
_RETURNS = (
    "Order ID", "Order date", "Return request date", "Return request status", "Amazon RMA ID",
    "Merchant RMA ID", "Label type", "Label cost", "Currency code", "Return carrier", "Tracking ID",
    "Label to be paid by", "A-to-Z Claim", "Is prime", "ASIN", "Merchant SKU", "Item Name",
    "Return quantity", "Return Reason", "In policy", "Return type", "Resolution", "Order Amount",
    "Order quantity", "Refunded Amount",
)  # fmt: skip
_FBA_RETURNS = (
    "return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id",
    "detailed-disposition", "reason", "status", "license-plate-number", "customer-comments",
)  # fmt: skip
_FEEDBACK = {
    "US": ("Date", "Rating", "Comments", "Response", "Order ID", "Rater Email"),
    "FR": ("Date", "Évaluation", "Commentaires", "Votre réponse", "Numéro de commande",
           "E-mail de l'évaluateur"),
}  # fmt: skip
_STATES = {"awaiting_payment": "Pending", "paid": "Unshipped", "cancelled": "Cancelled", "shipped": "Shipped",
           "delivered": "Shipped - Delivered to Buyer", "completed": "Shipped"}  # fmt: skip
_REASONS = {"no_reason_return": "CR-UNWANTED_ITEM", "quiet": "CR-UNWANTED_ITEM", "defective": "CR-DEFECTIVE",
            "damaged": "CR-DAMAGED_BY_CARRIER", "wrong_item": "CR-SWITCHEROO", "leaking": "CR-DEFECTIVE",
            "not_as_described": "AMZ-PG-BAD-DESC", "missing_item": "CR-MISSING_PARTS"}  # fmt: skip
_FBA_REASONS = {"defective": "DEFECTIVE", "damaged": "DAMAGED_BY_CARRIER", "wrong_item": "SWITCHEROO"}
_TAX = {"US": 8}  # of a hundred, on top of prices; elsewhere prices hold it


class AmazonFiles:
    """Four tables of one shop."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._shop = shop
        self._zone = ZoneInfo(shop.time_zone)
        self._language = "fr" if shop.country == "FR" else "en"
        self._orders = Table(folder / "orders.txt", "amazon.all_orders", _ORDERS, delimiter="\t")
        self._returns = Table(folder / "returns.txt", "amazon.mfn_returns", _RETURNS, delimiter="\t")
        self._fba = Table(folder / "fba_returns.txt", "amazon.fba_returns", _FBA_RETURNS, delimiter="\t")
        header = _FEEDBACK[shop.country]
        self._feedback = Table(folder / "feedback.csv", "amazon.feedback", header)

    def add(self, order: DemoOrder, returned: DemoReturn | None, rating: DemoRating | None) -> None:
        """A row per line, and what came back and was said of the order."""
        for place, line in enumerate(order.lines):
            self._orders.add(self._line(order, line, order.shipping if place == 0 else 0))
        if returned is not None and order.by_marketplace and returned.done_at and returned.kind == "return":
            self._fba.add(self._fba_return(order, returned, returned.done_at))
        elif returned is not None and not order.by_marketplace and order.shipped_at is not None:
            self._returns.add(self._return(order, returned))
        if rating is not None:
            self._feedback.add(self._rating(order, rating))

    def close(self) -> list[WrittenFile]:
        tables = (self._orders, self._returns, self._fba, self._feedback)
        return [file for table in tables for file in table.close()]

    def _line(self, order: DemoOrder, line: DemoLine, shipping: int) -> list[str]:
        shop, buyer = self._shop, order.buyer
        gone = order.state == "cancelled"
        tax = (line.goods - line.discount) * _TAX.get(shop.country, 0) // 100
        amounts = [money(line.goods), money(tax), money(shipping), "", "", ""]
        return [
            order.number, "", iso(order.placed_at), iso(order.updated_at), _STATES[order.state],
            "Amazon" if order.by_marketplace else "Merchant", shop.sales_channel, "", "Standard",
            line.product.words[self._language]["title"], line.sku, _asin(line),
            "Cancelled" if gone else "Shipped" if order.shipped_at else "Unshipped",
            "0" if gone else str(line.quantity), shop.currency, *([""] * 6 if gone else amounts),
            money(line.discount) if line.discount and not gone else "", "", buyer.name, buyer.email,
            buyer.name, buyer.street, buyer.city, buyer.region, buyer.postal_code, buyer.country, buyer.phone,
            "PEAK-SALE" if line.discount and not gone else "",
        ]  # fmt: skip

    def _return(self, order: DemoOrder, returned: DemoReturn) -> list[str]:
        back = returned.kind != "refund_only"
        claimed = order.need is not None and "dispute_opened" in order.need.types
        label = digits(order.index, 12, "label") if back else ""
        resolution = {"exchange": "Replacement", "refund_only": "RefundOnly"}.get(
            returned.kind, "StandardRefund"
        )
        return [
            order.number, self._day(order.placed_at), self._day(returned.requested_at),
            "Completed" if returned.done_at else "Approved",
            f"D{digits(order.index, 8, order.shop.code)}RRMA",
            "", "AmazonUnPaidLabel" if back else "", "4.90" if back else "", self._shop.currency,
            ("La Poste" if self._shop.country == "FR" else "UPS") if back else "", label,
            "Seller" if returned.issue in _FBA_REASONS else "Buyer", "Y" if claimed else "N", "N",
            _asin(returned.line), returned.line.sku, returned.line.product.words[self._language]["title"],
            str(returned.quantity), _REASONS.get(returned.issue, "CR-UNWANTED_ITEM"),
            "N" if returned.issue == "late_return" else "Y", "C-Returns", resolution,
            money(order.total), str(sum(line.quantity for line in order.lines)),
            money(returned.amount) if returned.done_at and returned.kind != "exchange" else "",
        ]  # fmt: skip

    def _fba_return(self, order: DemoOrder, returned: DemoReturn, at: datetime) -> list[str]:
        damaged = returned.issue in ("damaged", "defective")
        return [
            iso(at), order.number, returned.line.sku, _asin(returned.line), f"X00{_asin(returned.line)[3:]}",
            returned.line.product.words[self._language]["title"], "1", "RNO4",
            "CUSTOMER_DAMAGED" if damaged else "SELLABLE", _FBA_REASONS.get(returned.issue, "UNWANTED_ITEM"),
            "Unit returned to inventory", f"LPNRR{digits(order.index, 9, order.shop.code)}", returned.comment,
        ]  # fmt: skip

    def _rating(self, order: DemoOrder, rating: DemoRating) -> list[str]:
        at = rating.given_at.astimezone(self._zone)
        french = self._shop.country == "FR"
        day = (
            f"{at.day:02d}/{at.month:02d}/{at.year}" if french else f"{at.month}/{at.day}/{at.year % 100:02d}"
        )
        return [day, str(rating.rating), rating.comment, "", order.number, order.buyer.email]

    def _day(self, moment: datetime) -> str:
        return named_day(moment, self._zone)


def _asin(line: DemoLine) -> str:
    return f"B0{digits(line.product.share, 8, line.sku)}"
