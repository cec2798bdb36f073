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
WAY_BACK = ("returning", "returned")


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel's state and the times that follow from its events."""

    state: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    last_event_at: datetime | None


def standing(
    events: Sequence[tuple[datetime, str]],
    *,
    shipped_at: datetime | None = None,
    delivered_at: datetime | None = None,
) -> Standing:
    """The parcel's standing after `events` of (when, status; "" where it could not be told).

    The last event by its own time decides, of several at one moment the one furthest along; so a late event
    never moves a parcel back. `shipped_at` and `delivered_at` are what the platform said without events:
    delivered holds against slower tracking, but not against a way back that began after it.
    """
    told = sorted((at, RANK[status], status) for at, status in events if status)
    state = told[-1][2] if told else "label_made"
    if delivered_at is not None and not (told and told[-1][0] >= delivered_at and state in WAY_BACK):
        state = "delivered"
    moved = [at for at, rank, _ in told if rank >= RANK["handed_over"]]
    delivered = [at for at, _, status in told if status == "delivered"]
    return Standing(
        state,
        min(moved, default=None) if shipped_at is None else shipped_at,
        delivered[-1] if delivered else delivered_at,
        max((at for at, _ in events), default=None),
    )
