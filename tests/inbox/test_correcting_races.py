"""Real threads: two correct the same case, or one does while its buyer is erased."""

from datetime import timedelta

import pytest

from amends.buyers.models import Buyer
from amends.cases.actions import CaseConflict
from amends.core import clock
from amends.erasure.actions import erase_buyer
from amends.history.models import Event
from amends.inbox.correcting import correct_issue_type
from amends.inbox.models import CaseMessage, TriageExample
from tests import people
from tests.inbox.rearranging import MONDAY, NUMBER, Talk, case_of, talk
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_night() -> object:
    with clock.frozen_at(MONDAY + timedelta(hours=12)):
        yield


@pytest.fixture
def made() -> Talk:
    found = talk()
    found.order(recipient="Ottoline Vesperwood", email="a-abc123@marketplace.amazon.com")
    found.write("a1", order_number=NUMBER)
    return found


def test_of_two_who_saw_the_same_one_has_it(made: Talk) -> None:
    case = case_of("a1")
    saw = case.issue_types[0]
    outcomes = race(
        lambda: correct_issue_type(case, "damaged", by=made.by, instead_of=saw),
        lambda: correct_issue_type(case, "invoice", by=made.by, instead_of=saw),
    )
    assert [each.code for each in outcomes if isinstance(each, CaseConflict)] == ["issue_type_changed"]
    assert outcomes.count(True) == 1
    assert TriageExample.objects.get().code == case_of("a1").issue_types[0]
    assert Event.objects.filter(verb="issue_type_corrected").count() == 1


def test_of_two_who_say_the_same_both_have_it(made: Talk) -> None:
    case = case_of("a1")
    saw = case.issue_types[0]
    same = [lambda: correct_issue_type(case, "damaged", by=made.by, instead_of=saw)] * 2
    assert sorted(race(*same)) == [False, True]
    assert TriageExample.objects.count() == 1


def test_without_what_they_saw_the_last_counts(made: Talk) -> None:
    case = case_of("a1")
    outcomes = race(
        *[lambda code=code: correct_issue_type(case, code, by=made.by) for code in ("damaged", "lost")]
    )
    assert outcomes == [True, True]
    now = case_of("a1")
    assert now.issue_types[0] in ("damaged", "lost")
    assert len(now.issue_types) == 1
    assert CaseMessage.objects.get(case=now).corrected_to == now.issue_types[0]


@pytest.mark.parametrize("_", range(3))
def test_erased_at_the_same_moment_no_example_stays(made: Talk, _: int) -> None:
    case = case_of("a1")
    buyer = Buyer.objects.filter(cases=case).first() or Buyer.objects.create(
        organisation=made.shop.organisation, marketplace="amazon", first_seen_at=clock.now()
    )
    case.order.buyer = buyer
    case.order.save()
    lead = people.actor(people.user(made.shop.organisation, "lena", "lead"))
    outcomes = race(
        lambda: correct_issue_type(case, "damaged", by=made.by), lambda: erase_buyer(buyer, by=lead)
    )
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert not TriageExample.objects.exists()
    assert case_of("a1").issue_types[0] == "damaged"
