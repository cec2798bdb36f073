"""Real threads: whoever rearranges at the same moment, the cases end in one state that makes sense."""

from datetime import timedelta

import pytest

from amends.cases.actions import CaseConflict, take_case
from amends.cases.models import Case, CaseChange
from amends.core import clock
from amends.inbox.hand_tasks import hand_task_done
from amends.inbox.merging import merge_cases, undo_merge
from amends.inbox.models import CaseMessage, Conversation
from amends.inbox.replying import send_reply
from amends.inbox.splitting import split_messages
from tests.inbox.rearranging import MONDAY, Talk, case_of, talk
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_night() -> object:
    with clock.frozen_at(MONDAY + timedelta(hours=12)):
        yield


@pytest.fixture
def three() -> Talk:
    made = talk()
    for hours, name in enumerate(("a1", "b1", "c1")):
        made.write(name, hours=hours)
    return made


def assert_whole() -> None:
    """No chain, no ring; every message in one living case at least; conversations lead to living cases."""
    assert not Case.objects.filter(merged_into__merged_into__isnull=False).exists()
    for name in ("a1", "b1", "c1"):
        assert CaseMessage.objects.filter(message__external_id=name, case__merged_into=None).count() == 1
    assert not Conversation.objects.filter(case__merged_into__isnull=False).exists()


def test_crosswise_one_goes_on(three: Talk) -> None:
    one, other = case_of("a1"), case_of("b1")
    outcomes = race(
        lambda: merge_cases(one, other, by=three.by), lambda: merge_cases(other, one, by=three.by)
    )
    assert [each.code for each in outcomes if isinstance(each, CaseConflict)] == ["case_merged"]
    assert Case.objects.filter(merged_into__isnull=False).count() == 1
    assert_whole()


def test_in_a_ring_of_three(three: Talk) -> None:
    a, b, c = (case_of(name) for name in ("a1", "b1", "c1"))
    outcomes = race(
        lambda: merge_cases(a, b, by=three.by),
        lambda: merge_cases(b, c, by=three.by),
        lambda: merge_cases(c, a, by=three.by),
    )
    assert all(isinstance(each, CaseChange | CaseConflict) for each in outcomes), outcomes
    merges = [each for each in outcomes if isinstance(each, CaseChange)]
    assert len(merges) in (1, 2)
    assert Case.objects.filter(merged_into=None).count() == 3 - len(merges)
    assert_whole()


def test_undone_twice_at_once_is_undone_once(three: Talk) -> None:
    change = merge_cases(case_of("a1"), case_of("b1"), by=three.by)
    outcomes = race(*[lambda: undo_merge(change, by=three.by)] * 2)
    assert [each.code for each in outcomes if isinstance(each, CaseConflict)] == ["change_undone"]
    assert Case.objects.filter(merged_into=None).count() == 3
    assert_whole()


def test_a_message_that_comes_in_while_merging(three: Talk) -> None:
    one, into = case_of("a1"), case_of("b1")
    outcomes = race(lambda: merge_cases(one, into, by=three.by), lambda: three.write("a2", "hello?", hours=5))
    assert not any(isinstance(each, Exception) for each in outcomes), outcomes
    assert case_of("a2").pk == into.pk
    assert_whole()


def test_a_reply_that_leaves_while_it_is_undone(three: Talk) -> None:
    one, into = case_of("a1"), case_of("b1")
    reply = send_reply(one, "On its way.", seen_message_id=one.newest_message_id, by=three.by)
    change = merge_cases(one, into, by=three.by)
    outcomes = race(lambda: undo_merge(change, by=three.by), lambda: hand_task_done(reply, by=three.by))
    assert not any(isinstance(each, Exception) for each in outcomes), outcomes
    reply.refresh_from_db()
    assert reply.state == "done"
    one.refresh_from_db()
    into.refresh_from_db()
    assert one.unanswered_since is None
    assert into.unanswered_since == MONDAY + timedelta(hours=1)
    assert CaseMessage.objects.get(message=reply.message).case_id == one.pk


def test_split_and_taken_at_once(three: Talk) -> None:
    three.write("a2", "and the invoice", hours=4)
    case = case_of("a1")
    ids = [CaseMessage.objects.get(message__external_id="a2").message_id]
    outcomes = race(
        lambda: split_messages(case, ids, by=three.by),
        lambda: split_messages(case, ids, by=three.by),
        lambda: take_case(case, by=three.by),
    )
    codes = [each.code for each in outcomes if isinstance(each, CaseConflict)]
    assert codes in (["split_not_there"], ["split_everything"])
    assert not any(isinstance(each, Exception) and not isinstance(each, CaseConflict) for each in outcomes)
    case.refresh_from_db()
    assert case.assignee_id == three.agent.pk
    assert_whole()
