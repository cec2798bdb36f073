"""The orders that the mails speak of, as a table of one's own."""

from collections.abc import Mapping

from tests.acceptance.writing import text

COLUMNS = (
    "order_number",
    "placed_at",
    "status",
    "shipped_at",
    "email",
    "sku",
    "title",
    "quantity",
    "price",
    "currency",
)


def orders_file(orders: Mapping[str, str]) -> bytes:
    """Orders that are on their way; each number with its buyer's address, "" where none is known."""
    return text(
        COLUMNS,
        [
            {
                "order_number": number,
                "placed_at": "2026-11-09 10:00:00",
                "status": "shipped",
                "shipped_at": "2026-11-10 10:00:00",
                "email": email,
                "sku": "LAMP-1",
                "title": "Reading lamp",
                "quantity": 1,
                "price": "39.90",
                "currency": "USD",
            }
            for number, email in orders.items()
        ],
    )
