"""Big sets: one imported file, multiplied in the database.

The first copy is what the importer made. Each further copy is the same rows with other order numbers and
later times, which is what the importer would have made of such a file (tests/benchmarks proves it).
Content hashes are carried over as they are: no page reads them.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg import sql

from benchmarks import desk
from benchmarks.exports import HOURS_BETWEEN_COPIES, order_number, write_amazon_orders

ORDERS_IMPORTED = 1_000


def filled(address: str, orders: int) -> str:
    """The name of a database with so many orders (a multiple of a thousand), built when it is not there."""
    name = f"orders_{orders}"
    if not desk.exists(address, name):
        desk.tell(f"filling a database with {orders:,} orders, once …")
        desk.create(address, "filling")
        desk.point_django_at("filling")
        desk.migrate()
        fill(orders)
        desk.rename(address, "filling", name)
    return name


def fill(orders: int) -> None:
    """Bring the database Django speaks to, which is empty, to so many orders."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.txt"
        write_amazon_orders(path, ORDERS_IMPORTED)
        import_into_new_shop(path)
    multiply(orders // ORDERS_IMPORTED - 1)


def import_into_new_shop(path: Path) -> Any:
    """Import a file into a shop made for it, as its owner would."""
    from amends.accounts.models import Organisation, RoleGrant, SellerAccount, Shop, User
    from amends.core import clock
    from amends.core.actor import Actor
    from amends.imports.actions import import_path

    organisation = Organisation.objects.create(name="Bench", created_at=clock.now())
    owner = User.objects.create(organisation=organisation, login="bench", created_at=clock.now())
    RoleGrant.objects.create(organisation=organisation, user=owner, role="owner")
    account = SellerAccount.objects.create(organisation=organisation, marketplace="amazon", name="Bench")
    shop = Shop.objects.create(
        organisation=organisation,
        seller_account=account,
        code="BENCH",
        marketplace="amazon",
        country="US",
        time_zone="America/Los_Angeles",
        currency="USD",
        language="en-US",
        created_at=clock.now(),
    )
    return import_path(path, shop, by=Actor(organisation.pk, owner.pk, "cli"))


def multiply(copies: int) -> None:
    """Add so many copies of every order and all that hangs on it."""
    from django.db import connection

    from amends.models import (
        Order,
        OrderLine,
        OrderPerson,
        Payment,
        PlatformRecord,
        PlatformRecordPerson,
    )

    models = (Order, OrderPerson, OrderLine, Payment, PlatformRecord, PlatformRecordPerson)
    with connection.cursor() as cursor:
        strides = {model: _stride(cursor, model) for model in models}
        for model in models:
            cursor.execute(_copy_statement(model, strides, cursor), [copies])
            if model._meta.pk.attname == "id":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM "
                    + model._meta.db_table
                    + "))",
                    [model._meta.db_table],
                )
        cursor.execute("VACUUM ANALYZE")


def _stride(cursor: Any, model: Any) -> int:
    cursor.execute(f"SELECT coalesce(max({model._meta.pk.column}), 0) FROM {model._meta.db_table}")
    return int(cursor.fetchone()[0])


def _copy_statement(model: Any, strides: dict[Any, int], cursor: Any) -> str:
    fields = model._meta.concrete_fields
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    values = sql.SQL(", ").join(_shifted(field, model, strides) for field in fields)
    table = sql.Identifier(model._meta.db_table)
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, %s) AS copy"
    ).format(table=table, columns=columns, values=values)
    return statement.as_string(cursor.cursor)


def _shifted(field: Any, model: Any, strides: dict[Any, int]) -> sql.Composable:
    column = sql.SQL("{}.{}").format(sql.Identifier(model._meta.db_table), sql.Identifier(field.column))
    target = field.related_model if field.is_relation else model if field.primary_key else None
    if target in strides:
        return sql.SQL("{} + copy * {}").format(column, sql.Literal(strides[target]))
    kind = field.get_internal_type()
    if kind == "DateTimeField" and field.name not in ("created_at", "received_at"):
        return sql.SQL("{} + copy * interval {}").format(column, sql.Literal(f"{HOURS_BETWEEN_COPIES} hours"))
    if kind in ("TextField", "ArrayField"):
        as_type = sql.SQL("text[]" if kind == "ArrayField" else "text")
        return sql.SQL("replace({}::text, {}, '-' || lpad(copy::text, 7, '0') || '-')::{}").format(
            column, sql.Literal(order_number(0)[3:12]), as_type
        )
    return column
