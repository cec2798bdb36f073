from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, Shop
from amends.cases.models import Case

CHANCE, RECOVERY, PRICE = "chance", "recovery", "price"
KINDS = (CHANCE, RECOVERY, PRICE)


class LearntFigure(Owned):
    """What a shop's own cases show, as it was seen: how often, what part, or what price; and over how many.

    `name` is of a chance the way out, of a recovery the cause, of a price what is paid for.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="learnt_figures")
    kind = models.TextField()
    issue_type = models.TextField(default="")  # of a chance: its playbook
    name = models.TextField()
    line = models.TextField(default="")  # of a chance: claim, defect or bad_review
    currency = models.TextField(default="")  # of a price
    cases = models.IntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=6)
    learnt_at = models.DateTimeField()  # when it last changed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "kind", "issue_type", "name", "line", "currency"], name="learnt_figure_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="learnt_figure_kind"),
            models.CheckConstraint(condition=Q(cases__gte=1), name="learnt_figure_cases"),
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(kind=PRICE) | Q(value__lte=1)), name="learnt_figure_value"
            ),
            models.CheckConstraint(
                condition=Q(kind=CHANCE, currency="") & ~Q(line="")
                | Q(kind=RECOVERY, currency="", line="", issue_type="")
                | Q(kind=PRICE, line="", issue_type="") & ~Q(currency=""),
                name="learnt_figure_of_what",
            ),
        ]


class CarrierClaim(Owned):
    """What was claimed from the carrier for a case, and why: what it paid is an answer of the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="carrier_claim")
    cause = models.TextField()
    claimed = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.TextField()
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(claimed__gte=0), name="carrier_claim_not_below_0"),
        ]
        indexes = [models.Index(fields=["organisation", "filed_at"], name="carrier_claim_filed")]


class Judgement(Owned):
    """How a case was judged last, and by which facts: what a changed rulebook is replayed over. No text."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="judgement")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()  # of the case
    judged_at = models.DateTimeField()
    marketplace = models.TextField()
    issue_type = models.TextField()
    facts = models.JSONField()  # as facts_document has them
    verdict = models.JSONField()  # as verdict_document has it
    packs = models.TextField()  # the hash of the rulebook it was judged by

    class Meta:
        indexes = [models.Index(fields=["shop", "opened_at", "id"], name="judgement_period")]
