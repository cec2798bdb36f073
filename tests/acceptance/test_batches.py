"""Files of every kind, made as the marketplaces make them, against what must become of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.history.models import Event
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.insights.order_document import order_document
from amends.orders.models import Order
from tests import people
from tests.acceptance import amazon_batches, other_batches, taobao_batches
from tests.acceptance.batches import Batch, Given, differences

pytestmark = pytest.mark.django_db
Take = Callable[[Given], ImportFile]
BATCHES = (
    amazon_batches.US,
    amazon_batches.FR,
    taobao_batches.TAOBAO,
    other_batches.EBAY_US,
    other_batches.EBAY_GB,
    other_batches.SHOPIFY,
    other_batches.TIKTOK,
    other_batches.MAIL,
)


@pytest.fixture
def take(tmp_path: Path, batch: Batch) -> Take:
    shop = people.shop(people.organisation(), "S1", marketplace=batch.shop["marketplace"])
    Shop.objects.filter(pk=shop.pk).update(**batch.shop)
    shop.refresh_from_db()

    def import_one(given: Given) -> ImportFile:
        path = tmp_path / given.name
        path.write_bytes(given.octets)
        return import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))

    return import_one


def told(done: ImportFile) -> tuple[str, str, str, int, int, int, int, int]:
    """Its state, kind, encoding, rows, created, updated, unchanged, rejected."""
    counts = (done.rows, done.created, done.updated, done.unchanged, done.rejected)
    return (done.state, done.kind, done.encoding, *counts)


def wanted(given: Given, *, again: bool = False) -> tuple[str, str, str, int, int, int, int, int]:
    """The same, as it must be."""
    rejected = len(given.rejects)
    first = (given.created, given.updated, given.unchanged)
    counts = (0, 0, given.rows - rejected) if again else first
    return ("done", given.kind, given.encoding, given.rows, *counts, rejected)


def rejects(done: ImportFile) -> tuple[tuple[int, str, str], ...]:
    return tuple(done.rejects.order_by("id").values_list("line", "column", "reason"))


def documents() -> list[dict[str, object]]:
    return [order_document(order) for order in Order.objects.order_by("number")]


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: batch.name)
def test_every_row_has_its_outcome_and_a_second_time_nothing_happens(batch: Batch, take: Take) -> None:
    for given in batch.files:
        done = take(given)
        assert (told(done), rejects(done)) == (wanted(given), given.rejects), (given.name, done.error)
    before = (documents(), Event.objects.filter(verb__endswith="changed").count())
    for given in reversed(batch.files):
        again = take(given)
        assert (told(again), rejects(again)) == (wanted(given, again=True), given.rejects), given.name
    assert (documents(), Event.objects.filter(verb__endswith="changed").count()) == before


@pytest.mark.parametrize("batch", BATCHES[:-1], ids=lambda batch: batch.name)
def test_orders_are_shown_as_the_files_say(batch: Batch, take: Take) -> None:
    for given in batch.files:
        take(given)
    shown = {str(document["number"]): document for document in documents()}
    assert list(shown) == sorted(batch.orders)
    assert [
        told
        for number, document in batch.orders.items()
        for told in differences(document, shown[number], number)
    ] == []


@pytest.mark.parametrize("batch", [amazon_batches.US, amazon_batches.FR], ids=lambda batch: batch.name)
def test_the_address_in_feedback_is_nowhere(batch: Batch, take: Take) -> None:
    for given in batch.files:
        take(given)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', ["%secret%"])
            assert cursor.fetchone() == (0,), table
