"""Importing 100,000 Amazon order rows, beside COPY of the same parsed rows into the same tables."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import desk
from benchmarks.exports import write_amazon_orders
from benchmarks.fill import import_into_new_shop
from benchmarks.measuring import Finding, seconds

ROWS = 100_000
PART = 5


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: no less than a fifth of COPY's rate."""
    rows = ROWS * (5 if full else 1)
    desk.create(address, "empty_desk")
    desk.point_django_at("empty_desk")
    desk.migrate()
    desk.create(address, "imported", template="empty_desk")
    desk.point_django_at("imported")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.txt"
        write_amazon_orders(path, rows, rows=rows)
        done: list[Any] = []
        first = seconds(lambda: done.append(import_into_new_shop(path)))
        if done[0].created != rows:
            raise SystemExit(f"only {done[0].created} of {rows} rows went in")
        again = seconds(lambda: _import_again(path))
    copied = _copy_seconds(address)
    return [
        Finding(
            name=f"import of {rows:,} Amazon order rows",
            measured=f"{rows / first:,.0f} rows/s ({first:.1f} s)",
            yardstick=f"COPY of the parsed rows: {rows / copied:,.0f} rows/s ({copied:.1f} s)",
            ratio=round(copied / first, 3),
            bar="at least 0.2",
            ok=copied / first >= 1 / PART,
        ),
        Finding(
            name="the same file again, nothing changed",
            measured=f"{rows / again:,.0f} rows/s ({again:.1f} s)",
            yardstick=f"first import ({first:.1f} s)",
            ratio=round(first / again, 3),
            bar="",
            ok=None,
        ),
    ]


def _import_again(path: Path) -> None:
    from amends.accounts.models import Shop
    from amends.core.actor import Actor
    from amends.imports.actions import import_path

    shop = Shop.objects.get()
    done = import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))
    if done.unchanged != done.rows:
        raise SystemExit("a second import changed something")


def _copy_seconds(address: str) -> float:
    """COPY what the import made into the same empty tables, with their indexes and foreign keys."""
    from amends import models

    desk.create(address, "copied", template="empty_desk")
    before = (models.Organisation, models.SellerAccount, models.Shop, models.RecordHeader)
    measured = (
        models.Order,
        models.OrderPerson,
        models.OrderLine,
        models.Payment,
        models.PlatformRecord,
        models.PlatformRecordPerson,
    )
    with psycopg.connect(desk.address_of(address, "imported")) as source:
        octets = {model: _copied_out(source, model) for model in (*before, *measured)}
    with psycopg.connect(desk.address_of(address, "copied")) as target:
        for model in before:
            _copy_in(target, model, octets[model])
        target.commit()

        def write() -> None:
            for model in measured:
                _copy_in(target, model, octets[model])
            target.commit()

        return seconds(write)


def _copied_out(source: psycopg.Connection[Any], model: Any) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(model._meta.db_table))
    with source.cursor().copy(statement) as copy:
        return b"".join(bytes(piece) for piece in copy)


def _copy_in(target: psycopg.Connection[Any], model: Any, octets: bytes) -> None:
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(model._meta.db_table))
    with target.cursor().copy(statement) as copy:
        copy.write(octets)
