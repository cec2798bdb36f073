"""Whether a message is acknowledged by itself: a person's, where the shop wants it, never in a loop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH = timedelta(hours=2)  # an acknowledgement that comes later is none
BY_HAND = ("safety_incident", "authority_complaint", "dispute_opened")  # a person writes, at once
REPEATED = "repeated"
NEEDS_NONE = ("thanks", "notification")
NOT_BELIEVED = ("failed", "typed")  # an answer might go to somebody who never wrote
ALIKE_WITHIN = timedelta(hours=1)  # the same words again in that time: a machine, or a second click


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
    said_before: int  # how often this sender wrote the very same words within ALIKE_WITHIN


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
    if heard.proof in NOT_BELIEVED:
        return "forged"
    if heard.channel != "email":
        return "no_mail"
    if now - heard.received_at > FRESH:
        return "too_late"
    return REPEATED if heard.said_before else None
