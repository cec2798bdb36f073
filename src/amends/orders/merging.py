"""What platforms said, laid over what is known: the columns to record for each order and line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from amends.connectors.base import LineFacts, OrderFacts, PersonFacts
from amends.core.money import currencies, smallest_unit
from amends.orders import rules

Columns = dict[str, Any]
LineKey = tuple[str, str]  # order number, line key

NOT_COLUMNS = {"person", "buyer", "payments", "parcels", "number", "order_number", "key"}


@dataclass(slots=True)
class Merged:
    """Columns said (or following from what was said), by order number and by line."""

    orders: dict[str, Columns]
    lines: dict[LineKey, Columns]
    derived_payments: dict[str, Columns]


class Fields:
    """Some fields of a dataclass of facts, to be asked for together."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._all = attrgetter(*names)

    def said(self, facts: object) -> Columns:
        """Those that were said: that are not None."""
        values = zip(self.names, self._all(facts), strict=True)
        return {name: value for name, value in values if value is not None}


def _fields(facts: type) -> Fields:
    return Fields([each.name for each in fields(facts) if each.name not in NOT_COLUMNS])


ORDER_FIELDS, LINE_FIELDS, PERSON_FIELDS = _fields(OrderFacts), _fields(LineFacts), _fields(PersonFacts)


def merge(
    orders: Iterable[OrderFacts],
    lines: Iterable[LineFacts],
    *,
    known_orders: Mapping[str, Columns],
    known_lines: Mapping[LineKey, Columns],
    currency: str,
) -> Merged:
    """Lay what was said over what is known, then derive totals, allocated parts and payments.

    An order said earlier than it is known is passed over. `currency` is the shop's, for orders without.
    """
    said_orders = _orders(orders, known_orders)
    said_lines: dict[LineKey, Columns] = {}
    for facts in lines:
        said_orders.setdefault(facts.order_number, {})
        said_lines.setdefault((facts.order_number, facts.key), {}).update(LINE_FIELDS.said(facts))
    view: dict[str, dict[str, Columns]] = {number: {} for number in said_orders}
    for (number, key), columns in known_lines.items():
        if number in view:
            view[number][key] = dict(columns)
    for (number, key), columns in said_lines.items():
        view[number][key] = {**view[number].get(key, NO_LINE), **columns}
    merged = Merged(said_orders, said_lines, {})
    for number, said in said_orders.items():
        order = {**NO_ORDER, "currency": currency, **known_orders.get(number, {}), **said}
        _settle(merged, number, order, view[number])
    return merged


NO_LINE: Columns = dict.fromkeys(
    (*rules.GOODS, *rules.FREIGHT, "item_discount", "shipping_discount", "paid_amount", "allocated")
)
NO_ORDER: Columns = {
    **dict.fromkeys(("total", "shipping", "paid_at", "placed_at")),
    "total_basis": "derived",
    "state": "unknown",
}


def _orders(orders: Iterable[OrderFacts], known: Mapping[str, Columns]) -> dict[str, Columns]:
    said: dict[str, Columns] = {}
    newest = {number: columns["said_at"] for number, columns in known.items()}
    for facts in orders:
        columns = said.setdefault(facts.number, {})
        before = newest.get(facts.number)
        if before is not None and facts.said_at is not None and facts.said_at < before:
            continue
        newest[facts.number] = facts.said_at or before
        columns.update(ORDER_FIELDS.said(facts))
        if facts.total is not None:
            columns["total_basis"] = "stated"
        if facts.placed_at is not None:
            columns["sorted_at"] = facts.placed_at
    return said


def _settle(merged: Merged, number: str, order: Columns, lines: dict[str, Columns]) -> None:
    total = order["total"] if order["total_basis"] == "stated" else rules.total_of(list(lines.values()))
    if total != order["total"]:
        merged.orders[number]["total"] = total
    currency = order["currency"]
    unit = smallest_unit(currency) if currency in currencies() else Decimal("0.0001")
    shares = rules.allocation(list(lines.values()), total=total, freight=order["shipping"], unit=unit)
    for (key, line), share in zip(lines.items(), shares, strict=True):
        if share != line["allocated"]:
            merged.lines.setdefault((number, key), {})["allocated"] = share
    if total is not None and total > 0 and rules.is_paid(order["state"]):
        merged.derived_payments[number] = {
            "captured": total,
            "currency": currency,
            "basis": "derived",
            "paid_at": order["paid_at"] or order["placed_at"],
        }
