"""The chain of a judgement says the same as the judgement, and where each fact is from."""

from typing import Any

import pytest

from amends.cases.models import Case
from amends.core import clock
from amends.insights.why import ORIGINS, Why, why_of
from amends.playbooks.assess import assess
from amends.playbooks.conditions import holds
from amends.playbooks.gathering import facts_of
from amends.playbooks.noting import note_event, note_fact
from amends.playbooks.runner import review_case
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Any:
    with clock.frozen_at(NOON):
        made = case_rows.broken_planters(rows.desk())
        review_case(made.pk)
        yield Case.objects.get(pk=made.pk)


def origin_of(why: Why, name: str) -> str:
    return next(fact.origin for fact in why.used if fact.name == name)


def test_it_says_what_the_assessment_says(case: Case) -> None:
    why = why_of(case)
    assert why.found == assess(facts_of(case))
    assert [each.cause for each in why.causes] == list(why.found.causes)
    assert [each.resolution for each in why.ways] == list(why.found.resolutions)
    assert holds(why.liable, why.known) is True


def test_what_decided_a_way_out_really_holds(case: Case) -> None:
    decided = [each for each in why_of(case).ways if each.ground is not None]
    known = why_of(case).known
    assert all(each.ground and holds(each.ground.when, known) for each in decided)


def test_facts_say_where_they_are_from(case: Case) -> None:
    by = people.actor(rows_owner(case))
    note_fact(case, "still_usable", False, by=by)
    note_event(case, "claim_opened", NOON, by=by)
    why = why_of(Case.objects.get(pk=case.pk))
    assert origin_of(why, "fulfilment") == "order"
    assert origin_of(why, "claim_opened") == "noted"
    assert origin_of(why, "still_usable") == "answered"
    told = next(fact for fact in why.used if fact.name == "still_usable")
    assert (told.value, told.by_id, told.at) == (False, by.user_id, NOON)
    assert {fact.origin for fact in why.used} <= set(ORIGINS)


def test_without_a_playbook_there_is_no_chain(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(issue_types=["other"])
    case.refresh_from_db()
    why = why_of(case)
    if why.found.playbook is None:
        assert (why.book, why.used, why.ways) == (None, (), ())
    else:
        assert why.book is not None


def rows_owner(case: Case) -> Any:
    from amends.accounts.models import User

    return User.objects.get(organisation=case.organisation, login="limin")
