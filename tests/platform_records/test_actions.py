from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from amends.connectors.base import Record
from amends.platform_records.actions import Source, keep_header, keep_records, seen_before
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson, RecordHeader
from tests import people
from tests.race import race

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def said(key: str, content: bytes, personal: list[str] | None = None) -> Record:
    return Record(
        line=2,
        key=key,
        subject="1",
        content_hash=content.ljust(16, b"\0"),
        updated_at=MONDAY,
        facts=[],
        values=["a", "\\N", '"{}'],
        personal=personal,
    )


@pytest.fixture
def source(db: None) -> Source:
    shop = people.shop(people.organisation(), "US1")
    header = keep_header(shop.organisation_id, ["x", "y", "z"])
    return Source(shop.organisation_id, shop.seller_account_id, "amazon.all_orders", 1, header)


def test_records_are_kept_with_the_person_apart(source: Source) -> None:
    keep_records(source, [said("k1", b"1"), said("k2", b"2", ["", "Ann", ""])])
    keep_records(source, [])
    first, second = PlatformRecord.objects.order_by("record_key")
    assert first.values == ["a", "\\N", '"{}']
    assert first.header is not None
    assert first.header.names == ["x", "y", "z"]
    assert PlatformRecordPerson.objects.get().record == second
    assert PlatformRecordPerson.objects.get().values == ["", "Ann", ""]
    assert seen_before(source, ["k2", "k3"]) == [("k2", b"2".ljust(16, b"\0"), MONDAY)]


def test_another_account_or_kind_has_not_seen_it(source: Source) -> None:
    keep_records(source, [said("k1", b"1")])
    other = Source(source.organisation_id, source.seller_account_id, "ebay.orders", 1, None)
    assert seen_before(other, ["k1"]) == []
    keep_records(other, [said("k1", b"1")])
    assert PlatformRecord.objects.count() == 2


def test_the_same_content_is_never_kept_twice(source: Source) -> None:
    keep_records(source, [said("k1", b"1")])
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_records(source, [said("k1", b"1")])
    assert PlatformRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_header_is_kept_once(source: Source) -> None:
    found = race(*[lambda: keep_header(source.organisation_id, ["a", "b"])] * 4)
    assert len(set(found)) == 1, found
    assert RecordHeader.objects.count() == 2
