from datetime import timedelta

import pytest

from amends.accounts.login import Locked
from amends.accounts.models import ApiToken, User
from amends.accounts.people import deactivate_user
from amends.accounts.rules import ADDRESS_TRIES, ShopScope
from amends.accounts.tokens import create_token, holder_of, revoke_token
from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from tests import people

HOME = "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return people.user(people.organisation(), "zhao", "owner")


def test_a_key_is_shown_once_and_only_its_hash_kept(owner: User) -> None:
    token, key = create_token(owner, by=people.actor(owner), name="Sheets", verbs=["see_orders"])
    assert key.startswith("amends_")
    assert len(key) == len("amends_") + 43
    assert key not in repr(ApiToken.objects.values().get())
    assert key.startswith(token.prefix)
    holder = holder_of(key, address=HOME)
    assert holder is not None
    assert str(holder.actor) == f"api:{owner.pk}"


def test_token_and_user_both_must_permit(owner: User) -> None:
    by = people.actor(owner)
    here, there = people.shop(owner.organisation, "here"), people.shop(owner.organisation, "there")
    lin = people.user(owner.organisation, "lin", "warehouse", shop=here)
    _, key = create_token(lin, by=by, name="", verbs=["see_orders", "work_case"])
    holder = holder_of(key, address=HOME)
    assert holder is not None
    holder.require("see_orders", here)
    for verb, shop in (
        ("see_orders", there),
        ("see_orders", None),
        ("see_shops", here),
        ("work_case", here),
    ):
        with pytest.raises(NotAllowed):
            holder.require(verb, shop)
    assert holder.scope("see_orders") == ShopScope(ids=frozenset({here.pk}))
    _, narrow = create_token(owner, by=by, name="", verbs=["see_orders"], shop=there)
    narrow_holder = holder_of(narrow, address=HOME)
    assert narrow_holder is not None
    assert narrow_holder.scope("see_orders") == ShopScope(ids=frozenset({there.pk}))
    foreign = people.shop(people.organisation("Other"), "foreign")
    _, wide = create_token(owner, by=by, name="", verbs=["see_orders"])
    wide_holder = holder_of(wide, address=HOME)
    assert wide_holder is not None
    with pytest.raises(NotAllowed):
        wide_holder.require("see_orders", foreign)


def test_a_key_ends(owner: User) -> None:
    by = people.actor(owner)
    lin = people.user(owner.organisation, "lin", "agent")
    until = clock.now() + timedelta(days=1)
    token, key = create_token(lin, by=by, name="", verbs=["see_orders"], expires_at=until)
    assert holder_of(key, address=HOME)
    with clock.frozen_at(until):
        assert holder_of(key, address=HOME) is None
    deactivate_user(lin, by=by)
    assert holder_of(key, address=HOME) is None
    own, own_key = create_token(owner, by=by, name="", verbs=["see_orders"])
    revoke_token(own, by=by)
    assert revoke_token(own, by=by).revoked_at is not None
    assert holder_of(own_key, address=HOME) is None
    with pytest.raises(Refused):
        create_token(lin, by=by, name="", verbs=["see_orders"])
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    with pytest.raises(NotFound):
        revoke_token(token, by=people.actor(stranger))
    with pytest.raises(NotAllowed):
        revoke_token(token, by=people.actor(people.user(owner.organisation, "lead", "lead")))


def test_when_it_was_used_is_noted_once_a_minute(owner: User) -> None:
    token, key = create_token(owner, by=people.actor(owner), name="", verbs=["see_orders"])
    noon = clock.now()
    for seconds, noted in ((0, 0), (59, 0), (61, 61)):
        with clock.frozen_at(noon + timedelta(seconds=seconds)):
            holder_of(key, address=HOME)
        token.refresh_from_db()
        assert token.last_used_at == noon + timedelta(seconds=noted)


@pytest.mark.parametrize("verbs", [[], ["fly"], ["see_orders", "fly"], ["manage_people"]])
def test_a_token_needs_verbs_that_exist(owner: User, verbs: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        create_token(owner, by=people.actor(owner), name="", verbs=verbs)
    assert caught.value.code == "token_verbs"


def test_a_token_that_would_be_over_is_refused(owner: User) -> None:
    with pytest.raises(Refused):
        create_token(owner, by=people.actor(owner), name="", verbs=["see_orders"], expires_at=clock.now())


def test_bad_keys_lock_their_address_but_no_good_key(owner: User) -> None:
    _, key = create_token(owner, by=people.actor(owner), name="", verbs=["see_orders"])
    for _ in range(ADDRESS_TRIES):
        assert holder_of("amends_wrong", address=HOME) is None
    with pytest.raises(Locked):
        holder_of("amends_wrong\0", address=HOME)
    assert holder_of("amends_wrong", address="198.51.100.8") is None
    assert holder_of(key, address=HOME)
