import pytest

from amends.accounts.models import RoleGrant, User
from amends.accounts.passwords import change_password, set_password
from amends.accounts.people import (
    activate_user,
    add_user,
    change_user,
    deactivate_user,
    grant_role,
    revoke_role,
)
from amends.accounts.permission import grants_of
from amends.accounts.queries import whole_owners
from amends.accounts.rules import Grant
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from tests import people
from tests.race import race

PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return people.user(people.organisation(), "zhao", "owner", password=PASSWORD)


def test_a_new_person_has_no_password_and_no_role(owner: User) -> None:
    lin = add_user(by=people.actor(owner), login=" Lin@shop.example ", name="林", language="zh-hans")
    assert (lin.login, lin.organisation) == ("Lin@shop.example", owner.organisation)
    assert not lin.has_usable_password()
    assert grants_of(lin.pk) == frozenset()
    assert "Lin" not in repr(list(Event.objects.values()))


@pytest.mark.parametrize("login", ["zhao", "ZHAO", " Zhao ", "Ｚhao"])
def test_a_login_is_taken_in_any_spelling(owner: User, login: str) -> None:
    with pytest.raises(Refused, match="already"):
        add_user(by=people.actor(owner), login=login)


@pytest.mark.django_db(transaction=True)
def test_a_login_is_taken_once_at_the_same_moment() -> None:
    by = people.actor(people.user(people.organisation(), "zhao", "owner"))
    results = race(*[lambda: add_user(by=by, login="lin")] * 4)
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3


def test_only_an_owner_of_the_whole_manages_people(owner: User) -> None:
    shop = people.shop(owner.organisation, "US")
    lead = people.user(owner.organisation, "lead", "lead")
    shop_owner = people.user(owner.organisation, "partner", "owner", shop=shop)
    for person in (lead, shop_owner):
        by = people.actor(person)
        with pytest.raises(NotAllowed):
            add_user(by=by, login="lin")
        with pytest.raises(NotAllowed):
            grant_role(person, role="owner", by=by)
        with pytest.raises(NotAllowed):
            deactivate_user(owner, by=by)
        with pytest.raises(NotAllowed):
            set_password(owner, PASSWORD, by=by)
        with pytest.raises(NotAllowed):
            change_user(owner, by=by, name="")


def test_nobody_reaches_into_another_organisation(owner: User) -> None:
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    by = people.actor(stranger)
    grant = owner.grants.get()
    shop = people.shop(owner.organisation, "US")
    for reach in (
        lambda: deactivate_user(owner, by=by),
        lambda: activate_user(owner, by=by),
        lambda: grant_role(owner, role="agent", by=by),
        lambda: grant_role(stranger, role="agent", shop=shop, by=by),
        lambda: revoke_role(grant, by=by),
        lambda: set_password(owner, PASSWORD, by=by),
        lambda: change_user(owner, by=by, name=""),
    ):
        with pytest.raises(NotFound):
            reach()


def test_roles_come_and_go_with_their_history(owner: User) -> None:
    by = people.actor(owner)
    lin = people.user(owner.organisation, "lin")
    shop = people.shop(owner.organisation, "US")
    grant = grant_role(lin, role="agent", shop=shop, by=by)
    assert grant_role(lin, role="agent", shop=shop, by=by) == grant
    assert grants_of(lin.pk) == {Grant("agent", shop.pk)}
    revoke_role(grant, by=by)
    assert grants_of(lin.pk) == frozenset()
    with pytest.raises(NotFound):
        revoke_role(grant, by=by)
    said = Event.objects.filter(subject_type="user", subject_id=lin.pk).order_by("id")
    assert [(event.verb, event.detail) for event in said] == [
        ("role_granted", {"role": "agent", "shop": shop.pk}),
        ("role_revoked", {"role": "agent", "shop": shop.pk}),
    ]
    with pytest.raises(Refused, match="no role"):
        grant_role(lin, role="king", by=by)


def test_the_last_owner_stays(owner: User) -> None:
    by = people.actor(owner)
    people.user(owner.organisation, "partner", "owner", shop=people.shop(owner.organisation, "US"))
    for leave in (lambda: revoke_role(owner.grants.get(), by=by), lambda: deactivate_user(owner, by=by)):
        with pytest.raises(Refused) as caught:
            leave()
        assert caught.value.code == "last_owner"
    second = people.user(owner.organisation, "qian", "owner")
    deactivate_user(owner, by=people.actor(second))
    assert list(whole_owners(owner.organisation_id)) == [second]
    with pytest.raises(Refused):
        revoke_role(second.grants.get(), by=people.actor(second))


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_remove_each_other() -> None:
    home = people.organisation()
    one, two = people.user(home, "one", "owner"), people.user(home, "two", "owner")
    first, second = RoleGrant.objects.get(user=one), RoleGrant.objects.get(user=two)
    race(
        lambda: revoke_role(second, by=people.actor(one)),
        lambda: deactivate_user(one, by=people.actor(two)),
        lambda: revoke_role(first, by=people.actor(one)),
    )
    assert whole_owners(home.pk).count() == 1


def test_somebody_shut_out_has_no_rights_until_let_in_again(owner: User) -> None:
    by = people.actor(owner)
    lin = people.user(owner.organisation, "lin", "lead")
    deactivate_user(lin, by=by)
    assert grants_of(lin.pk) == frozenset()
    with pytest.raises(NotAllowed):
        add_user(by=people.actor(lin), login="x")
    activate_user(lin, by=by)
    assert grants_of(lin.pk) == {Grant("lead", None)}


def test_people_change_themselves(owner: User) -> None:
    lin = people.user(owner.organisation, "lin", "agent")
    changed = change_user(lin, by=people.actor(lin), name="林", language="zh-hans", theme="dark")
    assert (changed.name, changed.language, changed.theme) == ("林", "zh-Hans", "dark")
    event = Event.objects.get(verb="user_changed")
    assert event.detail == {"fields": ["name", "language", "theme"]}
    for fault in ({"language": "xx"}, {"theme": "pink"}, {"name": "a\0"}, {"name": "n" * 3000}):
        with pytest.raises(Refused):
            change_user(lin, by=people.actor(lin), **fault)


def test_changing_the_password_asks_for_the_old_one_and_counts_its_tries(owner: User) -> None:
    by, address = people.actor(owner), "198.51.100.7"
    with pytest.raises(Refused) as caught:
        change_password(owner, old="wrong", new="an even quieter bay", address=address, by=by)
    assert caught.value.code == "login_wrong"
    before = owner.get_session_auth_hash()
    changed = change_password(owner, old=PASSWORD, new="an even quieter bay", address=address, by=by)
    assert changed.check_password("an even quieter bay")
    assert changed.get_session_auth_hash() != before
    with pytest.raises(NotFound):
        change_password(owner, old=PASSWORD, new=PASSWORD, address=address, by=people.actor(people.user(
            owner.organisation, "lin")))  # fmt: skip
