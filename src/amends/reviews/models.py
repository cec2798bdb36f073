from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, SellerAccount, Shop
from amends.orders.models import Order


class Feedback(Owned):
    """A buyer's rating of the seller for one order; the order may come in later."""

    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="feedback")
    key = models.TextField()
    order_number = models.TextField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="feedback")
    rating = models.IntegerField()
    response = models.TextField(default="")
    given_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller_account", "key"], name="feedback_once"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="feedback_rating"),
        ]
        indexes = [models.Index(fields=["seller_account", "order_number"], name="feedback_order_number")]


class FeedbackPerson(Owned):
    """The buyer's own words: deleted when the buyer is erased."""

    feedback = models.OneToOneField(
        Feedback, on_delete=models.CASCADE, primary_key=True, related_name="person"
    )
    comment = models.TextField(default="")
