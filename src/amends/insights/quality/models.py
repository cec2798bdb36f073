from django.db import models

from amends.accounts.models import Owned, Shop
from amends.cases.models import Case


class CountedTurn(Owned):
    """What one answer, promise or reply of a case comes to: kept, so that it is not reckoned at each look.

    `kind` answer: `waited` seconds until `at`; promise: given at `at`, kept where `met_at` is not after
    `due_at`; reply: from a template, handed over at `at`, and what happened in the case afterwards.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    issue_type = models.TextField()
    language = models.TextField()
    kind = models.TextField()
    agent_id = models.BigIntegerField(null=True)
    template = models.TextField(null=True)
    channel = models.TextField(null=True)
    at = models.DateTimeField()
    waited = models.FloatField(null=True)
    is_first = models.BooleanField(null=True)
    own_in_time = models.BooleanField(null=True)  # null: it met no such deadline
    platform_in_time = models.BooleanField(null=True)
    due_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    answered = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    refunded = models.BooleanField(null=True)
    escalated = models.BooleanField(null=True)
    reviewed = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "kind", "at"], name="counted_turn_when")]
