"""Rows that came in before their order are tied to it when it comes."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from psycopg import sql

from amends.accounts.models import Shop
from amends.core.bulk import driver_cursor
from amends.orders.models import Order


def order_ids(shop: Shop, numbers: Collection[str]) -> dict[str, int]:
    """The ids of those of these orders that have come in for the shop's seller account, by number."""
    found = Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=set(numbers))
    return dict(found.values_list("number", "id"))


def link_waiting(waiting: "QuerySet[Any, Any]", ids: Mapping[str, int]) -> None:
    """Set `order` on those of `waiting` that name one of these orders (number → id) and have none yet."""
    found = waiting.filter(order__isnull=True, order_number__any=list(ids)).values_list("pk", "order_number")
    rows = [(ids[number], pk) for pk, number in found]
    if rows:
        _set_orders(waiting.model, rows)


def _set_orders(model: type[Model], rows: list[tuple[int, int]]) -> None:
    statement = sql.SQL("UPDATE {} SET order_id = %s WHERE {} = %s").format(
        sql.Identifier(model._meta.db_table), sql.Identifier(model._meta.pk.attname)
    )
    with driver_cursor() as cursor:
        cursor.executemany(statement, rows)
