import pytest

from amends.cases.actions import CaseConflict
from amends.core import clock
from amends.history.models import Event
from amends.inbox.drafts import draft_of
from amends.inbox.hand_tasks import hand_task_done, hand_task_failed
from amends.inbox.handing_over import hand_over, resolve_unknown
from amends.inbox.models import Message, OutgoingMessage
from amends.inbox.queries import outgoing_facts
from amends.inbox.replying import send_again
from tests.inbox.desk import TEXT, WROTE_AT, Desk, desk_with_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desk_with_case("chat")


@pytest.fixture
def lost() -> tuple[Desk, OutgoingMessage]:
    """A reply that was cut off in the middle."""
    desk = desk_with_case()
    desk.mail_through(2525)
    row = desk.reply()
    OutgoingMessage.objects.filter(pk=row.pk).update(state="handing_over", handed_over_at=clock.now())
    return desk, hand_over(row.pk)


def test_a_channel_without_a_way_out_makes_a_task_with_the_page(desk: Desk) -> None:
    row = desk.reply(undo_seconds=15)
    assert (row.state, row.channel, row.text) == ("hand_task", "hand", TEXT)
    assert row.leaves_at == row.written_at
    assert "112-8841907-5530612" in outgoing_facts(row)["page"]
    assert hand_over(row.pk).state == "hand_task"


def test_mail_without_a_mail_account_is_pasted_too() -> None:
    assert desk_with_case().reply().channel == "hand"


def test_a_done_task_answers_the_buyer(desk: Desk) -> None:
    running_clock = desk.clock()
    with clock.frozen_at(WROTE_AT.replace(hour=12)):
        done = hand_task_done(desk.reply(), by=desk.by)
        assert done.handed_over_at == clock.now()
        assert hand_task_done(done, by=desk.by).state == "done"
    running_clock.refresh_from_db()
    assert (running_clock.state, running_clock.met_at) == ("met", done.handed_over_at)
    case = desk.fresh()
    assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
    message = Message.objects.get(direction="out")
    assert (message.body.text, message.sent_at) == (TEXT, done.handed_over_at)
    assert Event.objects.filter(verb="hand_task_done").count() == 1
    with pytest.raises(CaseConflict):
        hand_task_failed(done, by=desk.by)


def test_a_task_that_could_not_be_done_gives_the_text_back(desk: Desk) -> None:
    desk.clock()
    failed = hand_task_failed(desk.reply(), reason="the page says: closed", by=desk.by)
    assert (failed.state, failed.answer) == ("failed", "the page says: closed")
    assert hand_task_failed(failed, by=desk.by).answer == "the page says: closed"
    draft = draft_of(desk.case, by=desk.by)
    assert draft is not None
    assert draft.text == TEXT
    assert desk.fresh().unanswered_since is not None
    assert not Message.objects.filter(direction="out").exists()
    with pytest.raises(CaseConflict):
        hand_task_done(failed, by=desk.by)


def test_a_lost_reply_that_was_seen_has_been_sent(lost: tuple[Desk, OutgoingMessage]) -> None:
    desk, row = lost
    sent = resolve_unknown(row, was_sent=True, by=desk.by)
    assert (sent.pk, sent.state) == (row.pk, "sent")
    assert desk.fresh().state == "waiting_buyer"
    assert Message.objects.get(direction="out").sent_at == row.handed_over_at
    with pytest.raises(CaseConflict, match="known"):
        resolve_unknown(row, was_sent=False, by=desk.by)


def test_a_lost_reply_that_was_not_seen_goes_again_under_another_key(
    lost: tuple[Desk, OutgoingMessage],
) -> None:
    desk, row = lost
    again = resolve_unknown(row, was_sent=False, by=desk.by)
    row.refresh_from_db()
    assert (row.state, again.state, again.again_of) == ("failed", "waiting", row)
    assert (again.text, again.recipient) == (row.text, row.recipient)
    assert again.idempotency_key != row.idempotency_key
    with pytest.raises(CaseConflict) as refusal:
        send_again(row, by=desk.by)
    assert refusal.value.code == "reply_sent_again"
    assert OutgoingMessage.objects.count() == 2


def test_a_lost_reply_does_not_go_again_past_a_newer_message(lost: tuple[Desk, OutgoingMessage]) -> None:
    desk, row = lost
    newer = desk.write(hours=2)
    with pytest.raises(CaseConflict) as refusal:
        resolve_unknown(row, was_sent=False, by=desk.by)
    assert refusal.value.code == "reply_not_newest"
    row.refresh_from_db()
    assert row.state == "unknown"
    again = resolve_unknown(row, was_sent=False, by=desk.by, seen_message_id=newer.pk)
    assert again.seen_message_id == newer.pk


@pytest.mark.parametrize("state", ["waiting", "sent", "cancelled", "unknown"])
def test_only_what_failed_is_sent_again(lost: tuple[Desk, OutgoingMessage], state: str) -> None:
    desk, row = lost
    OutgoingMessage.objects.filter(pk=row.pk).update(state=state)
    with pytest.raises(CaseConflict) as refusal:
        send_again(row, by=desk.by)
    assert refusal.value.code == "reply_not_failed"
