from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from amends.accounts.models import Owned, Shop, User
from amends.buyers.models import Buyer
from amends.cases.states import (
    AT_WORK,
    CASE_STATES,
    CHANGE_KINDS,
    CLOCK_RUNNING,
    CLOCK_SIDES,
    CLOCK_STATES,
    WORK_ITEM_STATES,
)
from amends.orders.models import Order

TYPES_IN_ORDER = 4  # so many of a case's issue types have an index each; few cases have more


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
    declined_order_ids = ArrayField(models.BigIntegerField(), default=list)  # not to be offered again
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="cases")
    state = models.TextField(default="open")
    issue_types = ArrayField(models.TextField(), default=list)  # the most urgent first
    is_unsure = models.BooleanField(default=False)  # a person decides what it is about
    signals = models.JSONField(default=dict)  # codes found in the messages, never words
    answers = models.JSONField(default=dict)  # what people were asked: fact → value, at, by; no words
    happened = models.JSONField(default=dict)  # event → at, and who or what said so: by, or of
    given = models.JSONField(default=dict)  # the platform's own deadlines: kind → due_at, noted_at, by
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
    merged_into = models.ForeignKey(  # one that is not merged itself: the database refuses chains and rings
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
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
                fields=["assignee", "shop", "queue_key", "id"],
                condition=Q(state="open", merged_into=None),
                name="case_queue_mine",
            ),
            models.Index(
                fields=["shop", "queue_key", "id"],
                condition=Q(state="snoozed", merged_into=None),
                name="case_queue_snoozed",
            ),
            models.Index(
                fields=["shop", "queue_key", "id"],
                condition=Q(state__in=("waiting_buyer", "waiting_other"), merged_into=None),
                name="case_queue_waiting",
            ),
            models.Index(
                fields=["shop", "queue_key", "id"],
                condition=Q(state__in=("solved", "closed"), merged_into=None),
                name="case_queue_done",
            ),
            *(  # done cases go into the millions: those of one issue type are found in the queue's order
                models.Index(
                    F("shop"),
                    F(f"issue_types__{place}"),
                    F("queue_key"),
                    F("id"),
                    condition=Q(state__in=("solved", "closed"), merged_into=None)
                    & Q(**{f"issue_types__{place}__isnull": False}),
                    name=f"case_queue_done_type_{place + 1}",
                )
                for place in range(TYPES_IN_ORDER)
            ),
            models.Index(
                fields=["shop", "queue_key", "id"],
                condition=Q(state__in=("solved", "closed"), merged_into=None)
                & Q(**{f"issue_types__{TYPES_IN_ORDER}__isnull": False}),
                name="case_queue_done_types_more",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(state="snoozed"), name="case_snoozed"),
            models.Index(
                fields=["shop", "-last_message_at", "-id"], condition=Q(merged_into=None), name="case_newest"
            ),
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
    is_chance = models.BooleanField(default=False)  # ours to use or to let go: it hinders nothing
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
                condition=Q(state__in=CLOCK_RUNNING),
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
    issue_type = models.TextField(default="")  # of a step: its playbook
    step = models.TextField(default="")  # its code there; empty for what is no step
    verb = models.TextField(default="")
    plan = models.TextField(default="")
    opens_at = models.DateTimeField(null=True)  # not to be done before
    moot_at = models.DateTimeField(null=True)  # stopped for good; a cancelled one without it may come back

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WORK_ITEM_STATES), name="work_item_state"),
            models.UniqueConstraint(
                fields=["case", "issue_type", "step"], condition=~Q(step=""), name="work_item_step_once"
            ),
            models.CheckConstraint(
                condition=Q(moot_at=None) | Q(state="cancelled"), name="work_item_moot_is_over"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "role", "due_at", "id"],
                condition=Q(state="open") & ~Q(step=""),
                name="work_item_steps_open",
            ),
        ]


class CaseReview(Owned):
    """Something about this case has changed: its steps are to be looked at. Deleted by whoever has looked."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews_due")
    asked_at = models.DateTimeField()


class CaseToCount(Owned):
    """Something about this case has changed: what its answers come to is counted anew; then this goes."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")


class Note(Owned):
    """An internal note on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField()

    nobody: Sequence[str] = ()  # of one just written: names in it that nobody has
    several: Sequence[str] = ()  # and those that several have


class Mention(Owned):
    """A person is named in a note: unread until they have opened its case."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mention_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="mention_list"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="mention_unread"),
        ]


class CaseLook(Owned):
    """Somebody had this case on their screen a moment ago."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_look_once")]


class CaseChange(Owned):
    """What a person has rearranged and may take back: cases merged, messages split off, an order joined.

    `before` and `after` hold what it changes of `case`, `moved` the ids of what it moved.
    """

    kind = models.TextField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")  # that lives on
    other = models.ForeignKey(  # that was merged into it, or split off
        Case, on_delete=models.PROTECT, null=True, related_name="changes_of_other"
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CHANGE_KINDS), name="case_change_kind"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_change_of_two"),
            models.UniqueConstraint(
                fields=["other"], condition=Q(kind="merge", undone_at=None), name="case_merged_once"
            ),
        ]


class CaseLink(Owned):
    """Two cases that belong together and stay two. Kept once for both, the older one first."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_to_younger")
    younger = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_to_older")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "younger"], name="case_link_once"),
            models.CheckConstraint(condition=Q(case__lt=F("younger")), name="case_link_older_first"),
        ]


class SavedView(Owned):
    """A view of the queue under a name: one person's own, or the whole team's."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    name = models.TextField()
    filters = models.JSONField()  # view, shop, type: as in the address of the queue; or q: a search
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # it can be brought back

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", Lower("name"), condition=Q(removed_at=None, is_shared=False), name="saved_view_own"
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=Q(removed_at=None, is_shared=True),
                name="saved_view_shared",
            ),
        ]


class CaseGroup(Owned):
    """Open cases whose buyers ask the same thing: what they ask, and what names them all (cases/grouping.py).

    It goes when nobody is left in it.
    """

    question = models.TextField()
    kind = models.TextField()  # of what they have in common: place, hold_up, carrier, product, words
    key = models.TextField()  # a code, or as it is compared
    formed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "question", "kind", "key"], name="case_group_once"
            )
        ]


class GroupedCase(Owned):
    """This case stands in this group, and in no other."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="grouped")
    group = models.ForeignKey(CaseGroup, on_delete=models.CASCADE, related_name="members")
    label = models.TextField(default="")  # the common thing as this case's own record writes it
    place = models.TextField(default="")  # of the parcel's latest event; this and the next two for the page
    hold_up = models.TextField(default="")
    carrier = models.TextField(default="")
