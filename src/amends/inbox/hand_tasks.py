"""Replies that a person pastes on the marketplace's page: done, or it could not be done."""

from django.db import transaction

from amends.cases.actions import CaseConflict
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.drafts import check_saving, give_back
from amends.inbox.leaving import end, mark_left, tell
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import hold


@transaction.atomic
def hand_task_done(outgoing: OutgoingMessage, *, by: Actor) -> OutgoingMessage:
    """The text stands on the marketplace now: the buyer is answered at this moment. Again changes nothing.

    Raises CaseConflict (hand_task_over).
    """
    case, row = hold(outgoing, by=by)
    if row.state == "done":
        return row
    _refuse_over(row)
    row.handed_over_at = at = clock.now()
    row.save(update_fields=["handed_over_at"])
    mark_left(row, case, state="done", at=at, answer="", verb="hand_task_done", by=by)
    return row


@transaction.atomic
def hand_task_failed(outgoing: OutgoingMessage, *, reason: str = "", by: Actor) -> OutgoingMessage:
    """It could not be pasted; `reason` as typed. The text is its writer's draft again.

    Raises CaseConflict (hand_task_over).
    """
    check_saving(reason)
    case, row = hold(outgoing, by=by)
    if row.state == "failed":
        return row
    _refuse_over(row)
    end(row, state="failed", answer=reason)
    give_back(case, row, by=by)
    tell("hand_task_failed", row, by=by)
    return row


def _refuse_over(row: OutgoingMessage) -> None:
    if row.state != "hand_task":
        raise CaseConflict("hand_task_over", "This is no open hand task.", mend="Reload the page.")
