from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.cases.models import Case
from amends.core import clock
from amends.core.errors import AmendsError, NotAllowed, NotFound
from amends.history.models import Event
from amends.inbox.drafts import draft_of, save_draft
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Message, OutgoingMessage
from amends.inbox.queries import find_outgoing, outgoing_facts, outgoing_of
from amends.inbox.replying import call_back_reply, send_reply
from tests.inbox.desk import BUYER, TEXT, WROTE_AT, Desk, desk_with_case
from tests.people import actor, organisation, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    made = desk_with_case()
    made.mail_through(2525)
    return made


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(AmendsError) as refusal:
        act()
    assert refusal.value.mend
    return refusal.value.code


def draft_text(desk: Desk) -> str | None:
    draft = draft_of(desk.case, by=desk.by)
    return draft.text if draft is not None else None


def test_a_reply_is_written_down_with_its_job_and_waits(desk: Desk) -> None:
    with clock.frozen_at(WROTE_AT + timedelta(hours=1)):
        row = desk.reply(undo_seconds=15)
        leaves_at = clock.now() + timedelta(seconds=15)
    assert (row.state, row.channel, row.recipient, row.text) == ("waiting", "email", BUYER, TEXT)
    assert (row.leaves_at, row.handed_over_at, row.attempts) == (leaves_at, None, 0)
    job = ProcrastinateJob.objects.get(task_name="amends.inbox.tasks.send_message")
    assert (job.args, job.scheduled_at, job.lock) == ({"outgoing_id": row.pk}, leaves_at, None)
    assert desk.fresh().unanswered_since is not None, "not before it has left"
    event = Event.objects.get(verb="reply_written")
    assert (event.subject_id, event.detail["outgoing"]) == (desk.case.pk, row.pk)
    assert TEXT not in str(event.detail)
    assert list(outgoing_of(desk.case)) == [row]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u00a0"])
def test_an_empty_reply_is_refused(desk: Desk, text: str) -> None:
    save_draft(desk.case, "kept", seen_message_id=None, by=desk.by)
    assert refused(lambda: desk.reply(text)) == "reply_empty"
    assert draft_text(desk) == "kept"
    assert not OutgoingMessage.objects.exists()


def test_a_reply_that_has_not_seen_the_newest_message_is_stopped_and_kept(desk: Desk) -> None:
    seen = desk.case.newest_message_id
    save_draft(desk.case, "half typed", seen_message_id=seen, by=desk.by)
    newer = desk.write(hours=1)

    def send() -> OutgoingMessage:
        return send_reply(desk.case, TEXT, seen_message_id=seen, template="late", by=desk.by)

    assert refused(send) == "reply_not_newest"
    draft = draft_of(desk.case, by=desk.by)
    assert draft is not None
    assert (draft.text, draft.template, draft.seen_message_id) == (TEXT, "late", seen)
    assert (
        refused(lambda: send_reply(desk.case, TEXT, seen_message_id=None, by=desk.by)) == "reply_not_newest"
    )
    assert not ProcrastinateJob.objects.exists()
    assert send_reply(desk.case, TEXT, seen_message_id=newer.pk, by=desk.by).state == "waiting"
    assert draft_text(desk) is None


def test_a_case_that_is_over_takes_no_reply(desk: Desk) -> None:
    Case.objects.filter(pk=desk.case.pk).update(state="closed")
    assert refused(desk.reply) == "case_closed"
    other = Case.objects.create(
        organisation=desk.shop.organisation,
        shop=desk.shop,
        opened_at=WROTE_AT,
        last_message_at=WROTE_AT,
        queue_key=WROTE_AT,
    )
    Case.objects.filter(pk=desk.case.pk).update(state="open", merged_into=other)
    assert refused(desk.reply) == "case_merged"
    assert draft_text(desk) == TEXT
    other.shop = desk.shop
    nobody = lambda: send_reply(other, TEXT, seen_message_id=None, by=desk.by)  # noqa: E731
    assert refused(nobody) == "no_conversation"


@pytest.mark.parametrize("role", ["finance", "warehouse"])
def test_who_may_not_work_the_case_may_not_answer(desk: Desk, role: str) -> None:
    row = desk.reply(undo_seconds=15)
    outsider = actor(user(desk.shop.organisation, "out", role))
    with pytest.raises(NotAllowed):
        send_reply(desk.case, TEXT, seen_message_id=desk.case.newest_message_id, by=outsider)
    with pytest.raises(NotAllowed):
        call_back_reply(row, by=outsider)
    stranger = actor(user(organisation("Other"), "else", "owner"))
    with pytest.raises(NotAllowed):
        call_back_reply(row, by=stranger)
    with pytest.raises(NotFound):
        find_outgoing(row.pk, by=stranger)
    assert OutgoingMessage.objects.get().state == "waiting"


def test_two_clicks_are_one_reply(desk: Desk) -> None:
    first = desk.reply(undo_seconds=15)
    assert desk.reply(undo_seconds=15) == first
    assert ProcrastinateJob.objects.count() == 1
    other = desk.reply("Something else")
    assert other != first
    call_back_reply(first, by=desk.by)
    assert desk.reply(undo_seconds=15) not in (first, other)


def test_the_draft_goes_with_the_reply_and_others_stay(desk: Desk) -> None:
    other = actor(user(desk.shop.organisation, "bo", "agent"))
    save_draft(desk.case, TEXT, seen_message_id=None, by=desk.by)
    save_draft(desk.case, "theirs", seen_message_id=None, by=other)
    desk.reply()
    assert draft_text(desk) is None
    kept = draft_of(desk.case, by=other)
    assert kept is not None
    assert kept.text == "theirs"


def test_a_reply_called_back_is_a_draft_again_and_never_leaves(desk: Desk) -> None:
    row = desk.reply(undo_seconds=15)
    assert call_back_reply(row, by=desk.by).state == "cancelled"
    assert draft_text(desk) == TEXT
    with clock.frozen_at(row.leaves_at + timedelta(seconds=1)):
        assert hand_over(row.pk).state == "cancelled"
    assert refused(lambda: call_back_reply(row, by=desk.by)) == "reply_left"
    assert draft_text(desk) == TEXT


def test_what_was_typed_since_is_not_lost_by_calling_back(desk: Desk) -> None:
    row = desk.reply(undo_seconds=15)
    save_draft(desk.case, "typed since", seen_message_id=None, by=desk.by)
    lead = actor(user(desk.shop.organisation, "lena", "lead"))
    call_back_reply(row, by=lead)
    assert draft_text(desk) == f"{TEXT}\n\ntyped since"
    assert draft_of(desk.case, by=lead) is None


@pytest.mark.parametrize("state", ["handing_over", "sent", "unknown", "failed"])
def test_what_has_begun_to_leave_is_not_called_back(desk: Desk, state: str) -> None:
    row = desk.reply(undo_seconds=15)
    OutgoingMessage.objects.filter(pk=row.pk).update(state=state, handed_over_at=clock.now())
    assert refused(lambda: call_back_reply(row, by=desk.by)) == "reply_left"
    assert draft_text(desk) is None


def test_a_reply_that_may_have_left_is_not_sent_by_clicking_again(desk: Desk) -> None:
    row = desk.reply()
    OutgoingMessage.objects.filter(pk=row.pk).update(state="unknown", handed_over_at=clock.now())
    assert refused(desk.reply) == "reply_unknown"
    assert OutgoingMessage.objects.count() == 1


def test_keys_are_never_the_same(desk: Desk) -> None:
    keys = {desk.reply(f"text {number}").idempotency_key for number in range(5)}
    assert len(keys) == 5


@pytest.mark.parametrize("address", ["", "not an address", "b@c\nX: y", "büyer@example.org"])
def test_a_buyer_without_a_usable_address_is_answered_by_hand(desk: Desk, address: str) -> None:
    desk.write(hours=1, sender_address=address)
    assert desk.reply().state == "hand_task"


def test_facts_leave_the_program_without_the_key(desk: Desk) -> None:
    row = desk.reply(undo_seconds=15)
    facts = outgoing_facts(find_outgoing(row.pk, by=desk.by))
    assert (facts["id"], facts["channel"], facts["state"]) == (row.pk, "email", "waiting")
    assert facts["leaves_at"].endswith("Z")
    assert row.idempotency_key not in str(facts)


def test_made_up_ids_are_not_told_to_servers(desk: Desk) -> None:
    newest = desk.write(hours=1, key="content-0123@amends.invalid")
    Message.objects.filter(pk=newest.pk).update(references=[f"r{n}@x.example" for n in range(60)])
    row = desk.reply()
    assert row.in_reply_to == ""
    assert len(row.references) == 20
    assert (row.references[0], row.references[-1]) == ("r0@x.example", "r59@x.example")


def test_without_its_job_a_reply_is_not_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("no room for jobs")

    save_draft(desk.case, TEXT, seen_message_id=None, by=desk.by)
    monkeypatch.setattr("amends.inbox.writing.send_message.configure", broken)
    with pytest.raises(RuntimeError):
        desk.reply()
    assert not OutgoingMessage.objects.exists()
    assert draft_text(desk) == TEXT


def test_somebody_elses_reply_leaves_first(desk: Desk) -> None:
    first = desk.reply(undo_seconds=15)
    bo = actor(user(desk.shop.organisation, "bo", "agent"))

    def second() -> OutgoingMessage:
        return send_reply(desk.case, "too", seen_message_id=desk.case.newest_message_id, by=bo)

    assert refused(second) == "reply_of_other"
    draft = draft_of(desk.case, by=bo)
    assert draft is not None
    assert draft.text == "too"
    call_back_reply(first, by=desk.by)
    assert second().state == "waiting"
