from django.contrib.postgres.indexes import GinIndex
from django.db import models

from amends.accounts.models import Owned
from amends.core.finding import Words


class Buyer(Owned):
    """A person who bought, on one marketplace. The row stays when the person is erased."""

    marketplace = models.TextField()
    first_seen_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    opted_out_at = models.DateTimeField(null=True)  # wants nothing that they did not ask for, for ever


class BuyerPerson(Owned):
    """Who the buyer is: the marketplace's name for them, unique there. Deleted when erased."""

    buyer = models.OneToOneField(Buyer, on_delete=models.CASCADE, primary_key=True, related_name="person")
    marketplace = models.TextField()
    identity = models.TextField()
    shown_name = models.TextField(default="")
    email = models.TextField(default="")
    phone = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "marketplace", "identity"], name="buyer_identity_once"
            )
        ]
        indexes = [GinIndex(Words("identity", "shown_name", "email", "phone"), name="buyer_find")]
