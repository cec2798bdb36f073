"""What follows when a buyer has been answered, whoever brought the answer: an import, the mail, a hand."""

from datetime import datetime

from amends.cases.actions import stop_answer_clocks
from amends.cases.models import Case
from amends.inbox.models import Message


def lock_case(case_id: int) -> Case:
    """The case as it is now, held until we commit; where it was merged, the one it went to."""
    while True:
        case = Case.objects.select_for_update(of=("self",)).select_related("shop", "order").get(pk=case_id)
        if case.merged_into_id is None:
            return case
        case_id = case.merged_into_id


def answered(case: Case, *, at: datetime, seen_message_id: int | None = None) -> None:
    """An answer left at this moment: the answer clocks are met, and the case waits for the buyer.

    `seen_message_id`: the newest buyer message the answer knew; a newer one stays unanswered, and the clocks
    count from it. The caller holds the case, brings its clocks to it (keep_clocks) and saves it.
    """
    case.last_message_at = max(case.last_message_at, at)
    if case.unanswered_since is None or case.unanswered_since > at:
        return
    stop_answer_clocks(case, at=at)
    case.unanswered_since = None
    if seen_message_id is not None and (case.newest_message_id or 0) > seen_message_id:
        case.unanswered_since = _oldest_after(case, seen_message_id)
    if case.unanswered_since is None and case.state == "open":
        case.state = "waiting_buyer"


def _oldest_after(case: Case, seen_message_id: int) -> datetime | None:
    unseen = Message.objects.filter(
        case_messages__case=case, direction="in", pk__gt=seen_message_id, platform_event=None
    )
    return min((each.sent_at or each.received_at for each in unseen[:100]), default=None)
