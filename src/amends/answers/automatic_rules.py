"""Whether a message is acknowledged by itself: a person's, where the shop wants it, never in a loop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH = timedelta(hours=2)  # an acknowledgement that comes later is none
BY_HAND = ("safety_incident", "authority_complaint", "dispute_opened")  # a person writes, at once
NEEDS_NONE = ("thanks", "notification")
FORGED = "failed"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a message and its case, as far as acknowledging it goes.

    `kind` is what the wire says of the mail ("" for a person's), `who` is buyer, platform or machine by its
    address, `proof` is what the mail server found out of its sender. `on_since`: since when the shop
    acknowledges messages of this case's type, None where it does not.
    """

    issue_type: str
    is_unsure: bool
    on_since: datetime | None
    received_at: datetime
    kind: str
    who: str
    proof: str
    channel: str
    is_answered: bool


def hinders_acknowledging(heard: Heard, *, now: datetime) -> str | None:
    """Why this message is not acknowledged, as a code; None where it is."""
    if heard.on_since is None or heard.received_at < heard.on_since:
        return "not_wanted"
    if heard.is_answered:
        return "answered"
    if heard.issue_type in (*BY_HAND, *NEEDS_NONE):
        return "by_hand"
    if heard.kind or heard.who in ("platform", "machine"):
        return "no_person"
    if heard.proof == FORGED:
        return "forged"
    if heard.channel != "email":
        return "no_mail"
    return "too_late" if now - heard.received_at > FRESH else None
