from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, Shop, User
from amends.answers.states import GROUP_ANSWER_STATES, MEMBER_STATES
from amends.cases.models import Case
from amends.inbox.models import OutgoingMessage


class GroupAnswer(Owned):
    """One reviewed text to all cases that a group had when it was prepared. The group itself may go."""

    group_ref = models.BigIntegerField()  # of the CaseGroup it was prepared for
    question = models.TextField()
    kind = models.TextField()
    key = models.TextField()
    label = models.TextField(default="")
    texts = models.JSONField(default=dict)  # language → the text with its variables
    template = models.TextField(default="")  # the stage it began with
    state = models.TextField(default="prepared")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when the next one may be written, while it is sent

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GROUP_ANSWER_STATES), name="group_answer_state"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(next_at__isnull=False, sent_by__isnull=False),
                name="group_answer_sent_by",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="sending"), name="group_answer_due"),
            models.Index(fields=["organisation", "group_ref", "-id"], name="group_answer_of_group"),
        ]


class GroupAnswerMember(Owned):
    """One case that a group answer goes to: its own text, or why it gets none. Written at most once."""

    answer = models.ForeignKey(GroupAnswer, on_delete=models.CASCADE, related_name="members")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="group_answers")
    state = models.TextField(default="ready")
    reason = models.TextField(default="")  # why it is left out, as a code
    named = models.TextField(default="")  # what the reason speaks of: a variable, a rule; never words
    language = models.TextField()  # that it is written in
    text = models.TextField(default="")  # names the buyer: emptied when they are erased
    seen_message_id = models.BigIntegerField(null=True)  # the newest buyer message it was written to
    filled_at = models.DateTimeField()  # the moment its times count from
    outgoing = models.OneToOneField(
        OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="group_answer_member"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "case"], name="group_answer_case_once"),
            models.CheckConstraint(condition=Q(state__in=MEMBER_STATES), name="group_answer_member_state"),
            models.CheckConstraint(
                condition=Q(state="written") ^ Q(outgoing__isnull=True), name="group_answer_written_what"
            ),
        ]


class AutomaticAnswer(Owned):
    """That a shop acknowledges messages of one issue type by itself. No row: it does not."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="automatic_answers")
    issue_type = models.TextField()
    on_since = models.DateTimeField()  # messages before are not acknowledged
    on_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "issue_type"], name="automatic_answer_once")]
