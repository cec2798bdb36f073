"""Uploads: whole or not at all, done by a worker, and nothing of the upload itself stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.core.jobs import PASSING
from amends.imports import actions
from amends.imports.actions import receive_upload, run_waiting_import
from amends.imports.models import ImportFile
from amends.imports.taking import take_batch
from amends.imports.tasks import import_file
from amends.inbox.models import Message
from amends.orders.models import Order
from amends.platform_records.contents import keep_small_contents, read_content
from amends.platform_records.models import Content, ContentChunk
from tests.imports.counting import counts
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import mail, mbox

pytestmark = pytest.mark.django_db


def actor(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "web")


def upload(shop: Shop, octets: bytes, name: str = "x") -> ImportFile:
    return receive_upload(shop, name, [octets[:7], octets[7:]], by=actor(shop))


def work(waiting: ImportFile) -> ImportFile:
    """What the worker does with it."""
    job = ProcrastinateJob.objects.get(args__import_file_id=waiting.pk)
    import_file(**job.args)
    waiting.refresh_from_db()
    return waiting


@pytest.fixture
def orders(tmp_path: Path) -> bytes:
    return amazon_orders(tmp_path / "orders", amazon_row(), amazon_row(sku="B")).read_bytes()


def test_an_upload_goes_in_and_leaves_no_file_behind(shop: Shop, orders: bytes) -> None:
    done = work(upload(shop, orders))
    assert (done.state, done.content_id, counts(done)) == ("done", None, (2, 2, 0, 0, 0))
    assert not Content.objects.exists()


def test_the_same_upload_twice_waits_for_both(shop: Shop, orders: bytes) -> None:
    first, second = upload(shop, orders), upload(shop, orders)
    assert first.content_id == second.content_id
    assert counts(work(first)) == (2, 2, 0, 0, 0)
    assert counts(work(second)) == (2, 0, 0, 2, 0)
    assert not Content.objects.exists()


def test_an_uploaded_mail_is_kept_as_the_message_it_is(shop: Shop) -> None:
    octets = mail("one")
    done = work(upload(shop, octets, "one.eml"))
    assert (done.state, counts(done)) == ("done", (1, 1, 0, 0, 0))
    kept = Message.objects.get().content
    assert kept is not None
    assert b"".join(read_content(kept)) == octets


def test_an_upload_that_is_also_an_attachment_stays_for_the_message(
    shop: Shop, orders: bytes, tmp_path: Path
) -> None:
    [kept] = keep_small_contents(shop.organisation_id, [(orders, "text/csv")])
    work(upload(shop, mbox(tmp_path / "box", mail("one")).read_bytes()))
    Message.objects.update(content_id=kept)
    assert work(upload(shop, orders)).state == "done"
    assert Content.objects.filter(pk=kept).exists()


def test_what_breaks_off_while_coming_in_leaves_nothing(shop: Shop) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 3_000_000
        raise ConnectionResetError("the browser went away")

    with pytest.raises(ConnectionResetError):
        receive_upload(shop, "x", pieces(), by=actor(shop))
    assert not ImportFile.objects.exists()
    assert not ContentChunk.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_an_unknown_file_is_refused_and_not_kept(shop: Shop) -> None:
    done = work(upload(shop, b"a,b\n1,2\n"))
    assert (done.state, done.error_code, done.content_id) == ("refused", "unknown_kind", None)
    assert not Content.objects.exists()


def test_a_fault_of_ours_ends_the_import_and_says_so(
    shop: Shop, orders: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("a fault\nof ours")

    waiting = upload(shop, orders)
    monkeypatch.setattr(actions, "take_batch", broken)
    with pytest.raises(ValueError, match="of ours"):
        work(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code, waiting.content_id) == ("failed", "import_failed", None)
    assert waiting.error == "The import stopped: ValueError: a fault"
    assert waiting.finished_at is not None
    assert not Content.objects.exists()


def test_while_the_database_is_away_the_job_is_tried_again(
    shop: Shop, orders: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the server closed the connection")

    waiting = upload(shop, orders)
    job = ProcrastinateJob.objects.get()
    monkeypatch.setattr(actions, "take_batch", away)
    with pytest.raises(OperationalError) as raised:
        work(waiting)
    monkeypatch.setattr(actions, "take_batch", take_batch)
    assert isinstance(raised.value, PASSING)
    assert import_file.get_retry_exception(raised.value, job) is not None
    assert counts(work(waiting)) == (2, 2, 0, 0, 0)


def test_a_job_done_twice_is_done_once(shop: Shop, orders: bytes) -> None:
    waiting = upload(shop, orders)
    work(waiting)
    assert counts(work(waiting)) == (2, 2, 0, 0, 0)
    run_waiting_import(waiting, by=actor(shop))
    assert Order.objects.count() == 1
