"""Small exports as the marketplaces give them, for tests of importing."""

from pathlib import Path
from typing import Any

AMAZON_COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "ship-service-level", "product-name", "sku", "asin",
    "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax",
    "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount",
    "ship-city", "ship-state", "ship-postal-code", "ship-country", "promotion-ids",
)  # fmt: skip

AMAZON_ROW = {
    "amazon-order-id": "112-8841907-5530612",
    "purchase-date": "2026-11-15T17:02:11+00:00",
    "last-updated-date": "2026-11-16T08:00:00+00:00",
    "order-status": "Shipped",
    "fulfillment-channel": "Merchant",
    "sales-channel": "Amazon.com",
    "product-name": "Ceramic planter",
    "sku": "PL-22",
    "asin": "B0TEST0001",
    "item-status": "Shipped",
    "quantity": "2",
    "currency": "USD",
    "item-price": "41.98",
    "item-tax": "3.36",
    "shipping-price": "5.00",
    "ship-promotion-discount": "5.00",
    "ship-city": "Evanston",
    "ship-state": "IL",
    "ship-postal-code": "60201",
    "ship-country": "US",
}


def amazon_row(**changes: str) -> dict[str, str]:
    """An order row; underscores in the names stand for hyphens."""
    return AMAZON_ROW | {name.replace("_", "-"): value for name, value in changes.items()}


def amazon_orders(path: Path, *rows: dict[str, str], encoding: str = "utf-8", delimiter: str = "\t") -> Path:
    """An all-orders file with these rows."""
    return table(path, AMAZON_COLUMNS, rows, encoding=encoding, delimiter=delimiter)


def table(
    path: Path,
    columns: tuple[str, ...],
    rows: Any,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """A table file with these columns and rows (dictionaries; what is missing is empty)."""
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    return path
