"""A draft reaches force only clean, after a what-if, by a second person; and what held comes back at once."""

from datetime import timedelta
from typing import Any

import pytest

from amends.accounts.models import Organisation, User
from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.core.packs import pack_bytes
from amends.history.models import Event
from amends.publishing import actions
from amends.publishing.actions import DraftChanged, NotReleasable
from amends.publishing.rules import CHECKLIST, PAUSE
from amends.releases.in_force import packs_of, release_in_force
from amends.releases.models import RulebookDraft, RulebookRelease
from tests import people
from tests.people import actor
from tests.publishing.drafts import HARSHER, KINDER, OWN_CLOCKS, read_by

pytestmark = pytest.mark.django_db
SHOP = "tables/returns/shop"


@pytest.fixture
def house() -> Organisation:
    return people.organisation()


@pytest.fixture
def lead(house: Organisation) -> User:
    return people.user(house, "li", "lead")


@pytest.fixture
def owner(house: Organisation) -> User:
    return people.user(house, "wang", "owner")


def begun(by: User, **files: str) -> RulebookDraft:
    return actions.begin_draft("Forty days", by=actor(by), files={SHOP: KINDER} | files)


def release(draft: RulebookDraft, by: User, **named: Any) -> RulebookRelease:
    named = {"effective_at": None, "revision": draft.revision} | named
    return actions.release_draft(draft.pk, by=actor(by), **named)


def test_a_second_person_releases_and_it_holds(lead: User, owner: User) -> None:
    draft = begun(lead)
    read_by(draft, owner)
    released = release(draft, owner)
    assert release_in_force(lead.organisation_id) == released
    assert packs_of(lead.organisation_id).files[SHOP] == KINDER.encode()
    draft.refresh_from_db()
    assert (draft.state, draft.release) == ("released", released)
    assert Event.objects.filter(verb="rulebook_released", pack_version=released.sha256).exists()


def test_the_one_who_changed_it_cannot(lead: User, owner: User) -> None:
    draft = begun(lead)
    read_by(draft, lead, owner)
    with pytest.raises(NotReleasable) as refused:
        release(draft, lead)
    assert refused.value.code == "second_person_needed"
    draft = actions.change_draft(draft.pk, {"policies/shop": OWN_CLOCKS}, revision=1, by=actor(owner))
    read_by(draft, lead, owner)
    third = people.user(lead.organisation, "zhao", "lead")
    for editor in (lead, owner):
        with pytest.raises(NotReleasable):
            release(draft, editor)
    read_by(draft, third)
    assert release(draft, third).prepared_by_ids == sorted([lead.pk, owner.pk])


def test_alone_one_reads_it_again_after_a_pause(owner: User) -> None:
    draft = begun(owner)
    read_by(draft, owner)
    with pytest.raises(NotReleasable) as refused:
        release(draft, owner, ticked=CHECKLIST)
    assert refused.value.code == "pause_needed"
    with clock.frozen_at(clock.now() + PAUSE):
        assert release(draft, owner, ticked=CHECKLIST).is_second_reading


@pytest.mark.parametrize(
    ("files", "code"),
    [({SHOP: HARSHER}, "draft_has_errors"), ({SHOP: "side: ["}, "draft_has_errors")],
)
def test_what_the_checks_refuse_is_kept_and_not_released(
    lead: User, owner: User, files: dict[str, str], code: str
) -> None:
    draft = begun(lead, **files)
    read_by(draft, owner)
    with pytest.raises(NotReleasable) as refused:
        release(draft, owner)
    assert refused.value.code == code
    draft.refresh_from_db()
    assert draft.files == files
    assert release_in_force(lead.organisation_id) is None


def test_a_what_if_of_an_older_version_does_not_count(lead: User, owner: User) -> None:
    draft = begun(lead)
    read_by(draft, owner)
    draft = actions.change_draft(draft.pk, {"policies/shop": OWN_CLOCKS}, revision=1, by=actor(lead))
    with pytest.raises(NotReleasable) as refused:
        release(draft, owner)
    assert refused.value.code == "what_if_needed"


def test_it_takes_effect_at_its_date(lead: User, owner: User) -> None:
    draft = begun(lead)
    read_by(draft, owner)
    tomorrow = clock.now() + timedelta(days=1)
    released = release(draft, owner, effective_at=tomorrow)
    assert release_in_force(lead.organisation_id) is None
    with clock.frozen_at(tomorrow):
        assert release_in_force(lead.organisation_id) == released


def test_two_edits_of_the_same_version_never_both_win(lead: User, owner: User) -> None:
    draft = begun(lead)
    actions.change_draft(draft.pk, {"policies/shop": OWN_CLOCKS}, revision=1, by=actor(lead))
    with pytest.raises(DraftChanged):
        actions.change_draft(draft.pk, {"policies/shop": None}, revision=1, by=actor(owner))
    draft.refresh_from_db()
    assert draft.files["policies/shop"] == OWN_CLOCKS


def test_a_draft_begun_before_a_release_is_brought_up_to_date(lead: User, owner: User) -> None:
    first, second = begun(lead), actions.begin_draft("Clocks", by=actor(lead))
    actions.change_draft(second.pk, {"policies/shop": OWN_CLOCKS + "# ours\n"}, revision=1, by=actor(lead))
    read_by(first, owner)
    release(first, owner)
    second.refresh_from_db()
    read_by(second, owner)
    with pytest.raises(NotReleasable) as refused:
        release(second, owner)
    assert refused.value.code == "draft_outdated"
    second = actions.bring_up_to_date(second.pk, by=actor(lead))
    assert set(second.files) == {SHOP, "policies/shop"}
    read_by(second, owner)
    assert release(second, owner).number == 2


def test_what_held_comes_back_at_once_also_before_what_was_to_come(lead: User, owner: User) -> None:
    draft = begun(lead)
    read_by(draft, owner)
    first = release(draft, owner)
    later = actions.begin_draft("Later", by=actor(lead), files={"policies/shop": OWN_CLOCKS + "# later\n"})
    read_by(later, owner)
    release(later, owner, effective_at=clock.now() + timedelta(days=3))
    back = actions.roll_back(first.pk, by=actor(lead))
    assert release_in_force(lead.organisation_id) == back
    assert back.files == first.files
    with clock.frozen_at(clock.now() + timedelta(days=9)):
        assert release_in_force(lead.organisation_id) == back
    actions.roll_back(None, by=actor(lead))
    assert packs_of(lead.organisation_id).files == {}
    with pytest.raises(Refused):
        actions.roll_back(None, by=actor(lead))


def test_who_may_not_may_not(house: Organisation, lead: User) -> None:
    agent = people.user(house, "chen", "agent")
    shop_lead = people.user(house, "sun", "lead", shop=people.shop(house, "ONE"))
    elsewhere = people.user(people.organisation("Elsewhere"), "qian", "owner")
    draft = begun(lead)
    for person in (agent, shop_lead):
        with pytest.raises(NotAllowed):
            begun(person)
        with pytest.raises(NotAllowed):
            actions.roll_back(None, by=actor(person))
    with pytest.raises(NotFound):
        actions.find_draft(draft.pk, by=actor(elsewhere))


@pytest.mark.parametrize("name", ["policies/../amazon", "core/packs", "case_costs/x", "policies"])
def test_a_pack_of_another_name_is_refused(lead: User, name: str) -> None:
    with pytest.raises(Refused):
        begun(lead, **{name: "a: 1"})


def test_a_closed_draft_stays_as_it_is(lead: User) -> None:
    draft = begun(lead)
    actions.discard_draft(draft.pk, by=actor(lead))
    with pytest.raises(Refused):
        actions.change_draft(draft.pk, {}, revision=1, by=actor(lead))


def test_the_products_own_text_is_no_change(lead: User, owner: User) -> None:
    draft = actions.begin_draft("Nothing", by=actor(lead))
    read_by(draft, owner)
    with pytest.raises(NotReleasable) as refused:
        release(draft, owner)
    assert refused.value.code == "nothing_changed"
    assert pack_bytes("policies/shop").decode() == OWN_CLOCKS
