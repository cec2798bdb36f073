"""What the order's record adds to the words: the same words mean another type by where the parcel is."""

from collections.abc import Sequence

from amends.triage.codes import CODES
from amends.triage.judgement import TriageFacts

NUMBER = {code: at for at, code in enumerate(CODES)}
WHERE_IS_IT = (
    "not_shipped", "no_tracking_info", "delayed", "lost", "completed_not_received", "delivered_not_received",
)  # fmt: skip
ASKED_OF_THE_WAY = ("not_shipped", "no_tracking_info", "delayed")
MOVED = 0.75  # of the mass of "where is it" that goes to the type the record tells
MOVED_IF_NAMED = 0.25  # where the words name a thing of its own: lost, signed for, completed
ASKED_BEFORE = ("out_of_stock", "shipping_option", "size_colour_style", "not_shipped", "price_difference")
BEFORE_SHARE = 0.75
BEFORE_STATES = ("awaiting_payment",)


def told_by_record(facts: TriageFacts) -> str | None:
    """Which of WHERE_IS_IT holds by the record, None where it does not tell."""
    if facts.parcel_state == "lost":
        return "lost"
    delivered = facts.is_delivered or facts.parcel_state == "delivered" or facts.order_state == "delivered"
    if delivered:
        return "delivered_not_received"
    if facts.platform_completed or facts.order_state == "completed":
        return "completed_not_received"
    if facts.parcel_state in ("handed_over", "in_transit", "out_for_delivery", "exception"):
        return "delayed"
    if facts.parcel_state == "label_made":
        return "no_tracking_info"
    if facts.order_state == "paid":
        return "not_shipped"
    if facts.order_state in ("shipped", "part_shipped"):
        return "delayed"
    return None


def with_record(shares: Sequence[float], facts: TriageFacts) -> list[float]:
    """Confidences with mass moved as the record asks; their sum stays."""
    moved = list(shares)
    if facts.has_order is None and not (
        facts.order_state or facts.parcel_state or facts.is_delivered or facts.platform_completed
    ):
        return moved
    told = told_by_record(facts)
    if told:
        for code in WHERE_IS_IT:
            if code != told:
                _move(moved, code, told, MOVED if code in ASKED_OF_THE_WAY else MOVED_IF_NAMED)
    if facts.has_order is False:
        for code in ASKED_BEFORE:
            _move(moved, code, "pre_sale", BEFORE_SHARE)
    elif facts.order_state in BEFORE_STATES:
        _move(moved, "not_shipped", "payment_problem", BEFORE_SHARE / 2)
    return moved


def _move(shares: list[float], source: str, target: str, part: float) -> None:
    amount = shares[NUMBER[source]] * part
    shares[NUMBER[source]] -= amount
    shares[NUMBER[target]] += amount
