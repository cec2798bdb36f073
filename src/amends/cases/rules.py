"""When a case is due, and where it stands in the queue."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

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
