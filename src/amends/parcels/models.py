from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, SellerAccount
from amends.core.finding import Pieces, folded
from amends.orders.models import Order
from amends.parcels.states import PARCEL_STATES


class Parcel(Owned):
    """A parcel under one tracking number of a seller account; merged orders share one."""

    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="+")
    tracking_number = models.TextField()
    carrier = models.TextField(default="")  # as written by the platform
    state = models.TextField(default="label_made")
    said_shipped_at = models.DateTimeField(
        null=True
    )  # by the platform; the next two follow from all that is known
    said_delivered_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller_account", "tracking_number"], name="parcel_once"),
            models.CheckConstraint(condition=Q(state__in=PARCEL_STATES), name="parcel_state"),
        ]
        indexes = [
            models.Index("organisation", folded("tracking_number"), name="parcel_find"),
            GinIndex(Pieces("tracking_number"), name="parcel_pieces"),
            models.Index(fields=["organisation", "carrier"], name="parcel_carrier"),
        ]


class ParcelOrder(Owned):
    """This parcel carries goods of this order. The order may not have come in yet."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="links")
    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="+")
    order_number = models.TextField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, related_name="parcel_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "order_number"], name="parcel_order_once")]
        indexes = [models.Index(fields=["seller_account", "order_number"], name="parcel_order_number")]


class TrackingEvent(Owned):
    """One thing that happened to a parcel; the carrier's own code and words are kept."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    key = models.TextField()
    happened_at = models.DateTimeField()
    status = models.TextField(default="")  # ours, empty where it could not be told
    code = models.TextField(default="")
    text = models.TextField(default="")
    location = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "key"], name="tracking_event_once")]
