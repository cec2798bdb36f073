"""What an order comes to: sums over its lines, and each line's part of what was paid."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from amends.core.money import allocate

Line = Mapping[str, Any]

GOODS = ("item_amount", "item_tax", "wrap_amount", "wrap_tax")
FREIGHT = ("shipping_amount", "shipping_tax")
CHARGES = GOODS + FREIGHT
DISCOUNTS = ("item_discount", "shipping_discount")
ZERO = Decimal(0)


def goods_of(line: Line) -> Decimal:
    """What the goods of a line cost after its discount; never below zero."""
    return max(ZERO, _sum(line, GOODS) - (line["item_discount"] or ZERO))


def freight_of(line: Line) -> Decimal:
    """What was charged for sending a line, after its discount; never below zero."""
    return max(ZERO, _sum(line, FREIGHT) - (line["shipping_discount"] or ZERO))


def total_of(lines: Sequence[Line]) -> Decimal | None:
    """All amount columns less discounts, over the lines; None where there are no lines."""
    if not lines:
        return None
    total = ZERO
    for line in lines:
        total += _sum(line, CHARGES) - _sum(line, DISCOUNTS)
    return total


def allocation(
    lines: Sequence[Line], *, total: Decimal | None, freight: Decimal | None, unit: Decimal
) -> list[Decimal | None]:
    """Each line's part of what was paid for the goods, in multiples of `unit`, summing to it exactly.

    The platform's own allocation (`paid_amount`) is taken where every line has one. Otherwise the order's
    total less freight is split by the lines' cost after discount, by largest remainder. None where the total
    is not known or is less than the freight.
    """
    if not lines:
        return []
    if all(line["paid_amount"] is not None for line in lines):
        return [line["paid_amount"] for line in lines]
    if total is None:
        return [None] * len(lines)
    paid_for_goods = total - (freight if freight is not None else sum(map(freight_of, lines), ZERO))
    if paid_for_goods < 0 or paid_for_goods % unit:
        return [None] * len(lines)
    return list(allocate(paid_for_goods, [goods_of(line) for line in lines], unit))


def is_paid(state: str) -> bool:
    """Whether an order in this state means that the buyer's money has been taken."""
    return state not in ("awaiting_payment", "cancelled", "unknown")


def _sum(line: Line, names: Sequence[str]) -> Decimal:
    total = ZERO
    for name in names:
        if (amount := line[name]) is not None:
            total += amount
    return total
