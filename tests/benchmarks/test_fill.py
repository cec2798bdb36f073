"""Multiplied rows are those that the importer would have made."""

from pathlib import Path

import pytest
from django.db import connection

from amends.core import clock
from amends.core.actor import Actor
from amends.imports.actions import import_path
from benchmarks import multiplying
from benchmarks.exports import write_amazon_orders
from benchmarks.fill import import_into_new_shop, order_kind
from benchmarks.multiplying import highest
from tests.benchmarks.copied import NOON, rolled_back, rows_of

pytestmark = pytest.mark.django_db

ORDERS = 60
COPIES = range(1, 3)
# The words of a row, with its times in them, and their hash are carried over; the file it came with also.
APART = {"PlatformRecord": frozenset({"values", "content_hash", "import_file_id"})}


def test_multiplied_orders_are_as_imported(tmp_path: Path) -> None:
    kind = order_kind()
    files = [tmp_path / f"orders-{copy}.txt" for copy in (0, *COPIES)]
    for copy, path in enumerate(files):
        write_amazon_orders(path, ORDERS, copy=copy)
    with clock.frozen_at(NOON), connection.cursor() as cursor:
        begun = highest(cursor, kind.models)
        shop = import_into_new_shop(files[0]).shop
        done = highest(cursor, kind.models)
        with rolled_back():
            multiplying.multiply(cursor, kind, begun, done, numbered=0, copies=COPIES)
            multiplied = rows_of(kind, done, highest(cursor, kind.models), apart=APART)
        begun = highest(cursor, kind.models)
        for path in files[1:]:
            import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))
        imported = rows_of(kind, begun, highest(cursor, kind.models), apart=APART)
    assert len(imported["Order"]) == ORDERS * len(COPIES)
    assert multiplied == imported
