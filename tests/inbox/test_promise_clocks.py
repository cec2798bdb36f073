from datetime import timedelta

import pytest

from amends.cases.actions import CaseConflict, need_no_response, solve_case
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.history.models import Event
from amends.inbox.clocks import keep_clocks
from amends.inbox.hand_tasks import hand_task_done
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.merging import merge_cases
from amends.inbox.models import Conversation
from amends.inbox.promise_clocks import remind_of_promises
from amends.inbox.replying import send_reply
from tests.answers.group import NOW, Group, group_of
from tests.inbox.buyers import MONDAY, case_of, write
from tests.inbox.desk import WROTE_AT, Desk, desk_with_case
from tests.people import actor, organisation, shop, user

pytestmark = pytest.mark.django_db
TEXT = "I am sorry. We will send a new one within 24 hours."


@pytest.fixture
def desk() -> Desk:
    return desk_with_case()


def answer(desk: Desk, text: str, *, hours: float) -> None:
    with clock.frozen_at(WROTE_AT + timedelta(hours=hours)):
        desk.case = desk.fresh()
        hand_task_done(desk.reply(text), by=desk.by)


def promise(desk: Desk) -> Clock:
    return Clock.objects.filter(case=desk.case, kind="promise").latest("pk")


def test_a_promise_that_left_is_a_deadline(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    made = promise(desk)
    assert (made.state, made.side, made.actor, made.rule) == ("running", "own", "seller", "own.promise")
    assert made.started_at == WROTE_AT + timedelta(hours=1)
    assert made.due_at == WROTE_AT + timedelta(hours=25)
    case = desk.fresh()
    assert (case.state, case.next_due_at) == ("waiting_buyer", made.due_at)


def test_not_before_it_has_left_and_none_without_words(desk: Desk) -> None:
    desk.reply(TEXT)
    assert not Clock.objects.filter(kind="promise").exists()
    answer(desk, "It is on its way.", hours=1)
    assert not Clock.objects.filter(kind="promise").exists()


def test_the_next_message_of_ours_keeps_it(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    answer(desk, "It has left today.", hours=5)
    made = promise(desk)
    assert (made.state, made.met_at) == ("met", WROTE_AT + timedelta(hours=5))
    assert desk.fresh().next_due_at is None


def test_late_is_met_late(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    answer(desk, "It has left today.", hours=40)
    made = promise(desk)
    assert made.met_at is not None
    assert made.met_at > made.due_at


def test_a_buyers_message_does_not_keep_it_and_no_rule_cancels_it(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    desk.write("Thank you", hours=2)
    with clock.frozen_at(WROTE_AT + timedelta(hours=3)):
        case = desk.fresh()
        keep_clocks(case, case.shop)
        refresh_all_clocks(desk.shop)
    assert promise(desk).state == "running"
    need_no_response(desk.fresh(), by=desk.by)
    assert promise(desk).state == "running"


def test_solving_keeps_it(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    with clock.frozen_at(WROTE_AT + timedelta(hours=4)):
        assert solve_case(desk.fresh(), by=desk.by).state == "solved"
    assert promise(desk).met_at == WROTE_AT + timedelta(hours=4)


def test_what_cannot_be_solved_keeps_its_promise_running(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    desk.write("no", hours=2)
    desk.clock()
    with pytest.raises(CaseConflict):
        solve_case(desk.fresh(), by=desk.by)
    assert promise(desk).state == "running"


def test_a_second_promise_follows_the_first(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    answer(desk, "We will write to you within 2 hours.", hours=3)
    assert [(each.state, each.due_at) for each in Clock.objects.filter(kind="promise").order_by("pk")] == [
        ("met", WROTE_AT + timedelta(hours=25)),
        ("running", WROTE_AT + timedelta(hours=5)),
    ]


def test_it_comes_back_before_it_is_due(desk: Desk) -> None:
    answer(desk, TEXT, hours=1)
    with clock.frozen_at(WROTE_AT + timedelta(hours=23, minutes=59)):
        assert remind_of_promises() == 0
    with clock.frozen_at(WROTE_AT + timedelta(hours=24)):
        assert remind_of_promises() == 1
        assert desk.fresh().state == "open"
        assert remind_of_promises() == 0, "once is enough"
    assert Event.objects.filter(verb="promise_due", subject_id=desk.case.pk).count() == 1


def test_an_answer_given_on_the_platform_promises_too() -> None:
    of_shop = shop(organisation(), "US")
    write(of_shop, "m1", thread="t", channel="chat")
    at = MONDAY + timedelta(hours=2)
    write(of_shop, "m2", TEXT, thread="t", channel="chat", direction="out", sent_at=at)
    made = Clock.objects.get(case=case_of("m1"), kind="promise")
    assert made.due_at == at + timedelta(hours=24)
    later = at + timedelta(hours=1)
    write(of_shop, "m3", "It left.", thread="t", channel="chat", direction="out", sent_at=later)
    made.refresh_from_db()
    assert made.state == "met"


def test_an_old_answer_that_comes_in_now_starts_nothing() -> None:
    of_shop = shop(organisation(), "US")
    write(of_shop, "m1", thread="t", channel="chat")
    late = MONDAY + timedelta(days=9)
    write(of_shop, "m2", TEXT, thread="t", channel="chat", direction="out",
          sent_at=MONDAY + timedelta(hours=2), received_at=late)  # fmt: skip
    assert not Clock.objects.filter(kind="promise").exists()


def test_merged_into_another_it_is_promised_there() -> None:
    group: Group = group_of(2)
    one, two = group.cases
    Case.objects.filter(pk=two.pk).update(order=None, order_number="", buyer=one.buyer)
    with clock.frozen_at(NOW):
        Conversation.objects.filter(case=two).update(channel="chat")
        row = send_reply(two, TEXT, seen_message_id=two.newest_message_id, by=group.by)
        hand_task_done(row, by=group.by)
        lead = user(group.shop.organisation, "lead2", "lead")
        merge_cases(two, into=one, by=actor(lead))
    made = Clock.objects.get(case=one, kind="promise")
    assert made.due_at == NOW + timedelta(hours=24)
    assert Case.objects.get(pk=one.pk).next_due_at is not None
