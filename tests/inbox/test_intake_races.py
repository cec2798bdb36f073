"""Messages of one order that come in at the same moment, by several ways: one case, nothing lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.core.actor import Actor
from amends.imports import actions
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.inbox.models import CaseMessage
from tests import people
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import MESSAGE, written
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 8


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ROWS_AT_ONCE", 3)


def take(path: Path, shop: Shop) -> Callable[[], ImportFile]:
    return lambda: import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))


def talk(folder: Path, name: str) -> Path:
    """Messages of threads of their own, all about the one order."""
    rows = ({"message_id": f"{name}{n}", "conversation_id": f"{name}{n}"} for n in range(EACH))
    return written(folder / name, MESSAGE, *rows)


def check_one_case(shop: Shop, done: list[ImportFile], messages: int) -> None:
    assert [(each.state, each.rejected) for each in done] == [("done", 0)] * len(done)
    case = Case.objects.get()
    assert (case.state, case.order is not None) == ("open", True)
    assert CaseMessage.objects.filter(case=case).count() == messages
    running = Clock.objects.filter(case=case, state__in=("running", "paused"))
    assert running.filter(kind="answer", side="platform").count() == 1


def test_two_files_about_one_order(shop: Shop, tmp_path: Path) -> None:
    take(amazon_orders(tmp_path / "orders", amazon_row()), shop)()
    done = race(*(take(talk(tmp_path, name), shop) for name in ("a", "b", "c")))
    check_one_case(shop, done, 3 * EACH)


def test_two_shops_of_one_seller_account(shop: Shop, tmp_path: Path) -> None:
    other = people.shop(shop.organisation, "US2")
    Shop.objects.filter(pk=other.pk).update(seller_account=shop.seller_account)
    other.refresh_from_db()
    take(amazon_orders(tmp_path / "orders", amazon_row()), shop)()
    done = race(take(talk(tmp_path, "a"), shop), take(talk(tmp_path, "b"), other))
    check_one_case(shop, done, 2 * EACH)


def test_the_order_comes_at_the_same_moment(shop: Shop, tmp_path: Path) -> None:
    orders = amazon_orders(tmp_path / "orders", amazon_row())
    talked = written(tmp_path / "talk", MESSAGE, *({"message_id": f"m{n}"} for n in range(EACH)))
    done = race(take(talked, shop), take(orders, shop))
    check_one_case(shop, done, EACH)
