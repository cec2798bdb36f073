"""The release in force is the latest one that has taken effect, each organisation's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.accounts.models import Organisation, User
from amends.core import clock
from amends.core.pack_sets import SHIPPED
from amends.core.packs import load_pack, pack_bytes
from amends.releases.in_force import by_rulebook_of, packs_of, release_in_force
from amends.releases.models import RulebookRelease
from tests import people

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop_owner() -> User:
    return people.user(people.organisation("Lantern House"), "limin", "owner")


def released(organisation: Organisation, by: User, **columns: Any) -> RulebookRelease:
    number = RulebookRelease.objects.filter(organisation=organisation).count() + 1
    text = pack_bytes("policies/shop").decode() + f"# release {number}\n"
    now = clock.now()
    row = {"effective_at": now, "released_at": now, "prepared_by_ids": [0]} | columns
    return RulebookRelease.objects.create(
        organisation=organisation,
        number=number,
        title=f"Release {number}",
        files={"policies/shop": text},
        sha256=str(number),
        released_by=by,
        **row,
    )


def test_without_a_release_the_products_packs_hold(shop_owner: User) -> None:
    assert packs_of(shop_owner.organisation_id) is SHIPPED
    assert release_in_force(shop_owner.organisation_id) is None


def test_the_latest_that_has_taken_effect_holds(shop_owner: User) -> None:
    organisation = shop_owner.organisation
    first = released(organisation, shop_owner)
    second = released(organisation, shop_owner, effective_at=clock.now() + DAY)
    assert release_in_force(organisation.pk) == first
    with clock.frozen_at(clock.now() + 2 * DAY):
        assert release_in_force(organisation.pk) == second


def test_another_organisation_is_not_concerned(shop_owner: User) -> None:
    other = people.organisation("Elsewhere")
    released(shop_owner.organisation, shop_owner)
    assert packs_of(other.pk) is SHIPPED
    with by_rulebook_of(shop_owner.organisation_id):
        own = load_pack("policies/shop").sha256
        with by_rulebook_of(other.pk):
            assert load_pack("policies/shop").sha256 != own


@pytest.mark.parametrize(
    "columns",
    [{"own": True}, {"effective_at": clock.now() - DAY}],
    ids=["the one who prepared it", "backdated"],
)
def test_the_database_refuses(shop_owner: User, columns: dict[str, Any]) -> None:
    if columns.pop("own", False):
        columns["prepared_by_ids"] = [shop_owner.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        released(shop_owner.organisation, shop_owner, **columns)


def test_one_person_reads_twice_and_going_back_needs_nobody(shop_owner: User) -> None:
    organisation, alone = shop_owner.organisation, [shop_owner.pk]
    first = released(organisation, shop_owner, prepared_by_ids=alone, is_second_reading=True)
    back = released(organisation, shop_owner, prepared_by_ids=alone, is_rollback=True, goes_back_to=first)
    assert release_in_force(organisation.pk) == back
