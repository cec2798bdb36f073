"""The worker's verb: hand a reply to the mail server, at most once, whatever happens in between.

The row says `handing_over` before anybody is called. Who finds it so and can take the lock that the hand-over
holds knows that the one before was cut off: nobody can tell whether the mail left, and a person decides.
"""

from django.db import transaction

from amends.accounts.mail_accounts import mail_account_of
from amends.cases.actions import CaseConflict, place_in_queue
from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.connectors.mail.submission import Outcome
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import held_while_running
from amends.inbox.answering import lock_case
from amends.inbox.leaving import end, mark_left, tell
from amends.inbox.models import OutgoingMessage
from amends.inbox.posting import post
from amends.inbox.replying import hold, write_again
from amends.inbox.rules import next_attempt
from amends.inbox.tasks import send_message
from amends.inbox.writing import UNDO_S

CUT_OFF = Outcome("unknown", "interrupted")
DUE_AT_ONCE = 200


def hand_over(outgoing_id: int, *, patience_s: float = 0.0) -> OutgoingMessage:
    """Hand the reply over if it is due and nobody else is at it; the row as it is after.

    `patience_s`: how many seconds to wait for somebody who is at it. Not to be called inside a transaction.
    """
    with held_while_running("outgoing_message", outgoing_id, patience_s=patience_s) as held:
        before = _begin(outgoing_id) if held else None
        if before == "handing_over":
            _settle(outgoing_id, CUT_OFF)
        elif before == "waiting":
            row = OutgoingMessage.objects.select_related("conversation__shop").get(pk=outgoing_id)
            _settle(outgoing_id, post(row, mail_account_of(row.conversation.shop)))
    return OutgoingMessage.objects.get(pk=outgoing_id)


def hand_over_due() -> int:
    """Hand over what is due and what was cut off, wherever its job has gone; how many rows were looked at."""
    rows = OutgoingMessage.objects.filter(state__in=("waiting", "handing_over"), leaves_at__lte=clock.now())
    due = list(rows.order_by("leaves_at").values_list("pk", flat=True)[:DUE_AT_ONCE])
    for outgoing_id in due:
        hand_over(outgoing_id)
    return len(due)


def resolve_unknown(
    outgoing: OutgoingMessage,
    *,
    was_sent: bool,
    by: Actor,
    seen_message_id: int | None = None,
    undo_seconds: int = UNDO_S,
) -> OutgoingMessage:
    """A person has looked: it was sent, or it goes once more as a new row with a key of its own.

    Returns the row that counts now. Raises CaseConflict (reply_not_unknown; see send_again for the others).
    """
    with transaction.atomic():
        case, row = hold(outgoing, by=by)
        if row.state != "unknown" or row.handed_over_at is None:
            raise CaseConflict("reply_not_unknown", "What became of it is known.", mend="Reload the page.")
        if was_sent:
            at = row.handed_over_at
            mark_left(row, case, state="sent", at=at, answer="seen_by_person", verb="reply_sent", by=by)
            return row
        end(row, state="failed", answer="not_seen_by_person")
        tell("reply_failed", row, by=by)
        return write_again(case, row, by=by, seen_message_id=seen_message_id, undo_seconds=undo_seconds)


def _begin(outgoing_id: int) -> str | None:
    """The state it was in, if there is something to do; a due one is committed as being handed over."""
    with transaction.atomic(durable=True):
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing_id)
        if row.state == "handing_over":
            return "handing_over"
        now = clock.now()
        if row.state != "waiting" or row.leaves_at > now:
            return None
        row.state, row.handed_over_at = "handing_over", now
        row.attempts += 1
        row.save(update_fields=["state", "handed_over_at", "attempts"])
        return "waiting"


def _settle(outgoing_id: int, outcome: Outcome) -> None:
    with transaction.atomic():
        case_id = OutgoingMessage.objects.values_list("case_id", flat=True).get(pk=outgoing_id)
        case = lock_case(case_id)
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing_id)
        if row.state not in ("handing_over", "unknown") or row.handed_over_at is None:
            return  # a person has decided meanwhile
        by = Actor(row.organisation_id, row.by_id, "worker")
        if outcome.state == "sent":
            at = row.handed_over_at
            mark_left(row, case, state="sent", at=at, answer=outcome.answer, verb="reply_sent", by=by)
        elif outcome.state == "later" and row.state == "handing_over":
            _put_off(row, case, outcome.answer, by=by)
        elif outcome.state == "unknown":
            ended_badly(row, case, "unknown", outcome.answer, by=by)
        else:
            ended_badly(row, case, "failed", outcome.answer, by=by)


def _put_off(row: OutgoingMessage, case: Case, answer: str, *, by: Actor) -> None:
    again = next_attempt(row.attempts, now=clock.now())
    if again is None:
        ended_badly(row, case, "failed", answer, by=by)
        return
    row.state, row.leaves_at, row.handed_over_at, row.answer = "waiting", again, None, answer
    row.save(update_fields=["state", "leaves_at", "handed_over_at", "answer"])
    send_message.configure(schedule_at=again).defer(outgoing_id=row.pk)


def ended_badly(row: OutgoingMessage, case: Case, state: str, answer: str, *, by: Actor) -> None:
    """Save that it failed or that nobody knows. The caller holds case and row.

    Somebody must see it: a case that was put away, or thought to be waiting, is open again."""
    end(row, state=state, answer=answer)
    tell(f"reply_{state}", row, by=by, attempts=row.attempts)
    if case.state == "closed" or (case.state == "solved" and _has_follower(case)):
        return
    case.state, case.snoozed_until, case.solved_at = "open", None, None
    place_in_queue(case)
    case.save()


def _has_follower(case: Case) -> bool:
    """Whether another case of the order is at work: there is at most one."""
    others = Case.objects.filter(order=case.order, state__in=AT_WORK).exclude(pk=case.pk)
    return case.order is not None and others.exists()
