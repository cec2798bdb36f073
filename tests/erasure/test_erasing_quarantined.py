"""A buyer's mail that nobody could read goes too; a stranger's stays."""

import pytest

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.erasure.actions import erase_order_buyer
from amends.imports.mail_records import ArrivedMail
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.imports.quarantine import Unread, quarantine
from amends.orders.models import Order, OrderPerson
from amends.platform_records import contents
from amends.platform_records.models import Content
from tests.people import organisation, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Shop:
    made = shop(organisation(), "US")
    now = clock.now()
    order = Order.objects.create(
        organisation=made.organisation,
        seller_account=made.seller_account,
        shop=made,
        number="112-8841907-5530612",
        currency="USD",
        sorted_at=now,
        created_at=now,
    )
    OrderPerson.objects.create(organisation=made.organisation, order=order, email="ottoline.v@example.org")
    return made


def put(us: Shop, *pieces: bytes) -> int:
    by = Actor(us.organisation_id, None, "cli")
    assert quarantine(
        us, Unread(pieces, "reader_fell", "It breaks the reader.", ArrivedMail(b"", "a")), by=by
    )
    return QuarantinedMail.objects.latest("pk").pk


def test_found_by_address_wherever_it_stands(us: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "CHUNK", 16)
    theirs = [
        put(us, b"From: Ottoline.V@Example.ORG\n\nhello\n"),
        put(us, b"x" * 70, b"To: ottoline.v@example.org", b"y" * 40),
    ]
    other = put(us, b"From: piers@example.org\n\nhello\n")
    erase_order_buyer(Order.objects.get(), by=Actor(us.organisation_id, None, "cli"))
    left = QuarantinedMail.objects.filter(content__isnull=False)
    assert list(left.values_list("pk", flat=True)) == [other]
    assert list(QuarantinedMailPerson.objects.values_list("mail_id", flat=True)) == [other]
    assert set(QuarantinedMail.objects.filter(pk__in=theirs).values_list("state", flat=True)) == {"dismissed"}
    assert Content.objects.count() == 1
