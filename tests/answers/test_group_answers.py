from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.answers.actions import (
    change_group_texts,
    doubt_groups_on_their_way,
    drop_group_answer,
    fill_group_anew,
    leave_out,
    prepare_group_answer,
    put_back,
    send_group_answer,
    stop_group_answer,
)
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.answers.sending import send_all_due, send_next
from amends.cases.models import Case, CaseGroup
from amends.core import clock
from amends.core.errors import AmendsError
from amends.erasure.actions import erase_buyer
from amends.history.models import Event
from amends.inbox.models import OutgoingMessage
from amends.orders.models import Order
from amends.parcels.models import Parcel
from tests.answers.group import NOW, TEXT, Group, group_of, join
from tests.people import actor, shop, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return group_of(4)


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(AmendsError) as refusal:
        act()
    assert refusal.value.mend
    return refusal.value.code


def send_all(answer: GroupAnswer, *, after: timedelta = timedelta(0)) -> None:
    """Let the worker do all of it, as if the time between two had passed."""
    for n in range(20):
        with clock.frozen_at(NOW + after + timedelta(minutes=n)):
            if send_next(answer.pk) is None:
                return
    raise AssertionError("it never ends")


def begin(answer: GroupAnswer, group: Group) -> GroupAnswer:
    with clock.frozen_at(NOW):
        return send_group_answer(answer, by=group.by)


def reasons(answer: GroupAnswer) -> list[str]:
    return list(answer.members.order_by("pk").values_list("reason", flat=True))


def test_each_gets_a_text_of_its_own(group: Group) -> None:
    answer = group.prepared()
    assert OutgoingMessage.objects.count() == 0, "nothing leaves before a person has looked"
    assert [member.state for member in answer.members.order_by("pk")] == ["ready"] * 4
    begin(answer, group)
    send_all(answer)
    rows = OutgoingMessage.objects.order_by("pk")
    for n, row in enumerate(rows):
        assert f"Hello Buyer{n}," in row.text
        assert f"YT00000000{n}" in row.text
        assert row.recipient == f"t{n}@marketplace.example"
        assert row.idempotency_key == f"group-{answer.pk}-{group.cases[n].pk}@lantern.example"
        assert row.by == group.agent
    assert rows.count() == 4
    answer.refresh_from_db()
    assert (answer.state, answer.next_at) == ("done", None)
    told = Event.objects.get(verb="group_answer_done")
    assert told.detail == {"written": 4, "left_out": 0}
    assert not any("Buyer" in str(each.detail) for each in Event.objects.all())


def test_the_next_one_waits(group: Group) -> None:
    answer = begin(group.prepared(), group)
    with clock.frozen_at(NOW):
        due = send_next(answer.pk)
        assert send_next(answer.pk) == due, "asked again at the same moment, it writes to nobody"
        assert due is not None
        assert due > NOW
    assert OutgoingMessage.objects.count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="amends.answers.tasks.send_group_answer")
    assert jobs.filter(scheduled_at=due).count() == 1


def test_a_lost_job_is_made_up_for(group: Group) -> None:
    answer = begin(group.prepared(), group)
    ProcrastinateJob.objects.all().delete()
    for n in range(8):
        with clock.frozen_at(NOW + timedelta(minutes=n)):
            send_all_due()
    answer.refresh_from_db()
    assert answer.state == "done"
    assert OutgoingMessage.objects.count() == 4


def test_a_missing_value_stops_that_one_with_its_name(group: Group) -> None:
    Parcel.objects.filter(tracking_number="YT000000001").delete()
    answer = group.prepared()
    member = group.member(1)
    assert (member.state, member.reason, member.named) == ("left_out", "value_missing", "tracking_number")
    assert [each.state for each in answer.members.order_by("pk")].count("ready") == 3


def test_a_name_that_is_asked_after_may_be_missing(group: Group) -> None:
    group.cases[0].buyer.person.delete()  # type: ignore[union-attr]
    group.prepared()
    assert group.member(0).text.startswith("Hello,\n")


def test_each_in_the_buyers_language(group: Group) -> None:
    Case.objects.filter(pk=group.cases[0].pk).update(language="zh")
    Case.objects.filter(pk=group.cases[1].pk).update(language="fr")
    group.prepared(**{"zh-Hans": "亲，抱歉让您久等，单号{{ tracking_number }}，{{ answer_by }}前回复您。"})
    assert group.member(0).text.startswith("亲，抱歉让您久等，单号YT000000000")
    assert "11月21日" in group.member(0).text
    assert (group.member(1).reason, group.member(1).named) == ("no_text", "fr")
    assert group.member(2).text.startswith("Hello Buyer2")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"en": "  "}, "reply_empty"),
        ({}, "reply_empty"),
        ({"de": "Hallo"}, "language_unknown"),
        ({"en": "Your {{ colour }} lamp"}, "variable_unknown"),
        ({"en": "Hello {{ buyer_name"}, "template_broken"),
        ({"en": "x" * 60_000}, "text_too_long"),
        ({"en": "a\0b"}, "text_unreadable"),
    ],
)
def test_a_text_that_cannot_be_is_refused(group: Group, texts: dict[str, str], code: str) -> None:
    assert refused(lambda: prepare_group_answer(group.group.pk, texts, by=group.by)) == code
    assert not GroupAnswer.objects.exists()


@pytest.mark.parametrize("template", ["safety_first", "escalated"])
def test_a_template_of_safety_or_an_authority_is_refused_to_who_asks_otherwise(
    group: Group, template: str
) -> None:
    def prepare() -> GroupAnswer:
        return prepare_group_answer(group.group.pk, {"en": "We look."}, template=template, by=group.by)

    assert refused(prepare) == "template_not_theirs"
    CaseGroup.objects.filter(pk=group.group.pk).update(question="safety_incident")
    if template == "safety_first":
        assert prepare().template == template


def test_what_the_linter_forbids_is_stopped(group: Group) -> None:
    answer = group.prepared("Leave us a five star review and we will send you a refund of 5 USD.")
    assert set(reasons(answer)) == {"linter"}
    assert group.member(0).named
    assert refused(lambda: send_group_answer(answer, by=group.by)) == "group_answer_nobody"
    with clock.frozen_at(NOW):
        change_group_texts(answer, {"en": TEXT}, by=group.by)
    assert {member.state for member in answer.members.all()} == {"ready"}


def test_who_wrote_again_is_left_out(group: Group) -> None:
    answer = begin(group.prepared(), group)
    group.writes(2)
    send_all(answer)
    assert reasons(answer) == ["", "", "reply_not_newest", ""]
    assert not OutgoingMessage.objects.filter(case=group.cases[2]).exists()


def test_who_was_answered_meanwhile_is_left_out(group: Group) -> None:
    answer = begin(group.prepared(), group)
    Case.objects.filter(pk=group.cases[1].pk).update(unanswered_since=None, state="waiting_buyer")
    Case.objects.filter(pk=group.cases[3].pk).update(state="closed")
    send_all(answer)
    assert reasons(answer) == ["", "answered", "", "case_closed"]


def test_what_has_become_of_the_parcel_meanwhile_stops_the_text(group: Group) -> None:
    answer = begin(group.prepared(), group)
    Parcel.objects.filter(tracking_number="YT000000002").update(tracking_number="YT9")
    send_all(answer)
    assert reasons(answer) == ["", "", "facts_changed", ""]
    with clock.frozen_at(NOW + timedelta(hours=1)):
        assert refused(lambda: fill_group_anew(answer, by=group.by)) == "group_answer_over"


def test_a_text_that_has_lain_too_long_is_not_sent(group: Group) -> None:
    answer = group.prepared()
    with clock.frozen_at(NOW + timedelta(hours=9)):
        send_group_answer(answer, by=group.by)
    send_all(answer, after=timedelta(hours=9))
    assert set(reasons(answer)) == {"text_old"}


def test_stopped_in_the_middle_and_resumed(group: Group) -> None:
    answer = begin(group.prepared(), group)
    with clock.frozen_at(NOW):
        send_next(answer.pk)
        assert stop_group_answer(answer, by=group.by).state == "stopped"
        assert stop_group_answer(answer, by=group.by).state == "stopped"
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        assert send_next(answer.pk) is None
        assert OutgoingMessage.objects.count() == 1
        leave_out(answer, [group.cases[3].pk], by=group.by)
        send_group_answer(answer, by=group.by)
    send_all(answer, after=timedelta(minutes=2))
    assert OutgoingMessage.objects.count() == 3
    assert reasons(answer) == ["", "", "", "person"]
    verbs = list(
        Event.objects.filter(subject_type="group_answer").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "group_answer_prepared",
        "group_answer_sending",
        "group_answer_stopped",
        "group_members_left_out",
        "group_answer_sending",
        "group_answer_done",
    ]


def test_left_out_and_put_back_one_by_one(group: Group) -> None:
    answer = group.prepared()
    assert leave_out(answer, [group.cases[0].pk, group.cases[1].pk], by=group.by) == 2
    assert leave_out(answer, [group.cases[0].pk], by=group.by) == 0
    assert put_back(answer, [group.cases[0].pk], by=group.by) == 1
    Case.objects.filter(pk=group.cases[2].pk).update(unanswered_since=None)
    with clock.frozen_at(NOW):
        fill_group_anew(answer, by=group.by)
    assert reasons(answer) == ["", "person", "answered", ""]
    assert put_back(answer, [group.cases[2].pk], by=group.by) == 0, "there is nothing to say to them"


def test_what_somebody_else_has_is_left_out_unless_put_back(group: Group) -> None:
    Case.objects.filter(pk=group.cases[0].pk).update(assignee=user(group.shop.organisation, "bo", "agent"))
    answer = group.prepared()
    assert reasons(answer) == ["with_other", "", "", ""]
    assert put_back(answer, [group.cases[0].pk], by=group.by) == 1


def test_who_comes_later_is_not_answered(group: Group) -> None:
    answer = begin(group.prepared(), group)
    newcomer = join(group, 7)
    send_all(answer)
    assert not OutgoingMessage.objects.filter(case=newcomer).exists()
    assert Case.objects.get(pk=newcomer.pk).unanswered_since is not None


def test_another_agents_reply_of_this_moment_comes_first(group: Group) -> None:
    answer = begin(group.prepared(), group)
    other = user(group.shop.organisation, "bo", "agent")
    OutgoingMessage.objects.create(
        organisation=group.shop.organisation,
        case=group.cases[0],
        conversation=group.cases[0].conversations.get(),
        idempotency_key="x@y",
        channel="email",
        text="mine",
        by=other,
        written_at=NOW,
        leaves_at=NOW,
    )
    send_all(answer)
    assert reasons(answer)[0] == "reply_of_other"


def test_only_the_cases_of_ones_shops(group: Group) -> None:
    elsewhere = shop(group.shop.organisation, "DE")
    outsider = user(group.shop.organisation, "out", "agent", shop=elsewhere)
    assert (
        refused(lambda: prepare_group_answer(group.group.pk, {"en": TEXT}, by=actor(outsider)))
        == "group_unknown"
    )
    answer = group.prepared()
    for act in (send_group_answer, stop_group_answer, drop_group_answer, fill_group_anew):
        assert refused(lambda act=act: act(answer, by=actor(outsider))) == "not_allowed"  # type: ignore[misc]


def test_who_loses_the_right_meanwhile_writes_to_nobody(group: Group) -> None:
    answer = begin(group.prepared(), group)
    group.agent.is_active = False
    group.agent.save()
    send_all(answer)
    assert set(reasons(answer)) == {"not_allowed"}


def test_given_up(group: Group) -> None:
    answer = group.prepared()
    drop_group_answer(answer, by=group.by)
    assert refused(lambda: send_group_answer(answer, by=group.by)) == "group_answer_over"
    assert drop_group_answer(answer, by=group.by).state == "dropped"


def test_a_restored_backup_writes_to_nobody_by_itself(group: Group) -> None:
    answer = begin(group.prepared(), group)
    with clock.frozen_at(NOW):
        send_next(answer.pk)
    assert doubt_groups_on_their_way() == 1
    send_all(answer, after=timedelta(minutes=1))
    assert OutgoingMessage.objects.count() == 1
    assert reasons(answer) == ["", "restored", "restored", "restored"]


def test_an_erased_buyer_is_neither_named_nor_written_to(group: Group) -> None:
    answer = begin(group.prepared(), group)
    owner = user(group.shop.organisation, "own", "owner")
    buyer = group.cases[1].buyer
    assert buyer is not None
    Order.objects.filter(pk=group.cases[1].order_id or 0).update(buyer=buyer)
    erase_buyer(buyer, by=actor(owner))
    assert (group.member(1).text, group.member(1).reason) == ("", "erased")
    send_all(answer)
    assert not OutgoingMessage.objects.filter(case=group.cases[1]).exists()
    assert not GroupAnswerMember.objects.filter(text__contains="Buyer1").exists()
