from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, SellerAccount, Shop
from amends.orders.models import Order, amount


class Return(Owned):
    """A return or refund request as the platform reports it; its order may come in later."""

    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="returns")
    source = models.TextField()
    key = models.TextField()
    order_number = models.TextField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="returns")
    kind = models.TextField(default="return")
    sku = models.TextField(default="")
    product_id = models.TextField(default="")
    title = models.TextField(default="")
    quantity = models.IntegerField(null=True)
    status = models.TextField(default="")
    reason = models.TextField(default="")
    resolution = models.TextField(default="")
    disposition = models.TextField(default="")
    fulfilment = models.TextField(default="seller")
    requested_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    currency = models.TextField(default="")
    order_amount = amount(null=True)
    refund_amount = amount(null=True)
    label_cost = amount(null=True)
    label_payer = models.TextField(default="")
    carrier = models.TextField(default="")
    tracking_number = models.TextField(default="")
    rma = models.TextField(default="")
    in_policy = models.BooleanField(null=True)
    claim_opened = models.BooleanField(null=True)
    liable = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller_account", "source", "key"], name="return_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("return", "refund_only", "exchange")), name="return_kind"
            ),
        ]
        indexes = [models.Index(fields=["seller_account", "order_number"], name="return_order_number")]


class ReturnPerson(Owned):
    """The buyer's own words about a return: deleted when the buyer is erased."""

    returned = models.OneToOneField(Return, on_delete=models.CASCADE, primary_key=True, related_name="person")
    comment = models.TextField(default="")
