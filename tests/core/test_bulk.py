from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.bulk import (
    commit_without_waiting,
    copy_in,
    held_while_running,
    lock_until_commit,
    record_rows,
    reserve_ids,
)
from amends.orders.models import Order, OrderLine, OrderPerson
from tests import people
from tests.race import race

pytestmark = pytest.mark.django_db
NOW = clock.now()


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US1")


def starting(shop: Shop) -> dict[str, Any]:
    return {
        "organisation_id": shop.organisation_id,
        "seller_account_id": shop.seller_account_id,
        "shop_id": shop.pk,
        "currency": "USD",
        "sorted_at": NOW,
        "created_at": NOW,
    }


def record(shop: Shop, said: dict[str, dict[str, Any]]) -> Any:
    return record_rows(
        Order,
        {(number,): columns for number, columns in said.items()},
        key=("number",),
        among=Order.objects.filter(number__any=list(said)),
        starting=starting(shop),
    )


def test_new_rows_get_what_was_said_then_the_start_then_the_models_default(shop: Shop) -> None:
    result = record(shop, {"1": {"status": "Shipped", "currency": "EUR"}, "2": {}})
    assert result.created == [("1",), ("2",)]
    assert result.changes == {}
    first, second = Order.objects.order_by("number")
    assert (first.pk, second.pk) == (result.ids["1",], result.ids["2",])
    assert (first.status, first.currency, first.state) == ("Shipped", "EUR", "unknown")
    assert (second.status, second.currency, second.invoice_wished) == ("", "USD", None)


def test_known_rows_change_only_where_something_else_is_said(shop: Shop) -> None:
    before = record(shop, {"1": {"status": "Pending", "total": Decimal("1.50")}, "2": {"status": "Shipped"}})
    result = record(shop, {"1": {"status": "Shipped", "total": Decimal("1.5")}, "2": {"status": "Shipped"}})
    assert result.ids == before.ids
    assert result.created == []
    assert result.changes == {("1",): {"status": ("Pending", "Shipped")}}
    assert Order.objects.get(number="1").total == Decimal("1.5")


def test_nothing_said_asks_nothing(shop: Shop, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert record(shop, {}).ids == {}
        copy_in(Order, [])
        assert reserve_ids(Order, 0) == []


def test_a_table_keyed_by_its_parent_has_no_ids_of_its_own(shop: Shop) -> None:
    order_id = record(shop, {"1": {}}).ids["1",]
    for city in ("Reno", "Evanston"):
        result = record_rows(
            OrderPerson,
            {(order_id,): {"city": city}},
            key=("order_id",),
            among=OrderPerson.objects.filter(order_id=order_id),
            starting={"organisation_id": shop.organisation_id},
        )
        assert result.ids == {(order_id,): order_id}
    assert OrderPerson.objects.get().city == "Evanston"


def test_without_an_id_the_database_gives_one(shop: Shop) -> None:
    copy_in(Order, [{"number": "1"}, {"number": "2"}], starting=starting(shop))
    assert Order.objects.filter(pk__gt=0).count() == 2


def test_what_the_driver_refuses_comes_as_djangos_error(shop: Shop) -> None:
    with pytest.raises(DataError), transaction.atomic():
        record(shop, {"1": {"total": Decimal(10) ** 15}})
    record(shop, {"1": {"total": Decimal(1)}})
    with pytest.raises(DataError), transaction.atomic():
        record(shop, {"1": {"total": Decimal(10) ** 15}})
    with pytest.raises(IntegrityError), transaction.atomic():
        record(shop, {"1": {"state": "no state of ours"}})
    assert Order.objects.get().total == 1


LINES = st.dictionaries(
    st.sampled_from("abcd"),
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
            "quantity": st.integers(0, 9),
            "item_amount": st.one_of(st.none(), st.decimals(0, 99, places=4)),
            "promotions": st.lists(st.sampled_from(['"', "\\", "a,b", "{}"]), max_size=2),
        },
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=4))
def test_the_table_is_what_was_said_last(shop: Shop, batches: list[dict[str, dict[str, Any]]]) -> None:
    with transaction.atomic():
        order_id = record(shop, {"1": {}}).ids["1",]
        expected: dict[str, dict[str, Any]] = {}
        for batch in batches:
            record_rows(
                OrderLine,
                {(order_id, key): columns for key, columns in batch.items()},
                key=("order_id", "key"),
                among=OrderLine.objects.filter(order_id=order_id),
                starting={"organisation_id": shop.organisation_id},
            )
            for key, columns in batch.items():
                unsaid = {"title": "", "quantity": 1, "item_amount": None, "promotions": []}
                expected[key] = expected.get(key, unsaid) | columns
        found = OrderLine.objects.values("key", "title", "quantity", "item_amount", "promotions")
        assert {row.pop("key"): row for row in found} == expected
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_lock_until_commit_lets_one_after_the_other(shop: Shop) -> None:
    def count_up() -> None:
        with transaction.atomic():
            lock_until_commit("counter", 7)
            current = Shop.objects.values_list("name", flat=True).get() or "0"
            Shop.objects.update(name=str(int(current) + 1))

    assert race(*[count_up] * 4) == [None] * 4
    assert Shop.objects.get().name == "4"


@pytest.mark.django_db(transaction=True)
def test_a_held_lock_is_refused_to_others_and_free_again_afterwards(shop: Shop) -> None:
    def ask(patience_s: float) -> bool:
        with held_while_running("work", 1, patience_s=patience_s) as held:
            return held

    with held_while_running("work", 1) as mine, held_while_running("work", 2) as other:
        assert (mine, other) == (True, True)
        assert race(lambda: ask(0.0), lambda: ask(0.01)) == [False, False]
    assert race(lambda: ask(0.0)) == [True]


@pytest.mark.django_db(transaction=True)
def test_who_is_patient_gets_the_lock_when_it_is_let_go(shop: Shop) -> None:
    from threading import Event

    taken, asked = Event(), Event()

    def holds() -> bool:
        with held_while_running("work", 1) as held:
            taken.set()
            asked.wait(30)
        return held

    def waits() -> bool:
        taken.wait(30)
        asked.set()
        with held_while_running("work", 1, patience_s=30) as held:
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("0",)
            return held

    assert race(holds, waits) == [True, True]


@pytest.mark.django_db(transaction=True)
def test_the_lock_of_a_session_that_ended_is_free(shop: Shop) -> None:
    def dies() -> None:
        with held_while_running("work", 1):
            connection.close()

    assert race(dies) == [None]
    with held_while_running("work", 1) as held:
        assert held


@pytest.mark.django_db(transaction=True)
def test_other_trouble_while_waiting_is_not_taken_for_a_busy_lock(shop: Shop) -> None:
    from django.db import OperationalError

    def waits() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '20ms'")
        with held_while_running("work", 1, patience_s=30):
            raise AssertionError("it had the lock")

    with held_while_running("work", 1):
        [raised] = race(waits)
    assert isinstance(raised, OperationalError)
    assert "statement timeout" in str(raised)


def test_a_commit_need_not_wait_for_the_disk(shop: Shop) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        commit_without_waiting()
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
