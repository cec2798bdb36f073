"""An order document as a page of text for a terminal."""

from typing import Any


def order_text(order: dict[str, Any]) -> str:
    """The order's facts, a line each, parts that are empty left out."""
    rows = [
        f"Order {order['number']} · {order['shop']} · {order['status'] or order['state']}",
        f"  placed {order['placed_at'] or 'not known'}   total {_money(order['total'])}",
    ]
    if order["buyer"]:
        buyer = order["buyer"]
        rows.append(f"  buyer {buyer['name'] or buyer['recipient'] or 'not named'}")
    rows += [
        f"  {line['quantity']} × {line['sku'] or line['title']} {_money(line['allocated'])} {line['status']}"
        for line in order["lines"]
    ]
    rows += [
        f"  paid {_money(payment['amount'])} {payment['method']} ({payment['basis']})"
        for payment in order["payments"]
    ]
    rows += [
        f"  parcel {parcel['tracking_number']} {parcel['carrier']} · {parcel['state']}"
        for parcel in order["parcels"]
    ]
    rows += [
        f"  {returned['kind']} {returned['id']} · {returned['status']} {returned['reason']}"
        for returned in order["returns"]
    ]
    return "\n".join(rows)


def _money(money: dict[str, str] | None) -> str:
    return f"{money['amount']} {money['currency']}" if money else "-"
