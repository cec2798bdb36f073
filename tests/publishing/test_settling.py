"""Open cases follow a rulebook that has taken effect: their clocks, their steps, and nobody else's."""

from datetime import timedelta

import pytest

from amends.accounts.models import Shop, User
from amends.cases.models import CaseReview, Clock
from amends.cases.states import CLOCK_RUNNING
from amends.core import clock
from amends.core.errors import Refused
from amends.core.packs import pack_bytes
from amends.publishing import actions, settling
from amends.publishing.settling import settle_all
from amends.releases.models import RulebookRelease, SettledRulebook
from tests import people
from tests.inbox.buyers import MONDAY, case_of, write
from tests.people import actor
from tests.publishing.drafts import longer_answer_time, read_by
from tests.race import race

LONGER = longer_answer_time()


def own_clock(of: str) -> Clock:
    return Clock.objects.get(case=case_of(of), kind="answer", side="own", state__in=CLOCK_RUNNING)


def released(lead: User, owner: User, text: str, *, pack: str = "policies/shop") -> None:
    draft = actions.begin_draft("Longer", by=actor(lead), files={pack: text})
    read_by(draft, owner)
    actions.release_draft(draft.pk, revision=1, effective_at=None, by=actor(owner))


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def lead(shop: Shop) -> User:
    return people.user(shop.organisation, "li", "lead")


@pytest.fixture
def owner(shop: Shop) -> User:
    return people.user(shop.organisation, "wang", "owner")


@pytest.mark.django_db
def test_clocks_and_steps_follow_a_release(shop: Shop, lead: User, owner: User) -> None:
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        write(shop, "m1")
        settle_all()
        before = own_clock("m1").due_at
        CaseReview.objects.all().delete()
        assert settle_all() == 0
        released(lead, owner, LONGER)
        assert settle_all() == 1
        assert own_clock("m1").due_at > before
        assert CaseReview.objects.filter(case=case_of("m1")).exists()
        actions.roll_back(None, by=actor(lead))
        assert settle_all() == 1
        assert own_clock("m1").due_at == before


@pytest.mark.django_db
def test_another_organisation_keeps_its_clocks(shop: Shop, lead: User, owner: User) -> None:
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        elsewhere = people.shop(people.organisation("Elsewhere"), "THEIRS")
        write(elsewhere, "n1")
        settle_all()
        before = own_clock("n1").due_at
        released(lead, owner, LONGER)
        assert settle_all() == 1
        assert own_clock("n1").due_at == before


@pytest.mark.django_db
def test_new_packs_of_the_product_are_followed_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settle_all() == 1
    monkeypatch.setattr(settling, "shipped_sha256", lambda: "newer")
    assert settle_all() == 1
    assert SettledRulebook.objects.get().rulebook.startswith("newer")


@pytest.mark.django_db
def test_clocks_are_left_alone_where_nothing_changed_that_they_hang_on(
    shop: Shop, lead: User, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        write(shop, "m1")
        settle_all()
        CaseReview.objects.all().delete()
        asked: list[Shop] = []
        monkeypatch.setattr(settling, "refresh_all_clocks", asked.append)
        prices = pack_bytes("case_costs").decode() + "# of our own\n"
        released(lead, owner, prices, pack="case_costs")
        assert settle_all() == 1
        assert asked == []
        assert CaseReview.objects.filter(case=case_of("m1")).exists()
        released(lead, owner, LONGER)
        assert settle_all() == 1
        assert asked == [shop]


@pytest.mark.django_db
def test_what_an_older_version_settled_is_reckoned_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """It did not say what clocks hang on."""
    settle_all()
    kept = SettledRulebook.objects.get()
    kept.rulebook = " ".join(kept.rulebook.split()[:2])
    kept.save()
    asked: list[Shop] = []
    monkeypatch.setattr(settling, "refresh_all_clocks", asked.append)
    assert settle_all() == 1
    assert asked == [shop]


@pytest.mark.django_db
def test_cut_off_in_the_middle_it_is_done_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(_: Shop) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(settling, "refresh_all_clocks", cut_off)
        with pytest.raises(RuntimeError):
            settle_all()
    assert settle_all() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_settle_once(shop: Shop) -> None:
    assert sorted(race(settle_all, settle_all)) in ([0, 1], [0, 0])
    settle_all()
    assert SettledRulebook.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_releases_of_the_same_draft(shop: Shop, lead: User, owner: User) -> None:
    draft = actions.begin_draft("Longer", by=actor(lead), files={"policies/shop": LONGER})
    read_by(draft, owner)

    def release() -> object:
        return actions.release_draft(draft.pk, revision=1, effective_at=None, by=actor(owner))

    ended = race(release, release, release)
    assert [type(one) for one in ended if not isinstance(one, Refused)] == [RulebookRelease], ended
