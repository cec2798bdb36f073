"""Big sets: one imported file, multiplied in the database.

The first copy is what the importer made. Each further copy is the same rows with other order numbers and
later times, which is what the importer would have made of such a file (tests/benchmarks proves it).
The words of the file's rows and their hashes are carried over, but for numbers: no page reads them.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import desk, multiplying
from benchmarks.exports import HOURS_BETWEEN_COPIES, write_amazon_orders
from benchmarks.multiplying import Kind, Mark, highest

ORDERS_IMPORTED = 1_000
MARK = Mark("-", 7, "-")  # within an order's number


def filled(address: str, orders: int) -> str:
    """The name of a database with so many orders (a multiple of a thousand), built when it is not there."""
    return desk.filled(address, f"orders_{orders}", f"{orders:,} orders", lambda: fill(orders))


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

    kind = order_kind()
    nothing = dict.fromkeys(kind.models, 0)
    with connection.cursor() as cursor:
        whole = highest(cursor, kind.models)
        multiplying.multiply(cursor, kind, nothing, whole, numbered=0, copies=range(1, copies + 1))
        cursor.execute("VACUUM ANALYZE")


def order_kind() -> Kind:
    """The tables of orders and of what was said of them."""
    from amends import models as m

    tables = (m.Order, m.OrderPerson, m.OrderLine, m.Payment, m.PlatformRecord, m.PlatformRecordPerson)
    return Kind(tables, (MARK,), hours_between=HOURS_BETWEEN_COPIES)
