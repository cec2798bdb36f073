"""What platforms say of orders becomes our orders, lines and payments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from amends.accounts.models import Shop
from amends.buyers.actions import recognise_buyers
from amends.connectors.base import LineFacts, OrderFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import Change, Recorded, record_rows
from amends.history.actions import Happening, as_told, record_all
from amends.orders.merging import (
    LINE_FIELDS,
    NO_LINE,
    ORDER_FIELDS,
    PERSON_FIELDS,
    Columns,
    LineKey,
    Merged,
    fill,
    merge,
)
from amends.orders.models import Order, OrderLine, OrderPerson
from amends.orders.payments import record_payments


@dataclass(slots=True)
class RecordedOrders:
    """Order ids by number, and which of them are new."""

    ids: dict[str, int] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)


def record_orders(
    shop: Shop,
    orders: Sequence[OrderFacts],
    lines: Sequence[LineFacts],
    *,
    older_lines: Sequence[LineFacts] = (),
    by: Actor,
) -> RecordedOrders:
    """Bring orders and their lines to what the platform said, in the order it was said.

    What was not said stays. What was said earlier than what we know (of an order by its time, and
    `older_lines`) never overwrites it, but fills gaps. Differences to what was known before go into the
    history. The caller holds the seller account's lock.
    """
    numbers = {each.number for each in orders} | {each.order_number for each in (*lines, *older_lines)}
    if not numbers:
        return RecordedOrders()
    known_orders, known_lines = _known(shop, numbers, [*NO_LINE, *(LINE_FIELDS.names if older_lines else ())])
    merged = merge(
        orders,
        lines,
        older_lines=older_lines,
        known_orders=known_orders,
        known_lines=known_lines,
        currency=shop.currency,
    )
    _name_buyers(shop, merged, known_orders)
    recorded = _record_orders(shop, merged.orders)
    ids = {number: order_id for (number,), order_id in recorded.ids.items()}
    changed_lines = _record_lines(shop, merged.lines, ids)
    _record_people(shop, merged, ids)
    record_payments(shop, merged.newest, merged.derived_payments, ids)
    _tell_history(recorded, changed_lines, by=by)
    return RecordedOrders(ids, [number for (number,) in recorded.created])


KNOWN_OF_ORDERS = ("id", "total_basis", "buyer_id", *ORDER_FIELDS.names)


def _known(
    shop: Shop, numbers: set[str], of_lines: Collection[str]
) -> tuple[dict[str, Columns], dict[LineKey, Columns]]:
    found = Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=numbers)
    orders: dict[str, Columns] = {
        row["number"]: {name: row[name] for name in KNOWN_OF_ORDERS}
        for row in found.values("number", *KNOWN_OF_ORDERS)
    }
    numbers_by_id = {columns["id"]: number for number, columns in orders.items()}
    lines = {
        (numbers_by_id[row.pop("order_id")], row.pop("key")): row
        for row in OrderLine.objects.filter(order_id__any=list(numbers_by_id))
        .order_by("id")
        .values("order_id", "key", *dict.fromkeys(of_lines))
    }
    return orders, lines


def _name_buyers(shop: Shop, merged: Merged, known: Mapping[str, Columns]) -> None:
    named = [facts for facts in (*merged.newest, *merged.older) if facts.buyer and facts.buyer.identity]
    buyers = recognise_buyers(shop, [facts.buyer for facts in named if facts.buyer])
    newest = set(map(id, merged.newest))
    for facts in named:
        columns: Columns = {"buyer_id": buyers[facts.buyer.identity or ""]} if facts.buyer else {}
        if id(facts) in newest:
            merged.orders[facts.number].update(columns)
        else:
            fill(merged.orders[facts.number], columns, known=known.get(facts.number, {}))


def _record_orders(shop: Shop, said: Mapping[str, Columns]) -> Recorded:
    now = clock.now()
    return record_rows(
        Order,
        {(number,): columns for number, columns in said.items()},
        key=("number",),
        among=Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=list(said)),
        starting={
            "organisation_id": shop.organisation_id,
            "seller_account_id": shop.seller_account_id,
            "shop_id": shop.pk,
            "country": shop.country,
            "currency": shop.currency,
            "sorted_at": now,
            "created_at": now,
        },
    )


def _record_lines(
    shop: Shop, said: Mapping[LineKey, Columns], ids: Mapping[str, int]
) -> dict[int, dict[str, Change]]:
    recorded = record_rows(
        OrderLine,
        {(ids[number], key): columns for (number, key), columns in said.items()},
        key=("order_id", "key"),
        among=OrderLine.objects.filter(order_id__any={ids[number] for number, _ in said}),
        starting={"organisation_id": shop.organisation_id},
    )
    changes: dict[int, dict[str, Change]] = {}
    for (order_id, key), change in recorded.changes.items():
        changes.setdefault(order_id, {})[key] = change
    return changes


def _record_people(shop: Shop, merged: Merged, ids: Mapping[str, int]) -> None:
    said: dict[tuple[int], Columns] = {}
    for facts in merged.newest:
        if columns := _person_columns(facts):
            said.setdefault((ids[facts.number],), {}).update(columns)
    known: dict[int, Columns] = {}
    if merged.older:
        people = OrderPerson.objects.filter(order_id__any={ids[facts.number] for facts in merged.older})
        known = {row["order_id"]: dict(row) for row in people.values()}
    for facts in merged.older:
        order_id = ids[facts.number]
        if columns := _person_columns(facts):
            fill(said.setdefault((order_id,), {}), columns, known=known.get(order_id, {}))
    record_rows(
        OrderPerson,
        said,
        key=("order_id",),
        among=OrderPerson.objects.filter(order_id__any=[order_id for (order_id,) in said]),
        starting={"organisation_id": shop.organisation_id},
    )


def _person_columns(facts: OrderFacts) -> Columns:
    columns = PERSON_FIELDS.said(facts.person) if facts.person is not None else {}
    if facts.buyer is not None and facts.buyer.shown_name:
        columns["buyer_shown_name"] = facts.buyer.shown_name
    return columns


def _tell_history(recorded: Recorded, lines: Mapping[int, Mapping[str, Change]], *, by: Actor) -> None:
    orders = {recorded.ids[key]: change for key, change in recorded.changes.items()}
    told = []
    for order_id in recorded.ids.values():
        changes = as_told(orders.get(order_id, {}))
        of_lines = {key: as_told(change) for key, change in lines.get(order_id, {}).items()}
        of_lines = {key: change for key, change in of_lines.items() if change}
        if changes or of_lines:
            told.append(
                Happening("order_changed", "order", order_id, {"changes": changes, "lines": of_lines})
            )
    record_all(told, by=by)
