"""The worker's verb: write to the next case of a group answer. Each case is written to at most once.

The message, the member that says so, and the moment of the next one are committed together, and the message's
key is made of answer and case: who is killed in between has written nothing, or everything.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from amends.accounts.permission import require
from amends.answers.actions import tell_state
from amends.answers.filling import PURPOSE, fill_case
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.answers.pacing import is_stale, next_after
from amends.answers.tasks import send_group_answer
from amends.cases.actions import CaseConflict
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import AmendsError
from amends.inbox.checking import ReplyObjected
from amends.inbox.models import OutgoingMessage
from amends.inbox.writing import lock_open, refuse_second, write_down

DUE_AT_ONCE = 50


@transaction.atomic
def send_next(answer_id: int) -> datetime | None:
    """Write to the next case; when the one after it is due. None where nothing more is to be done."""
    rows = GroupAnswer.objects.select_for_update(of=("self",)).select_related("made_by")
    answer = rows.filter(pk=answer_id, state="sending").first()
    now = clock.now()
    if answer is None or answer.next_at is None:
        return None
    if answer.next_at > now:
        return answer.next_at  # another job is there for it
    by = Actor(answer.organisation_id, answer.sent_by_id, "worker")
    waiting = answer.members.filter(state="ready").select_related("case__shop").order_by("pk")
    member = waiting.first()
    if member is None:
        _finish(answer, by=by)
        return None
    _write(answer, member, by=by)
    answer.next_at = next_after(now) if waiting.exists() else now
    answer.save(update_fields=["next_at"])
    send_group_answer.configure(schedule_at=answer.next_at).defer(answer_id=answer.pk)
    return answer.next_at


def send_all_due() -> int:
    """Go on with what is due though its job has gone; how many group answers were looked at."""
    rows = GroupAnswer.objects.filter(state="sending", next_at__lte=clock.now()).order_by("next_at", "pk")
    due = list(rows.values_list("pk", flat=True)[:DUE_AT_ONCE])
    for answer_id in due:
        send_next(answer_id)
    return len(due)


def _write(answer: GroupAnswer, member: GroupAnswerMember, *, by: Actor) -> None:
    try:
        with transaction.atomic():
            member.outgoing = _message(answer, member, by=by)
            member.state, member.reason, member.named = "written", "", ""
    except IntegrityError:
        _leave_out(member, "written_before")
    except ReplyObjected as objected:
        _leave_out(member, "linter", objected.findings[0].rule)
    except AmendsError as error:
        _leave_out(member, error.code, error.named if isinstance(error, _Stopped) else "")
    member.save()


def _message(answer: GroupAnswer, member: GroupAnswerMember, *, by: Actor) -> OutgoingMessage:
    require(by, "work_case", member.case.shop)
    case = lock_open(member.case, member.seen_message_id)
    refuse_second(case, by=by)
    if is_stale(member.filled_at, clock.now()):
        raise _Stopped("text_old")
    now_filled = fill_case(case, answer.texts, agent_name=answer.made_by.name, at=member.filled_at)
    if now_filled.reason:
        raise _Stopped(now_filled.reason, now_filled.named)
    if now_filled.text != member.text:
        raise _Stopped("facts_changed")
    return write_down(
        case,
        member.text,
        purpose=PURPOSE,
        template=answer.template,
        seen=member.seen_message_id,
        by=by,
        undo_seconds=0,
        key=f"group-{answer.pk}-{case.pk}",
    )


class _Stopped(CaseConflict):
    """What a person has looked through is not what would leave now."""

    def __init__(self, reason: str, named: str = "") -> None:
        super().__init__(reason, "This case gets nothing.", mend="Look at it.")
        self.named = named


def _leave_out(member: GroupAnswerMember, reason: str, named: str = "") -> None:
    member.outgoing = None
    member.state, member.reason, member.named = "left_out", reason, named


def _finish(answer: GroupAnswer, *, by: Actor) -> None:
    answer.state, answer.next_at, answer.ended_at = "done", None, clock.now()
    answer.save(update_fields=["state", "next_at", "ended_at"])
    tell_state(
        "group_answer_done",
        answer,
        by=by,
        written=answer.members.filter(state="written").count(),
        left_out=answer.members.filter(state="left_out").count(),
    )
