"""What platforms said, laid over what is known: the columns to record for each order and line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from amends.connectors.base import LINE_AMOUNTS, LineFacts, OrderFacts, PersonFacts
from amends.core.money import currencies, smallest_unit
from amends.orders import rules

Columns = dict[str, Any]
LineKey = tuple[str, str]  # order number, line key

EARLIEST = datetime.min.replace(tzinfo=UTC)
NOT_COLUMNS = {"person", "buyer", "payments", "parcels", "number", "order_number", "key", "blank"}


@dataclass(slots=True)
class Merged:
    """Columns said (or following from what was said), by order number and by line.

    `newest` and `older` are the facts of orders, apart: an older one only tells what no newer one does.
    """

    orders: dict[str, Columns]
    lines: dict[LineKey, Columns]
    derived_payments: dict[str, Columns]
    newest: list[OrderFacts]
    older: list[OrderFacts]


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
    older_lines: Iterable[LineFacts] = (),
    known_orders: Mapping[str, Columns],
    known_lines: Mapping[LineKey, Columns],
    currency: str,
) -> Merged:
    """Lay what was said over what is known, then derive totals, allocated parts and payments.

    What was said of an order earlier than what is known, and what `older_lines` say, only fills gaps. The
    amounts of a line are said together: where the newest row leaves one empty, there is none.
    `currency` is the shop's, for orders without.
    """
    merged = Merged({}, {}, {}, [], [])
    _lay_orders(merged, orders, known_orders)
    said_orders, said_lines = merged.orders, merged.lines
    for facts in lines:
        said_orders.setdefault(facts.order_number, {})
        columns = said_lines.setdefault((facts.order_number, facts.key), {})
        columns.update(dict.fromkeys(facts.blank), **LINE_FIELDS.said(facts))
    for facts in older_lines:
        line_key = (facts.order_number, facts.key)
        said_orders.setdefault(facts.order_number, {})
        columns = said_lines.setdefault(line_key, {})
        older = {name: value for name, value in LINE_FIELDS.said(facts).items() if name not in LINE_AMOUNTS}
        fill(columns, older, known=known_lines.get(line_key, {}))
    view: dict[str, dict[str, Columns]] = {number: {} for number in said_orders}
    for (number, key), columns in known_lines.items():
        if number in view:
            view[number][key] = dict(columns)
    for (number, key), columns in said_lines.items():
        view[number][key] = {**view[number].get(key, NO_LINE), **columns}
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


def _lay_orders(merged: Merged, orders: Iterable[OrderFacts], known: Mapping[str, Columns]) -> None:
    newest = {number: columns["said_at"] for number, columns in known.items()}
    for facts in orders:
        columns = merged.orders.setdefault(facts.number, {})
        before = newest.get(facts.number)
        if before is not None and facts.said_at is not None and facts.said_at < before:
            merged.older.append(facts)
            continue
        merged.newest.append(facts)
        newest[facts.number] = facts.said_at or before
        columns.update(ORDER_FIELDS.said(facts))
    # The last said first: of what several older ones tell, it fills the gap.
    merged.older.sort(key=lambda facts: facts.said_at or EARLIEST)
    merged.older.reverse()
    for facts in merged.older:
        fill(merged.orders[facts.number], ORDER_FIELDS.said(facts), known=known.get(facts.number, {}))
    for columns in merged.orders.values():
        if "total" in columns:
            columns["total_basis"] = "stated"
        if "placed_at" in columns:
            columns["sorted_at"] = columns["placed_at"]


def fill(columns: Columns, older: Columns, *, known: Columns) -> None:
    """Put into `columns` what `older` says and neither they nor what is `known` do."""
    for name, value in older.items():
        if name not in columns and known.get(name) in (None, ""):
            columns[name] = value


def _settle(merged: Merged, number: str, order: Columns, lines: dict[str, Columns]) -> None:
    total = order["total"] if order["total_basis"] == "stated" else rules.total_of(list(lines.values()))
    if total != order["total"]:
        merged.orders[number]["total"] = total
    currency = order["currency"]
    unit = smallest_unit(currency) if currency in currencies() else Decimal("0.0001")
    # By key, not by arrival: the odd cent falls on the same line whichever file came first.
    ordered = sorted(lines.items()) if len(lines) > 1 else list(lines.items())
    shares = rules.allocation(
        [line for _, line in ordered], total=total, freight=order["shipping"], unit=unit
    )
    for (key, line), share in zip(ordered, shares, strict=True):
        if share != line["allocated"]:
            merged.lines.setdefault((number, key), {})["allocated"] = share
    if total is not None and total > 0 and rules.is_paid(order["state"]):
        merged.derived_payments[number] = {
            "captured": total,
            "currency": currency,
            "basis": "derived",
            "paid_at": order["paid_at"] or order["placed_at"],
        }
