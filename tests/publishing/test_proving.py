"""A release that a later version of the product cannot read is set aside; the last good one holds."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import Organisation, User
from amends.cli.doctor_database import rulebooks
from amends.core import clock
from amends.core.errors import Refused
from amends.history.models import Event
from amends.publishing import actions, proving
from amends.publishing.proving import prove_all
from amends.publishing.queries import release_set_aside
from amends.releases.in_force import release_in_force
from amends.releases.models import RulebookRelease
from amends.runtime.folder import DataFolder
from tests import people
from tests.people import actor
from tests.publishing.drafts import HARSHER, OWN_CLOCKS, longer_answer_time

pytestmark = pytest.mark.django_db
GOOD = {"policies/shop": longer_answer_time()}
OF_ANOTHER_TIME = OWN_CLOCKS.replace("promise:", "vow:", 1)
UNREADABLE = {"policies/shop": OF_ANOTHER_TIME}
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> User:
    return people.user(people.organisation("Lantern House"), "wang", "owner")


def released(house: Organisation, by: User, files: dict[str, str], **columns: Any) -> RulebookRelease:
    """As an earlier version of the product released it."""
    now = clock.now()
    row = {"effective_at": now, "released_at": now, "prepared_by_ids": [0], **columns}
    number = RulebookRelease.objects.filter(organisation=house).count() + 1
    return RulebookRelease.objects.create(
        organisation=house, number=number, title=f"No. {number}", files=files, released_by=by, **row
    )


def test_the_last_good_one_holds(owner: User) -> None:
    house = owner.organisation
    good, bad = released(house, owner, GOOD), released(house, owner, UNREADABLE)
    assert release_in_force(house.pk) == bad
    assert prove_all(via="cli") == 1
    assert release_in_force(house.pk) == good
    aside = release_set_aside(house.pk)
    assert aside == bad
    assert aside is not None
    fault = aside.faults[0]
    assert fault["file"] == "policies/shop"
    lines = OF_ANOTHER_TIME.splitlines()
    near = next(n for n, line in enumerate(lines, 1) if "vow:" in line)
    row = max(n for n, line in enumerate(lines[:near], 1) if "- id:" in line)
    assert row <= fault["line"] <= near
    assert fault["mend"]
    told = Event.objects.get(verb="rulebook_set_aside")
    assert (told.actor, told.subject_id, told.detail["line"]) == ("cli", bad.pk, fault["line"])


def test_without_a_good_one_the_products_packs_hold(owner: User) -> None:
    released(owner.organisation, owner, UNREADABLE)
    prove_all(via="cli")
    assert release_in_force(owner.organisation_id) is None


def test_what_this_version_has_proved_is_not_checked_again(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(owner.organisation, owner, GOOD)
    assert prove_all(via="cli") == 0
    monkeypatch.setattr(proving, "check_files", None)
    assert prove_all(via="cli") == 0
    assert release_set_aside(owner.organisation_id) is None


def test_it_holds_again_when_a_later_version_reads_it(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = released(owner.organisation, owner, UNREADABLE)
    prove_all(via="cli")
    monkeypatch.setattr(proving, "product", lambda: "later")
    monkeypatch.setattr(proving, "check_files", lambda files, today: [])
    assert prove_all(via="worker") == 1
    assert release_in_force(owner.organisation_id) == bad
    assert Event.objects.filter(verb="rulebook_holds_again", subject_id=bad.pk).count() == 1


def test_one_to_come_is_looked_at_before_it_holds(owner: User) -> None:
    house = owner.organisation
    good = released(house, owner, GOOD)
    released(house, owner, UNREADABLE, effective_at=clock.now() + DAY)
    prove_all(via="worker")
    with clock.frozen_at(clock.now() + 2 * DAY):
        assert release_in_force(house.pk) == good


def test_a_check_that_stumbles_sets_aside_too(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any) -> None:
        raise KeyError("unheard of")

    released(owner.organisation, owner, GOOD)
    monkeypatch.setattr(proving, "check_files", stumble)
    prove_all(via="cli")
    aside = release_set_aside(owner.organisation_id)
    assert aside is not None
    assert aside.faults[0]["code"] == "check_failed"


def test_what_can_still_be_judged_by_stays(owner: User) -> None:
    harsher = released(owner.organisation, owner, {"tables/returns/shop": HARSHER})
    prove_all(via="cli")
    assert release_in_force(owner.organisation_id) == harsher


def test_another_house_is_not_concerned(owner: User) -> None:
    other = people.user(people.organisation("Elsewhere"), "theirs", "owner")
    released(owner.organisation, owner, UNREADABLE)
    theirs = released(other.organisation, other, GOOD)
    prove_all(via="cli")
    assert release_in_force(other.organisation_id) == theirs


def test_an_unreadable_one_is_not_brought_back(owner: User) -> None:
    house = owner.organisation
    bad, good = released(house, owner, UNREADABLE), released(house, owner, GOOD)
    with pytest.raises(Refused) as refused:
        actions.roll_back(bad.pk, by=actor(owner))
    assert refused.value.code == "release_faulty"
    assert release_in_force(house.pk) == good


@pytest.mark.parametrize("role", ["owner", "agent"])
def test_the_rulebook_says_so_to_who_can_mend_it(client: Client, owner: User, role: str) -> None:
    people.shop(owner.organisation, "US1")
    released(owner.organisation, owner, {"policies/shop": OF_ANOTHER_TIME.replace("vow:", "'<b>':")})
    prove_all(via="cli")
    client.force_login(people.user(owner.organisation, "reader", role))
    page = client.get("/rulebook").content.decode()
    assert ("set-aside" in page) is (role == "owner")
    assert ("policies/shop:" in page) is (role == "owner")
    assert "'<b>'" not in page
    if role == "owner":
        assert "set aside" in client.get("/rulebook/drafts").content.decode()


def test_what_is_told_is_what_is_kept(owner: User) -> None:
    """Faults go through the database as they are printed."""
    bad = released(owner.organisation, owner, UNREADABLE)
    prove_all(via="cli")
    bad.refresh_from_db()
    assert json.loads(json.dumps(bad.faults)) == bad.faults


def test_the_doctor_names_house_pack_and_line(owner: User, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert rulebooks(folder).ok
    released(owner.organisation, owner, UNREADABLE)
    prove_all(via="cli")
    found = rulebooks(folder)
    assert not found.ok
    assert found.found.startswith("release 1 of Lantern House is set aside: policies/shop:")
