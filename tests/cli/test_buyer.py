import json

import pytest

from amends.accounts.models import Shop
from amends.cli import main
from amends.core import clock
from amends.orders.models import Order, OrderPerson
from tests.people import organisation, shop, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Shop:
    made = shop(organisation(), "US")
    user(made.organisation, "olga", "owner")
    user(made.organisation, "ana", "agent")
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
    OrderPerson.objects.create(organisation=made.organisation, order=order, recipient="Ottoline")
    return made


def erase(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main.run(["buyer", "erase", "11288419075530612", "--shop", "US", *words])
    return ended.value.code


def test_the_buyer_goes_and_the_order_stays(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase("--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "order": "112-8841907-5530612",
        "erased": {"orders": 1, "messages": 0, "records": 0},
    }
    assert not OrderPerson.objects.exists()
    assert Order.objects.exists()


def test_without_a_terminal_it_wants_a_yes(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase() == 2
    assert "--yes" in capsys.readouterr().err
    assert OrderPerson.objects.exists()


def test_an_agent_does_not_find_the_shop_to_erase_in(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase("--yes", "--as", "ana") == 2
    assert "no shop 'US'" in capsys.readouterr().err
    assert OrderPerson.objects.exists()
