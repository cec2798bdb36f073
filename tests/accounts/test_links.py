from datetime import timedelta
from typing import Any

import pytest

from amends.accounts.links import (
    GOOD_FOR,
    create_owner,
    first_owner_link,
    open_link,
    password_link,
    set_password_by_link,
)
from amends.accounts.login import try_password
from amends.accounts.models import OneTimeLink, Organisation, User
from amends.accounts.queries import whole_owners
from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from tests import people
from tests.race import race

PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


def first_secret() -> str:
    path = first_owner_link()
    assert path is not None
    return path.removeprefix("/setup/")


def make(secret: str, login: str = "wang", password: str = PASSWORD) -> User:
    return create_owner(secret, login=login, password=password, language="zh-hans")


def test_the_first_owner_and_the_organisation_come_of_one_link() -> None:
    owner = make(first_secret())
    assert list(whole_owners()) == [owner]
    assert owner.organisation == Organisation.objects.get()
    assert first_owner_link() is None
    verbs = Event.objects.filter(organisation_id=owner.organisation_id).order_by("id")
    assert [event.verb for event in verbs] == [
        "organisation_added", "user_added", "role_granted", "password_changed",
    ]  # fmt: skip


def test_only_the_hash_of_a_secret_is_stored() -> None:
    secret = first_secret()
    stored = OneTimeLink.objects.values().get()
    assert secret not in repr(stored)
    assert len(bytes(stored["sha256"])) == 32


def test_a_link_works_once() -> None:
    secret = first_secret()
    make(secret)
    with pytest.raises(NotFound, match="not good any more"):
        make(secret, "second")


def test_a_link_is_good_for_an_hour() -> None:
    secret = first_secret()
    made_at = OneTimeLink.objects.get().created_at
    with clock.frozen_at(made_at + GOOD_FOR - timedelta(seconds=1)):
        open_link(secret)
    with clock.frozen_at(made_at + GOOD_FOR), pytest.raises(NotFound):
        open_link(secret)


def test_a_new_link_ends_the_one_before() -> None:
    earlier, later = first_secret(), first_secret()
    with pytest.raises(NotFound):
        open_link(earlier)
    open_link(later)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"password": "short"}, "password_weak"),
        ({"password": "1234567890"}, "password_weak"),
        ({"password": "wang.wang@shop", "login": "wang.wang@shop"}, "password_weak"),
        ({"password": "long" * 300}, "password_long"),
        ({"login": "two words"}, "login_bad"),
        ({"login": ""}, "login_bad"),
        ({"login": "a\0b"}, "login_bad"),
    ],
)
def test_a_refused_owner_leaves_the_link_good(fault: dict[str, str], code: str) -> None:
    secret = first_secret()
    with pytest.raises(Refused) as caught:
        make(secret, **fault)
    assert caught.value.code == code
    assert not User.objects.exists()
    make(secret)


def test_a_link_for_a_password_makes_no_owner_and_the_other_way_round() -> None:
    first = first_secret()
    owner = people.user(people.organisation(), "zhao", "owner")
    reset = password_link(owner, by=people.actor(owner)).removeprefix("/setup/")
    with pytest.raises(NotFound):
        make(reset)
    with pytest.raises(NotFound):
        set_password_by_link(first, password=PASSWORD)
    with pytest.raises(Refused, match="has an owner already"):
        make(first)


def test_a_person_sets_a_password_by_link_and_is_unlocked() -> None:
    owner = people.user(people.organisation(), "zhao", "owner")
    lin = people.user(owner.organisation, "lin", "agent")
    for _ in range(5):
        with pytest.raises(Refused):
            try_password("lin", "wrong", address="198.51.100.7")
    secret = password_link(lin, by=people.actor(owner)).removeprefix("/setup/")
    set_password_by_link(secret, password=PASSWORD)
    assert try_password("lin", PASSWORD, address="198.51.100.8") == lin
    with pytest.raises(NotFound):
        set_password_by_link(secret, password=PASSWORD + "!")


def test_who_may_not_make_a_link() -> None:
    owner = people.user(people.organisation(), "zhao", "owner")
    lin = people.user(owner.organisation, "lin", "lead")
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    with pytest.raises(NotAllowed):
        password_link(owner, by=people.actor(lin))
    with pytest.raises(NotFound):
        password_link(lin, by=people.actor(stranger))


def test_a_link_of_somebody_shut_out_is_over() -> None:
    owner = people.user(people.organisation(), "zhao", "owner")
    lin = people.user(owner.organisation, "lin", "agent")
    secret = password_link(lin, by=people.actor(owner)).removeprefix("/setup/")
    lin.is_active = False
    lin.save()
    with pytest.raises(NotFound):
        set_password_by_link(secret, password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_becomes_the_owner() -> None:
    secret = first_secret()
    results: list[Any] = race(lambda: make(secret, "one"), lambda: make(secret, "two"))
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, NotFound) for result in results) == 1
    assert User.objects.count() == whole_owners().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_links_made_at_the_same_moment_one_is_good() -> None:
    paths = race(first_owner_link, first_owner_link, first_owner_link)
    assert all(isinstance(path, str) for path in paths)
    assert OneTimeLink.objects.count() == 1
