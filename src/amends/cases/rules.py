"""When a case is due, where it stands in the queue, what can be solved, merged and split."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from amends.cases.states import AT_WORK

FAR = timedelta(days=36_500)
MOST_LIFTED = timedelta(hours=12)
LIFT_PER_UNIT = timedelta(minutes=3)


def next_due(running: Iterable[datetime]) -> datetime | None:
    """The earliest of the running clocks' deadlines; None where none runs."""
    return min(running, default=None)


def queue_key(due_at: datetime | None, *, opened_at: datetime, at_stake: Decimal) -> datetime:
    """Where a case stands: its next deadline, earlier by three minutes for each unit of money at stake.

    At most twelve hours earlier, so that no sum pushes a case past one that is due half a day before it.
    A case without a clock stands behind all that have one, the oldest first.
    """
    if due_at is None:
        return opened_at + FAR
    lifted = min(MOST_LIFTED, LIFT_PER_UNIT * float(max(at_stake, Decimal(0))))
    return due_at - lifted


def hinders_solving(*, open_blocking_items: int, clocks_against_us: int, money_on_the_way: int) -> list[str]:
    """Why a case cannot be solved yet, as codes; empty when it can."""
    return [
        code
        for code, count in (
            ("work_items_open", open_blocking_items),
            ("clocks_running", clocks_against_us),
            ("money_on_the_way", money_on_the_way),
        )
        if count
    ]


def within_grace(solved_at: datetime | None, at: datetime, *, grace: timedelta) -> bool:
    """Whether a buyer's message so long after the solution reopens the case, rather than opening another."""
    return solved_at is not None and at - solved_at <= grace


MOST_URGENT = (
    "safety_incident",
    "authority_complaint",
    "dispute_opened",
    "negative_review",
    "cancel_order",
    "change_address",
)


def most_urgent_first(codes: Iterable[str]) -> list[str]:
    """Issue types without repetition: those that cannot wait first, the others in the order given."""
    once = list(dict.fromkeys(codes))
    return sorted(once, key=lambda code: MOST_URGENT.index(code) if code in MOST_URGENT else len(MOST_URGENT))


@dataclass(frozen=True, slots=True)
class Side:
    """What merging asks of either case. `order_number` also where the order itself has not come in yet."""

    id: int
    shop_id: int
    state: str
    buyer_id: int | None
    order_number: str
    is_merged: bool


def hinders_merging(merged: Side, living: Side, *, despite_buyer: bool = False) -> str | None:
    """Why the one cannot be merged into the other, as a code; None when it can.

    A case has one shop, whose account answers, one buyer, who must not read of another's order, and one
    order, whose deadlines run: cases that differ in one of these are linked, not merged. What is not known
    yet does not differ. `despite_buyer`: a person has said that the two buyers are one.
    """
    if merged.id == living.id:
        return "case_same"
    if merged.is_merged or living.is_merged:
        return "case_merged"
    if merged.shop_id != living.shop_id:
        return "case_other_shop"
    if merged.order_number and living.order_number and merged.order_number != living.order_number:
        return "case_other_order"
    buyers = {merged.buyer_id, living.buyer_id} - {None}
    if len(buyers) > 1 and not despite_buyer:
        return "case_other_buyer"
    if "closed" in (merged.state, living.state):
        return "case_closed"
    return None if living.state in AT_WORK else "case_not_at_work"


def hinders_splitting(messages: Collection[int], of: Collection[int]) -> str | None:
    """Why these messages cannot be split off from all of the case's, as a code; None when they can."""
    if not messages:
        return "split_nothing"
    if not set(messages) <= set(of):
        return "split_not_there"
    return "split_everything" if set(of) <= set(messages) else None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the buyer: its id, its conversation and when it was sent."""

    id: int
    conversation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of ours: when it left, and the newest message it knew; None where nobody can tell."""

    conversation_id: int
    at: datetime
    seen: int | None


def oldest_waiting(
    heard: Iterable[Heard], answers: Collection[Answer], *, since: datetime | None
) -> datetime | None:
    """Since when the buyer waits, given that nothing before `since` is unanswered; None if not at all.

    An answer in one conversation is none to what was asked in another before the two were one case.
    """
    if since is None:
        return None
    late = (each for each in heard if each.at >= since)
    waiting = (each.at for each in late if not any(_answers(answer, each) for answer in answers))
    return min(waiting, default=None)


def _answers(answer: Answer, heard: Heard) -> bool:
    if answer.conversation_id != heard.conversation_id or answer.at <= heard.at:
        return False
    return answer.seen is None or answer.seen >= heard.id
