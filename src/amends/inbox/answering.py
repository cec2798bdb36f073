"""What follows when a buyer has been answered, whoever brought the answer: an import, the mail, a hand."""

from datetime import datetime

from amends.cases.models import Case
from amends.cases.states import CLOCK_UNMET
from amends.inbox.in_hand import CaseInHand, Said


def lock_case(case_id: int) -> Case:
    """The case as it is now, held until we commit; where it was merged, the one it went to."""
    while True:
        case = Case.objects.select_for_update(of=("self",)).select_related("shop", "order").get(pk=case_id)
        if case.merged_into_id is None:
            return case
        case_id = case.merged_into_id


def answered(each: CaseInHand, *, at: datetime, seen_message_id: int | None = None) -> None:
    """An answer left at this moment: the answer clocks and our promises are met, and the case waits for the
    buyer.

    `seen_message_id`: the newest buyer message the answer knew; without it, the answer knew what was there
    when it left. What it did not know stays unanswered, and the clocks count from that.
    """
    case = each.case
    case.last_message_at = max(case.last_message_at, at)
    for clock in each.clocks:
        if clock.kind == "promise" and clock.state in CLOCK_UNMET and clock.started_at < at:
            each.move(clock, state="met", met_at=at)
    if case.unanswered_since is None or case.unanswered_since > at:
        return
    for clock in each.clocks:
        if clock.kind == "answer" and clock.state in CLOCK_UNMET:
            each.move(clock, state="met", met_at=at)
    unseen = (said.at for said in each.said if _is_unseen(said, at=at, seen_message_id=seen_message_id))
    case.unanswered_since = min(unseen, default=None)
    if case.unanswered_since is None and case.state == "open":
        case.state = "waiting_buyer"


def is_answered(each: CaseInHand, at: datetime) -> bool:
    """Whether an answer that we were told of left after this moment, at which a buyer wrote."""
    return any(said.is_told and said.at >= at for said in each.said)


def _is_unseen(said: Said, *, at: datetime, seen_message_id: int | None) -> bool:
    if not said.is_in:
        return False
    return said.wants and said.at > at if seen_message_id is None else said.message_id > seen_message_id
