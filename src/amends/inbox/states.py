"""The states of a reply on its way, and which moves there are."""

from collections.abc import Mapping

OUTGOING_MOVES: Mapping[str, tuple[str, ...]] = {
    "waiting": ("handing_over", "cancelled", "unknown"),
    "handing_over": ("sent", "failed", "waiting", "unknown"),
    "sent": (),
    "failed": (),
    "unknown": ("sent", "failed"),
    "cancelled": (),
    "hand_task": ("done", "failed"),
    "done": (),
}
OUTGOING_STATES = tuple(OUTGOING_MOVES)
PURPOSES = ("answer", "automatic", "unasked", "reminder", "claim", "review_request")
LEFT = ("sent", "done")
RESTORED = "restored"  # the answer of a reply that a restored backup still holds as waiting
ON_ITS_WAY = ("waiting", "handing_over", "hand_task", "unknown")
# of a question to a language model: asked at most once, whatever came of it
QUESTION_STATES = ("waiting", "asking", "answered", "ignored", "failed", "unknown")
# whether the sender of a mail is who they say; empty for what did not come as mail,
# typed: into a form that anybody can fill in
SENDER_PROOFS = ("", "proven", "unproven", "failed", "typed")
# what a platform tells of an order by mail, after what machines send of themselves
PLATFORM_EVENT_KINDS = (
    "notification", "bounce", "automatic", "order_placed", "feedback", "return_request", "refund_request",
    "claim_opened", "claim_escalated", "claim_info_requested", "claim_granted", "claim_closed", "chargeback",
    "refunded", "platform_refunded",
)  # fmt: skip

REVIEW_REQUEST_STATES = (
    "asked",  # a person pressed the marketplace's button
    "not_offered",  # it was not there
)
