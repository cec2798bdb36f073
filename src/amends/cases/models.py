from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amends.accounts.models import Owned, Shop, User
from amends.buyers.models import Buyer
from amends.cases.states import AT_WORK, CASE_STATES, CLOCK_SIDES, CLOCK_STATES, WORK_ITEM_STATES
from amends.orders.models import Order


class Case(Owned):
    """Everything about one problem of one order, from the first message to its end."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="cases")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="cases")
    order_number = models.TextField(default="")
    offered_order = (
        models.ForeignKey(  # named in the text by a sender nobody knows: a person joins or declines
            Order, on_delete=models.PROTECT, null=True, related_name="offered_cases"
        )
    )
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="cases")
    state = models.TextField(default="open")
    issue_types = ArrayField(models.TextField(), default=list)  # the most urgent first
    is_unsure = models.BooleanField(default=False)  # a person decides what it is about
    signals = models.JSONField(default=dict)  # codes found in the messages, never words
    language = models.TextField(default="")  # the buyer's
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField()
    unanswered_since = models.DateTimeField(null=True)  # when the oldest unanswered buyer message was sent
    last_message_at = models.DateTimeField()
    newest_message_id = models.BigIntegerField(null=True)  # of the buyer: a reply must have seen it
    at_stake = models.DecimalField(
        max_digits=18, decimal_places=4, default=0
    )  # lost by waiting, shop's currency
    snoozed_until = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(
        null=True
    )  # of its running clocks: stored, recomputed by a test and doctor
    queue_key = models.DateTimeField()  # next due, earlier by what is lost by waiting
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    is_split = models.BooleanField(default=False)  # a person wanted it beside the order's other case
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=AT_WORK, is_split=False, merged_into=None),
                name="case_one_at_work_per_order",
            ),
            models.CheckConstraint(condition=Q(state__in=CASE_STATES), name="case_state"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="case_not_into_itself"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "queue_key", "id"],
                condition=Q(state="open", merged_into=None),
                name="case_queue",
            ),
            models.Index(
                fields=["assignee", "queue_key", "id"],
                condition=Q(state="open", merged_into=None),
                name="case_queue_mine",
            ),
            models.Index(fields=["shop", "state", "-last_message_at", "-id"], name="case_list"),
            models.Index(fields=["snoozed_until"], condition=Q(state="snoozed"), name="case_snoozed"),
        ]


class Clock(Owned):
    """One deadline of a case: by which rule, counted from what, and how it stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = models.TextField()
    side = models.TextField()
    actor = models.TextField()  # who must act before: only a seller's clock runs against us
    rule = models.TextField()
    rule_version = models.TextField(default="")
    counts_from = models.TextField()  # the event: buyer_message, delivered, claim_opened …
    started_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)  # of a window: its earliest moment
    due_at = models.DateTimeField()
    state = models.TextField(default="running")
    paused_spans = models.JSONField(default=list)  # [[from, until or null], …], RFC 3339
    met_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)  # when the missed clock was told

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CLOCK_STATES), name="clock_state"),
            models.CheckConstraint(condition=Q(side__in=CLOCK_SIDES), name="clock_side"),
            models.CheckConstraint(
                condition=~Q(state="met") | Q(met_at__isnull=False), name="clock_met_when"
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "side"],
                condition=Q(state__in=("running", "paused")),
                name="clock_one_running",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="running"), name="clock_due"),
        ]


class WorkItem(Owned):
    """Something a person must do for a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="work_items")
    kind = models.TextField()
    state = models.TextField(default="open")
    is_blocking = models.BooleanField(default=True)  # the case cannot be solved before
    role = models.TextField(default="agent")
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WORK_ITEM_STATES), name="work_item_state")
        ]


class Note(Owned):
    """An internal note on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField()
