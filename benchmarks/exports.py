"""Exports for measuring: the same seed gives the same bytes."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name", "sku",
    "asin", "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price",
    "shipping-tax", "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount",
    "ship-promotion-discount", "ship-city", "ship-state", "ship-postal-code", "ship-country",
    "promotion-ids", "cpf", "is-business-order", "purchase-order-number", "price-designation",
)  # fmt: skip
START = datetime(2026, 10, 1, tzinfo=UTC)
HOURS_BETWEEN_COPIES = 1
PLACES = (
    ("Evanston", "IL", "60201"),
    ("Reno", "NV", "89501"),
    ("Austin", "TX", "78701"),
    ("Brooklyn", "NY", "11201"),
)
STATUSES = (("Shipped", 8), ("Pending", 1), ("Cancelled", 1))


def order_number(index: int, copy: int = 0) -> str:
    """The number of the index-th order (below ten million) of a copy."""
    return f"112-{copy:07d}-{index:07d}"


def amazon_rows(orders: int, *, seed: int = 11, copy: int = 0) -> Iterator[list[str]]:
    """Rows of an all-orders file: mostly one line an order, now and then two or three."""
    chance = random.Random(seed)
    later = timedelta(hours=HOURS_BETWEEN_COPIES * copy)
    for index in range(orders):
        placed = START + timedelta(minutes=chance.randrange(60 * 24 * 40))
        status = chance.choices([name for name, _ in STATUSES], [weight for _, weight in STATUSES])[0]
        city, state, postal_code = chance.choice(PLACES)
        for _ in range(chance.choices((1, 2, 3), (85, 10, 5))[0]):
            product = chance.randrange(400)
            quantity = chance.choice((1, 1, 1, 2))
            price = quantity * (500 + product * 7)
            yield [
                order_number(index, copy), "", _time(placed + later),
                _time(placed + later + timedelta(hours=9)),
                status, chance.choice(("Merchant", "Amazon")), "Amazon.com", "", "Standard",
                f"Ceramic planter with saucer, size {product}", f"PL-{product}", f"B0{product:08d}", status,
                str(quantity), "USD", _money(price), _money(price * 8 // 100), _money(499), "", "", "",
                _money(price // 10) if product % 9 == 0 else "", "", city, state, postal_code, "US", "", "",
                "false", "", "",
            ]  # fmt: skip


def write_amazon_orders(
    path: Path, orders: int, *, seed: int = 11, copy: int = 0, rows: int | None = None
) -> int:
    """Write an all-orders file of so many orders, or of so many `rows`; how many rows it has."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("\t".join(COLUMNS) + "\r\n")
        for row in amazon_rows(orders, seed=seed, copy=copy):
            if written == rows:
                break
            stream.write("\t".join(row) + "\r\n")
            written += 1
    return written


def _time(moment: datetime) -> str:
    return moment.isoformat()


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
