"""The states of an order, as ours: derived from the platform's own word, which is kept beside it."""

ORDER_STATES = (
    "unknown",  # the platform's word is not in the pack
    "awaiting_payment",
    "paid",  # to be shipped
    "part_shipped",
    "shipped",
    "delivered",
    "completed",
    "cancelled",
)
