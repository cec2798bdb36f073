import pytest

from amends.accounts.models import User
from amends.accounts.queries import acting_as, find_shop, user_by_login, visible_shops
from amends.core.actor import Actor
from amends.core.errors import NotFound
from tests import people

pytestmark = pytest.mark.django_db


def test_whom_a_command_acts_for() -> None:
    with pytest.raises(NotFound) as caught:
        acting_as(None)
    assert caught.value.code == "nothing_set_up"
    home = people.organisation()
    assert acting_as(None) == Actor(home.pk, None, "cli")
    people.user(home, "partner", "owner", shop=people.shop(home, "US"))
    assert acting_as(None) == Actor(home.pk, None, "cli")
    zhao, lin = people.user(home, "zhao", "owner"), people.user(home, "lin")
    assert acting_as(None) == Actor(home.pk, zhao.pk, "cli")
    assert acting_as("LIN") == Actor(home.pk, lin.pk, "cli")
    User.objects.filter(pk=lin.pk).update(is_active=False)
    for login in ("lin", "nobody", "a\0b"):
        with pytest.raises(NotFound):
            acting_as(login)


def test_letters_that_only_look_alike_in_capitals_are_two_logins() -> None:
    home = people.organisation()
    people.user(home, "ılin")
    assert user_by_login("ILIN") is None
    assert user_by_login("ılin") is not None


def test_shops_one_may_see() -> None:
    home = people.organisation()
    us, de = people.shop(home, "US"), people.shop(home, "DE")
    people.shop(people.organisation("Other"), "US")
    lin = people.actor(people.user(home, "lin", "agent", shop=de))
    zhao = people.actor(people.user(home, "zhao", "owner"))
    assert list(visible_shops(lin, "see_orders")) == [de]
    assert list(visible_shops(lin, "manage_people")) == []
    assert list(visible_shops(zhao, "see_orders")) == [de, us]
    assert list(visible_shops(Actor(home.pk, None, "cli"), "see_orders")) == [de, us]
    assert find_shop("US", by=zhao, verb="see_orders") == us
    for actor, code in ((lin, "US"), (zhao, "FR"), (zhao, "U\0S")):
        with pytest.raises(NotFound, match="no shop"):
            find_shop(code, by=actor, verb="see_orders")
