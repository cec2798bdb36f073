"""The states of a parcel, derived from its events in whatever order they come in."""

PARCEL_STATES = (
    "label_made",
    "handed_over",
    "in_transit",
    "out_for_delivery",
    "delivered",
    "exception",
    "returning",
    "returned",
    "lost",
)
