"""That a message needs no answer can be taken back: the clocks count from it again."""

from datetime import timedelta

import pytest

from amends.accounts.models import Shop, User
from amends.cases.actions import CaseConflict, need_no_response
from amends.cases.models import Clock
from amends.cases.states import CLOCK_RUNNING
from amends.core import clock
from amends.core.errors import NotAllowed
from amends.history.models import Event
from amends.inbox.answer_needed import need_answer
from tests import people
from tests.inbox.buyers import HOUR, MONDAY, case_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def agent(shop: Shop) -> User:
    return people.user(shop.organisation, "chen", "agent")


def test_what_was_put_aside_waits_again(shop: Shop, agent: User) -> None:
    with clock.frozen_at(MONDAY + HOUR):
        write(shop, "m1")
        before = case_of("m1")
        due = Clock.objects.get(case=before, kind="answer", side="own").due_at
        need_no_response(before, by=people.actor(agent))
        assert case_of("m1").unanswered_since is None
        again = need_answer(case_of("m1"), by=people.actor(agent))
    assert again.unanswered_since == before.unanswered_since
    assert again.next_due_at == before.next_due_at
    running = Clock.objects.filter(case=again, kind="answer", side="own", state__in=CLOCK_RUNNING)
    assert running.get().due_at == due
    assert Event.objects.filter(verb="answer_needed", subject_id=again.pk).exists()


def test_what_has_been_answered_does_not(shop: Shop, agent: User) -> None:
    write(shop, "m1", thread="t")
    write(shop, "a1", thread="t", direction="out", sent_at=MONDAY + timedelta(hours=5))
    with pytest.raises(CaseConflict) as refused:
        need_answer(case_of("m1"), by=people.actor(agent))
    assert refused.value.code == "nothing_waits"


def test_who_may_not_work_may_not(shop: Shop) -> None:
    write(shop, "m1")
    with pytest.raises(NotAllowed):
        need_answer(case_of("m1"), by=people.actor(people.user(shop.organisation, "ku", "warehouse")))
