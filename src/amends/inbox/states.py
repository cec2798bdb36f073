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
LEFT = ("sent", "done")
RESTORED = "restored"  # the answer of a reply that a restored backup still holds as waiting
ON_ITS_WAY = ("waiting", "handing_over", "hand_task", "unknown")
# of a question to a language model: asked at most once, whatever came of it
QUESTION_STATES = ("waiting", "asking", "answered", "ignored", "failed", "unknown")
