import pytest
from tests import people

from amends.accounts.models import User
from amends.accounts.queries import actor_for_login, shop_by_code, user_by_login, visible_shops
from amends.core.actor import Actor
from amends.core.errors import NotFound

pytestmark = pytest.mark.django_db


def test_whom_a_command_acts_for() -> None:
    with pytest.raises(NotFound) as caught:
        actor_for_login(None)
    assert caught.value.code == "nothing_set_up"
    home = people.organisation()
    assert actor_for_login(None) == Actor(home.pk, None, "cli")
    people.user(home, "partner", "owner", shop=people.shop(home, "US"))
    assert actor_for_login(None) == Actor(home.pk, None, "cli")
    zhao, lin = people.user(home, "zhao", "owner"), people.user(home, "lin")
    assert actor_for_login(None) == Actor(home.pk, zhao.pk, "cli")
    assert actor_for_login("LIN") == Actor(home.pk, lin.pk, "cli")
    User.objects.filter(pk=lin.pk).update(is_active=False)
    for login in ("lin", "nobody", "a\0b"):
        with pytest.raises(NotFound):
            actor_for_login(login)


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
    assert shop_by_code(zhao, "US", verb="see_orders") == us
    for actor, code in ((lin, "US"), (zhao, "FR"), (zhao, "U\0S")):
        with pytest.raises(NotFound, match="no shop"):
            shop_by_code(actor, code, verb="see_orders")
