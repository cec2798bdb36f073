"""Where a parcel stands, from its events in whatever order they came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

RANK = {
    "label_made": 0,
    "handed_over": 1,
    "in_transit": 2,
    "exception": 2,
    "out_for_delivery": 3,
    "returning": 4,
    "lost": 5,
    "delivered": 6,
    "returned": 7,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel's state and the times that follow from its events."""

    state: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    last_event_at: datetime | None


def standing(events: Sequence[tuple[datetime, str]], *, stated: Standing) -> Standing:
    """The parcel's standing after `events` of (when, status; "" where it could not be told).

    The last event by its own time decides, of several at one moment the one furthest along; so a late event
    never moves a parcel back. `stated` is what platforms said without events: it holds where it is further.
    """
    told = sorted((at, RANK[status], status) for at, status in events if status)
    last_event_at = max((at for at, _ in events), default=stated.last_event_at)
    if not told:
        return Standing(stated.state, stated.shipped_at, stated.delivered_at, last_event_at)
    state = told[-1][2]
    if RANK[stated.state] > RANK[state] and stated.state in ("delivered", "returned"):
        state = stated.state
    moved = [at for at, rank, _ in told if rank >= RANK["handed_over"]]
    delivered = [at for at, _, status in told if status == "delivered"]
    return Standing(
        state,
        min(moved, default=stated.shipped_at) if stated.shipped_at is None else stated.shipped_at,
        delivered[-1] if delivered else stated.delivered_at,
        last_event_at,
    )
