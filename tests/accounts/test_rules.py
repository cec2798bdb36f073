from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.models import RoleGrant
from amends.accounts.rules import (
    LOCK,
    ROLES,
    VERBS,
    Grant,
    ShopScope,
    TokenLimit,
    Tries,
    may,
    next_try,
    shops_for,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GRANTS = st.frozensets(st.builds(Grant, st.sampled_from(ROLES), st.none() | st.integers(1, 4)), max_size=6)
VERB = st.sampled_from(sorted(VERBS))


def test_the_table_and_the_database_know_the_same_roles() -> None:
    assert RoleGrant.ROLES == ROLES
    assert all(roles <= set(ROLES) for roles in VERBS.values())


def test_the_owner_may_everything() -> None:
    assert all(may(verb, [Grant("owner", None)]) for verb in VERBS)


@pytest.mark.parametrize(
    ("role", "verb", "permitted"),
    [
        ("agent", "see_orders", True),
        ("agent", "manage_people", False),
        ("agent", "erase_buyer", False),
        ("warehouse", "see_messages", False),
        ("warehouse", "see_orders", True),
        ("technical_agent", "import_file", False),
        ("finance", "import_file", True),
        ("lead", "erase_buyer", True),
        ("lead", "change_shop", True),
        ("lead", "add_shop", False),
        ("lead", "manage_tokens", False),
        ("lead", "back_up", False),
    ],
)
def test_what_a_role_permits(role: str, verb: str, permitted: bool) -> None:
    assert may(verb, [Grant(role, None)]) is permitted
    assert may(verb, [Grant(role, 7)], 7) is permitted


def test_a_role_in_one_shop_ends_at_its_door() -> None:
    grants = [Grant("owner", 7)]
    assert may("see_orders", grants, 7)
    assert not may("see_orders", grants, 8)
    assert not may("manage_people", grants)
    assert shops_for("see_orders", grants) == ShopScope(ids=frozenset({7}))


def test_an_undeclared_verb_is_loud() -> None:
    with pytest.raises(KeyError):
        may("fly", [Grant("owner", None)])


@given(GRANTS, VERB, st.frozensets(VERB), st.none() | st.integers(1, 4), st.none() | st.integers(1, 4))
def test_a_token_never_reaches_further_than_its_user(
    grants: frozenset[Grant], verb: str, verbs: frozenset[str], token_shop: int | None, shop: int | None
) -> None:
    limit = TokenLimit(verbs, token_shop)
    if may(verb, grants, shop, limit):
        assert may(verb, grants, shop)
        assert verb in verbs
        assert token_shop in (None, shop)


@given(GRANTS, VERB, st.integers(1, 4))
def test_scope_and_permission_say_the_same(grants: frozenset[Grant], verb: str, shop: int) -> None:
    assert (shop in shops_for(verb, grants)) is may(verb, grants, shop)
    if not shops_for(verb, grants):
        assert not may(verb, grants, shop)
        assert not may(verb, grants)


def test_the_try_that_reaches_the_limit_is_taken_and_the_next_is_not() -> None:
    tries = Tries(0, NOON, None)
    for _ in range(3):
        after = next_try(tries, now=NOON, limit=3)
        assert after is not None
        tries = after
    assert tries.locked_until == NOON + LOCK
    assert next_try(tries, now=NOON + LOCK - timedelta(seconds=1), limit=3) is None
    assert next_try(tries, now=NOON + LOCK, limit=3) == Tries(1, NOON + LOCK, None)


def test_a_pause_forgets_single_failures() -> None:
    assert next_try(Tries(4, NOON, None), now=NOON + LOCK, limit=5) == Tries(1, NOON + LOCK, None)
    assert next_try(Tries(3, NOON, None), now=NOON + LOCK / 2, limit=5) == Tries(4, NOON + LOCK / 2, None)


@given(st.lists(st.integers(0, 2000), max_size=80), st.integers(1, 10))
def test_never_more_than_the_limit_within_one_lock(pauses: list[int], limit: int) -> None:
    now, tries, taken = NOON, Tries(0, NOON, None), []
    for pause in pauses:
        now += timedelta(seconds=pause)
        after = next_try(tries, now=now, limit=limit)
        if after is not None:
            tries = after
            taken.append(now)
    for first in taken:
        in_a_row = [at for at in taken if first <= at < first + LOCK]
        assert len(in_a_row) < 2 * limit
