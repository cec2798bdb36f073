from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from amends.accounts.login import Locked, address_subject, login_subject, try_password
from amends.accounts.models import LoginFailure, User
from amends.accounts.rules import ADDRESS_TRIES, LOCK, LOGIN_TRIES
from amends.core import clock
from amends.core.errors import Refused
from tests import people
from tests.race import race

HOME = "198.51.100.7"
PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> User:
    return people.user(people.organisation(), "Lin", "agent", password=PASSWORD)


def refusal(login: str, password: str = "wrong", address: str = HOME) -> Refused:
    with pytest.raises(Refused) as caught:
        try_password(login, password, address=address)
    return caught.value


def test_the_right_password_in_any_capitals_of_the_login(lin: User) -> None:
    assert lin.password.startswith("argon2$argon2id$")
    assert try_password(" lIN ", PASSWORD, address=HOME) == lin


def test_unknown_inactive_and_wrong_sound_alike_and_cost_alike(
    lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = people.user(lin.organisation, "gone", password=PASSWORD)
    gone.is_active = False
    gone.save()
    unset = people.user(lin.organisation, "unset")
    work: list[str] = []
    for step in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, step)

        def counted(*given: str, real: Callable[..., str] = real) -> str:
            work.append("one hash")
            return real(*given)

        monkeypatch.setattr(Argon2PasswordHasher, step, counted)
    logins = ("nobody", "gone", unset.login, "a\0b", "lin")
    assert {refusal(login).message for login in logins} == {"The login or the password is not right."}
    assert len(work) == len(logins)


def test_the_sixth_try_is_not_taken_even_with_the_right_password(lin: User) -> None:
    for _ in range(LOGIN_TRIES):
        assert refusal("lin").code == "login_wrong"
    locked = refusal("LIN", PASSWORD)
    assert isinstance(locked, Locked)
    assert locked.code == "login_locked"
    assert locked.message == "The login or the password is not right."
    assert "15 min" in locked.mend
    with clock.frozen_at(clock.now() + LOCK + timedelta(seconds=1)):
        assert try_password("lin", PASSWORD, address=HOME) == lin


def test_a_login_nobody_has_is_locked_alike() -> None:
    for _ in range(LOGIN_TRIES):
        refusal("nobody")
    assert refusal("nobody").code == "login_locked"


def test_success_starts_the_count_again(lin: User) -> None:
    for _ in range(LOGIN_TRIES - 1):
        refusal("lin")
    try_password("lin", PASSWORD, address=HOME)
    for _ in range(LOGIN_TRIES):
        assert refusal("lin").code == "login_wrong"


def test_an_address_is_locked_over_many_logins_and_success_does_not_clear_it(lin: User) -> None:
    subject = address_subject("address", HOME)
    LoginFailure.objects.create(subject=subject, failures=ADDRESS_TRIES - 1, last_failed_at=clock.now())
    try_password("lin", PASSWORD, address=HOME)
    assert LoginFailure.objects.get(subject=subject).failures == ADDRESS_TRIES - 1
    assert refusal("someone").code == "login_wrong"
    assert refusal("lin", PASSWORD).code == "login_locked"
    assert try_password("lin", PASSWORD, address="198.51.100.8") == lin


def test_no_typed_login_is_stored(lin: User) -> None:
    refusal("my password, typed into the wrong field")
    assert not any(
        "password" in subject for subject in LoginFailure.objects.values_list("subject", flat=True)
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("", "nonsense", True),
    ],
)
def test_an_address_is_counted_as_its_owner(one: str, other: str, same: bool) -> None:
    assert (address_subject("address", one) == address_subject("address", other)) is same


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_never_more_than_the_limit() -> None:
    errors = race(*[lambda: try_password("lin", "wrong", address=HOME)] * (2 * LOGIN_TRIES))
    codes = sorted(error.code for error in errors)
    assert codes == ["login_locked"] * LOGIN_TRIES + ["login_wrong"] * LOGIN_TRIES
    assert LoginFailure.objects.get(subject=login_subject("LIN")).failures == LOGIN_TRIES
