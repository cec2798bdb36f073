"""The issue types there are, in the groups the desk hands out work by."""

GROUPS: dict[str, tuple[str, ...]] = {
    "parcel": (
        "not_shipped", "no_tracking_info", "delayed", "lost", "completed_not_received",
        "delivered_not_received", "wrong_carrier", "courier_attitude", "customs",
    ),
    "transit_damage": ("damaged", "leaking"),
    "goods": (
        "defective", "missing_item", "missing_part", "wrong_item", "not_as_described",
        "size_colour_style", "how_to_use", "warranty_repair",
    ),
    "order": (
        "cancel_order", "change_address", "change_order", "no_reason_return", "late_return",
        "return_request", "exchange_request", "refund_status", "compensation_request",
        "freight_dispute", "invoice", "gift_or_remark", "price_difference", "payment_problem",
        "out_of_stock", "shipping_option",
    ),
    "safety_and_law": ("safety_incident", "authority_complaint"),
    "platform": ("dispute_opened", "negative_review", "service_complaint"),
    "other": ("pre_sale", "thanks", "notification", "other"),
}  # fmt: skip
CODES = tuple(code for group in GROUPS.values() for code in group)
GROUP_OF = {code: group for group, codes in GROUPS.items() for code in codes}
