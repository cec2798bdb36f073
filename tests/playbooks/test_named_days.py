"""A day that a letter names is a clock of its case: shown, moved, met, and what the queue goes by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.cases.states import CLOCK_RUNNING
from amends.core import clock
from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import Pack, load_pack
from amends.inbox.correcting import correct_issue_type
from amends.playbooks.noting import forget_fact, note_fact
from amends.publishing.policy_examples import policy_problems
from tests import people
from tests.inbox.buyers import MONDAY, case_of, write
from tests.people import actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def case(shop: Shop) -> Case:
    write(shop, "m1", "This is the consumer protection office. Answer us in writing.")
    lead = people.user(shop.organisation, "li", "lead")
    with clock.frozen_at(MONDAY + timedelta(hours=2)):
        correct_issue_type(case_of("m1"), "authority_complaint", by=actor(lead))
    return case_of("m1")


def letter(case: Case) -> Clock:
    return Clock.objects.filter(case=case, kind="letter_answer").latest("pk")


def test_it_runs_from_the_day_noted_moves_with_it_and_is_met(shop: Shop, case: Case) -> None:
    lead = actor(people.user(shop.organisation, "wang", "lead"))
    with clock.frozen_at(MONDAY + timedelta(hours=3)):
        assert not Clock.objects.filter(case=case, kind="letter_answer").exists()
        note_fact(case, "letter_due_on", "2026-11-25", by=lead)
        first = letter(case)
        assert (first.side, first.actor, first.rule, first.state) == (
            "law",
            "seller",
            "letter.answer",
            "running",
        )
        assert first.due_at == datetime(2026, 11, 26, 8, tzinfo=UTC)  # midnight in Los Angeles
        note_fact(case, "letter_due_on", "2026-11-17", by=lead)
        assert letter(case).due_at == first.due_at - 8 * DAY
    with clock.frozen_at(MONDAY + DAY):
        note_fact(case, "letter_answered_on", "2026-11-17", by=lead)
        met = letter(case)
        assert (met.state, met.met_at) == ("met", MONDAY + DAY)
        forget_fact(case, "letter_answered_on", by=lead)
        assert letter(case).state in CLOCK_RUNNING


def test_the_queue_goes_by_it(shop: Shop, case: Case) -> None:
    lead = actor(people.user(shop.organisation, "wang", "lead"))
    with clock.frozen_at(MONDAY + timedelta(hours=3)):
        Clock.objects.filter(case=case).exclude(kind="letter_answer").update(state="cancelled")
        note_fact(case, "letter_due_on", "2026-11-16", by=lead)
        case.refresh_from_db()
        assert case.next_due_at is not None
        assert case.next_due_at <= letter(case).due_at


def test_taken_back_it_is_cancelled(shop: Shop, case: Case) -> None:
    lead = actor(people.user(shop.organisation, "wang", "lead"))
    with clock.frozen_at(MONDAY + timedelta(hours=3)):
        note_fact(case, "letter_due_on", "2026-11-25", by=lead)
        forget_fact(case, "letter_due_on", by=lead)
    assert letter(case).state == "cancelled"


def test_a_rule_names_a_day_that_can_be_noted() -> None:
    pack = load_pack("policies/law_letters")
    rules = [{**pack.body["rules"][0], "due": {**pack.body["rules"][0]["due"], "named_day": "no_such_day"}}]
    bad = Pack(pack.name, {**pack.body, "rules": rules}, "0")
    assert "letter.answer: no_such_day is no day noted on cases" in list(policy_problems(bad))


def test_a_day_of_another_type_ends_no_clock(shop: Shop, case: Case) -> None:
    """A seller's own packs may have made the fact something else since it was noted."""
    case.answers = {"letter_due_on": {"value": "soon"}}
    case.save(update_fields=["answers"])
    lead = actor(people.user(shop.organisation, "wang", "lead"))
    with judging_by(PackSet({})), clock.frozen_at(MONDAY + DAY):
        note_fact(case, "letter_answered_on", date(2026, 11, 17).isoformat(), by=lead)
    assert not Clock.objects.filter(case=case, kind="letter_answer").exists()
