"""What a platform tells of an order by mail, told to the order's case."""

from collections.abc import Mapping
from datetime import datetime

from amends.connectors.mail.proof import PROVEN
from amends.core.clock import rfc3339
from amends.inbox.about import About
from amends.inbox.in_hand import CaseInHand

DISPUTE, RETURN = "dispute_opened", "return_request"
# These ask something of us: a case hears of them, or is opened. Unproven ones cost nobody anything.
ASKING: Mapping[str, tuple[str, str]] = {  # kind → event, issue type
    "return_request": ("return_requested", RETURN),
    "refund_request": ("refund_requested", RETURN),
    "claim_opened": ("claim_opened", DISPUTE),
    "claim_escalated": ("claim_escalated", DISPUTE),
    "claim_info_requested": ("claim_info_requested", DISPUTE),
    "chargeback": ("chargeback_told", DISPUTE),
}
# These say that something is settled, money above all: only where the platform is proven to have written.
SETTLING: Mapping[str, str] = {
    "claim_granted": "claim_granted",
    "claim_closed": "claim_closed",
    "refunded": "refunded",
    "platform_refunded": "platform_refunded",
}


def moves(kind: str, proof: str) -> bool:
    """Whether a case is to hear of it."""
    return kind in ASKING or (kind in SETTLING and proof == PROVEN)


def opens(kind: str) -> bool:
    """Whether it is work by itself."""
    return kind in ASKING


def tell(each: CaseInHand, kind: str, at: datetime) -> list[tuple[str, float]]:
    """The case knows that it happened, and is open; what the mail is about. What was noted before stays."""
    case = each.case
    event, issue_type = ASKING.get(kind) or (SETTLING[kind], "")
    case.happened = {event: {"at": rfc3339(at), "by": None}, **case.happened}
    if not issue_type:
        return []
    guesses = [(issue_type, 1.0)]
    case.issue_types = list(About(tuple(case.issue_types), each.ruled_out, each.held).hearing(guesses).types)
    if case.state != "open":
        case.state, case.snoozed_until, case.solved_at = "open", None, None
    return guesses
