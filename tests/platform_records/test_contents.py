import hashlib
from collections.abc import Iterator
from threading import Event

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.accounts.models import Organisation, Shop
from amends.core import clock
from amends.imports.models import ImportFile
from amends.platform_records import contents
from amends.platform_records.contents import (
    forget_contents,
    keep_content,
    keep_small_contents,
    read_content,
)
from amends.platform_records.models import Content, ContentChunk
from tests import people
from tests.race import race
from tests.waiting import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db: None) -> Organisation:
    return people.organisation()


@pytest.fixture
def shop(organisation: Organisation) -> Shop:
    return people.shop(organisation, "US1")


def read(content_id: int) -> bytes:
    return b"".join(read_content(Content.objects.get(pk=content_id)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40), max_size=6), st.integers(1, 9))
def test_what_is_kept_is_read_again_whatever_the_pieces(
    organisation: Organisation, pieces: list[bytes], chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "CHUNK", chunk)
        Content.objects.all().delete()
        whole = b"".join(pieces)
        kept = keep_content(organisation.pk, pieces)
        assert (read(kept.pk), kept.size) == (whole, len(whole))
        assert bytes(kept.sha256) == hashlib.sha256(whole).digest()
        sizes = [len(octets) for octets in kept.chunks.order_by("position").values_list("octets", flat=True)]
        assert sizes == [chunk] * (len(whole) // chunk) + [len(whole) % chunk] * bool(len(whole) % chunk)
        assert keep_small_contents(organisation.pk, [(whole, "text/plain")]) == [kept.pk]
        forget_contents([kept.pk])
        assert keep_small_contents(organisation.pk, [(whole, "text/plain")]) != [kept.pk]
        assert read(Content.objects.get().pk) == whole


def test_the_same_content_is_kept_once_for_each_organisation(organisation: Organisation) -> None:
    first, second = keep_content(organisation.pk, [b"ab", b"c"]), keep_content(organisation.pk, [b"a", b"bc"])
    other = keep_content(people.organisation("Other").pk, [b"abc"])
    assert first.pk == second.pk != other.pk
    assert ContentChunk.objects.count() == 2


def test_small_contents_keep_their_order(organisation: Organisation) -> None:
    known = keep_content(organisation.pk, [b"b"]).pk
    found = keep_small_contents(organisation.pk, [(each, "text/plain") for each in (b"a", b"b", b"a", b"c")])
    assert found[0] == found[2]
    assert found[1] == known
    assert [read(content_id) for content_id in found] == [b"a", b"b", b"a", b"c"]
    assert keep_small_contents(organisation.pk, []) == []


def test_what_breaks_off_leaves_nothing(organisation: Organisation) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * contents.CHUNK
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        keep_content(organisation.pk, pieces())
    assert not Content.objects.exists()


def test_only_what_nothing_refers_to_is_forgotten(shop: Shop) -> None:
    used, unused = keep_content(shop.organisation_id, [b"a"]), keep_content(shop.organisation_id, [b"b"])
    ImportFile.objects.create(
        organisation=shop.organisation, shop=shop, name="x", content=used, created_at=clock.now()
    )
    forget_contents([used.pk, unused.pk])
    assert list(Content.objects.all()) == [used]
    forget_contents([])


@pytest.mark.django_db(transaction=True)
def test_what_is_about_to_be_referred_to_is_not_forgotten(shop: Shop) -> None:
    kept, found, forgotten = keep_content(shop.organisation_id, [b"a"]), Event(), Event()

    def refer() -> None:
        with transaction.atomic():
            content = keep_content(shop.organisation_id, [b"a"])
            found.set()
            until(lambda: forgotten.is_set() or _somebody_waits_for_a_lock())
            ImportFile.objects.create(
                organisation=shop.organisation, shop=shop, name="x", content=content, created_at=clock.now()
            )

    def forget() -> None:
        found.wait(30)
        with transaction.atomic():
            forget_contents([kept.pk])
        forgotten.set()

    assert race(refer, forget) == [None, None]
    assert ImportFile.objects.get().content == kept


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_same_content_kept_at_once(organisation: Organisation) -> None:
    for number in range(4):
        large = b"%d" % number * 3_000_000
        kept = race(
            *[lambda large=large: keep_content(organisation.pk, [large]).pk] * 3,
            lambda large=large: keep_small_contents(organisation.pk, [(large, "text/plain")])[0],
        )
        assert len(set(kept)) == 1, kept
        assert read(kept[0]) == large
    assert Content.objects.count() == 4
