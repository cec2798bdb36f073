from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from amends.accounts.models import Organisation
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import Happening, as_told, record, record_all
from amends.history.models import Event
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db: None) -> Organisation:
    return people.organisation()


def truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE amends_event")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(verb="order_shipped"),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.get().delete(),
        truncate,
    ],
)
def test_history_can_only_be_added_to(organisation: Organisation, change: Callable[[], object]) -> None:
    record(actor=Actor(organisation.pk, None, "cli"), verb="shop_added", subject_type="shop", subject_id=7)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert Event.objects.get().verb == "shop_added"


def test_an_event_says_who_what_and_when(organisation: Organisation) -> None:
    moment = clock.now()
    with clock.frozen_at(moment):
        event = record(
            actor=Actor(organisation.pk, 3, "web"),
            verb="shop_added",
            subject_type="shop",
            subject_id=7,
            detail={"code": "US1"},
        )
    event.refresh_from_db()
    assert (event.organisation_id, event.at, event.detail) == (organisation.pk, moment, {"code": "US1"})
    assert event.actor == str(Actor(organisation.pk, 3, "web"))


def test_events_of_one_moment_keep_their_order(organisation: Organisation) -> None:
    told = [Happening("order_changed", "order", number, {"n": number}) for number in range(30)]
    record_all(told, by=Actor(organisation.pk, None, "cli"))
    assert list(Event.objects.order_by("id").values_list("subject_id", flat=True)) == list(range(30))
    assert Event.objects.values("at").distinct().count() == 1


def test_a_change_is_told_without_what_may_name_a_person() -> None:
    change = {"status": ("Pending", "Shipped"), "paid_at": (None, 1), "seller_note": ("a", "Ann wants blue")}
    assert as_told(change) == {"status": ["Pending", "Shipped"], "paid_at": [None, "1"]}
