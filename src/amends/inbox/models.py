from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform

from amends.accounts.models import Owned, Shop, User
from amends.buyers.models import Buyer
from amends.cases.models import Case
from amends.core.addresses import address_of
from amends.core.finding import HappenedAt, MessageWords, Part
from amends.inbox.rules import happened_at
from amends.inbox.states import (
    OUTGOING_STATES,
    PLATFORM_EVENT_KINDS,
    PURPOSES,
    QUESTION_STATES,
    REVIEW_REQUEST_STATES,
    SENDER_PROOFS,
)
from amends.orders.models import Order
from amends.platform_records.models import Content


class Conversation(Owned):
    """One thread with one buyer on one channel."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="conversations")
    channel = models.TextField()
    thread = models.TextField()  # the platform's thread, or the first Message-ID of a mail thread
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="conversations")
    order_number = models.TextField(default="")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="conversations")
    case = models.ForeignKey(  # that later messages of this thread go to
        Case, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    last_message_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "channel", "thread"], name="conversation_once"),
            models.CheckConstraint(
                condition=Q(channel__in=("email", "chat", "platform")), name="conversation_channel"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-last_message_at", "-id"], name="conversation_list"),
            models.Index(fields=["shop", "order_number"], name="conversation_order_number"),
        ]


class Message(Owned):
    """A message of one conversation, for ever. Its words are in MessageBody."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    in_reply_to = models.TextField(default="")
    references = ArrayField(models.TextField(), default=list)
    direction = models.TextField()
    kind = models.TextField(default="")  # bounce, automatic, claim_opened, …: where the wire says so
    sender_proof = models.TextField(default="")  # see states.SENDER_PROOFS; empty where it was no mail
    names_order = models.TextField(default="")  # the order that a platform's frame around the words names
    outside_pictures = models.IntegerField(null=True)  # that its HTML would fetch; null where it has no HTML
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    language = models.TextField(default="")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="message_once"),
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="message_direction"),
            models.CheckConstraint(condition=Q(sender_proof__in=SENDER_PROOFS), name="message_sender_proof"),
        ]
        indexes = [  # how new the messages of each part are
            models.Index(
                F("organisation"), Part("id"), HappenedAt("sent_at", "received_at"), name="message_parts"
            )
        ]

    @property
    def happened_at(self) -> datetime:
        """The moment it counts from: when it was sent, or received where that cannot be."""
        return happened_at(self.sent_at, self.received_at)


class MessageBody(Owned):
    """What a message says and who wrote it: emptied when the buyer is erased."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="body")
    sender_name = models.TextField(default="")
    sender_address = models.TextField(default="")
    recipient = models.TextField(default="")
    subject = models.TextField(default="")
    text = models.TextField(default="")
    original_name = models.TextField(default="")  # who wrote what is passed on here, as its copy says
    original_address = models.TextField(default="")
    problems = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(
                MessageWords("message_id", "sender_name", "sender_address", "subject", "text"),
                name="message_words",
                fastupdate=False,  # what waits to be sorted in would be read through for every part
            ),
            models.Index(address_of("sender_address"), name="message_sender"),
        ]


class MessageAttachment(Owned):
    """A file that came with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.IntegerField()
    filename = models.TextField()
    media_type = models.TextField()
    cid = models.TextField(default="")  # by which the mail's HTML speaks of it
    marks = ArrayField(models.TextField(), default=list)  # runs, archive, type_differs
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "position"], name="attachment_once")]


class CaseMessage(Owned):
    """This message belongs to this case; one message may concern two."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_messages")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="case_messages")
    reason = models.TextField()  # why it was joined: thread, sender, only_order, number, opened, person
    issue_types = models.JSONField(default=list)  # [[code, confidence], …], the best first
    signals = models.JSONField(default=dict)
    corrected_to = models.TextField(default="")  # the issue type that a person gave the case at this message
    ruled_out = ArrayField(models.TextField(), default=list)  # and what they said that it is not

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "message"], name="case_message_once")]
        indexes = [
            # for an order that comes after the messages that name it
            GinIndex(KeyTransform("order_numbers", "signals"), name="case_message_numbers"),
        ]


class Draft(Owned):
    """What a person has typed for a case and not sent. Nobody else's act removes it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    text = models.TextField(default="")
    template = models.TextField(default="")
    seen_message_id = models.BigIntegerField(null=True)  # the newest buyer message it was written to
    saved_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)  # what a command left is kept, and nobody is typing it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="draft_once")]


class OutgoingMessage(Owned):
    """A reply on its way: written down first, handed over at most once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outgoing")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="outgoing")
    idempotency_key = models.TextField(unique=True)  # for mail, its Message-ID
    channel = models.TextField()  # email | hand
    purpose = models.TextField(default="answer")
    state = models.TextField(default="waiting")
    recipient = models.TextField(default="")
    subject = models.TextField(default="")
    text = models.TextField()
    template = models.TextField(default="")
    seen_message_id = models.BigIntegerField(null=True)  # the newest buyer message it was written to
    in_reply_to = models.TextField(default="")
    references = ArrayField(models.TextField(), default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    leaves_at = models.DateTimeField()  # until then it can be called back
    attempts = models.IntegerField(default=0)  # hand-overs begun; more than one only where none was taken
    handed_over_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")  # what the server or the person said
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, related_name="outgoing")
    passed_rules = ArrayField(models.TextField(), default=list)  # warned of, and let pass by who wrote it
    passed_reason = models.TextField(default="")  # why, as typed: emptied when the buyer is erased
    again_of = models.OneToOneField(  # the one that failed or got lost, which a person sent once more
        "self", on_delete=models.PROTECT, null=True, related_name="sent_again"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OUTGOING_STATES), name="outgoing_state"),
            models.CheckConstraint(condition=Q(channel__in=("email", "hand")), name="outgoing_channel"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="outgoing_purpose"),
            models.CheckConstraint(
                condition=~Q(state__in=("handing_over", "sent", "unknown")) | Q(handed_over_at__isnull=False),
                name="outgoing_handed_over_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["leaves_at"],
                condition=Q(state__in=("waiting", "handing_over")),
                name="outgoing_waiting",
            ),
            models.Index(fields=["case", "id"], name="outgoing_of_case"),
            models.Index(
                fields=["organisation", "template", "handed_over_at"],
                condition=~Q(template=""),
                name="outgoing_template",
            ),
        ]


class ReplyFile(Owned):
    """A file that goes with a reply: with its draft first, with the reply from the moment of sending."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="files")
    outgoing = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="files")
    position = models.IntegerField()
    filename = models.TextField()
    media_type = models.TextField()
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=True) ^ Q(outgoing__isnull=True), name="reply_file_of_one"
            )
        ]


class ReviewRequest(Owned):
    """That the marketplace's own button was pressed for an order, or was not there: said once per order."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="review_request")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()  # asked | not_offered
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=REVIEW_REQUEST_STATES), name="review_request_state")
        ]


class PlatformEvent(Owned):
    """A mail that no buyer wrote: what a platform tells of an order, a bounce, an automatic reply."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="platform_event")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="platform_events")
    kind = models.TextField()  # notification, bounce, automatic, or what the platform tells
    order_number = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PLATFORM_EVENT_KINDS), name="platform_event_kind")
        ]


class TriageExample(Owned):
    """What a person made of a message that triage had taken for something else, or had not understood.

    Its text names nobody any more (masking.py); it goes when the buyer is erased.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="triage_example")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    language = models.TextField(default="")
    text = models.TextField()
    code = models.TextField()  # what it is about
    guess = models.TextField()  # what triage had said
    confidence = models.FloatField()  # of that, 0 to 1
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="triage_example_confidence"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-at", "-id"], name="triage_example_list")]


class TriageSetting(Owned):
    """How an organisation's triage learns: one row, from the moment somebody chooses."""

    learns = models.BooleanField(default=False)  # from the corrections
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="triage_setting_once")]


class TriageLesson(Owned):
    """What triage would add to the packs after the organisation's corrections, and how good that is.

    One at most is in use, since a person said so; of the others only the newest is kept.
    """

    made_at = models.DateTimeField()
    newest_example_id = models.BigIntegerField()  # learnt from this one and those before
    weights = models.BinaryField()  # see amends.triage.own
    figures = models.JSONField()  # see amends.triage.learning_figures
    verdict = models.TextField()
    used_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(used_since__isnull=False), name="triage_lesson_used_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=("better", "no_better", "worse")), name="triage_lesson_verdict"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="worse") | Q(used_since=None), name="triage_lesson_never_worse"
            ),
        ]


class LanguageModel(Owned):
    """The language model that an organisation has asked about messages its triage is unsure of."""

    address = models.TextField()  # of chat completions
    model = models.TextField()
    sealed_key = models.TextField(default="")
    is_near = models.BooleanField(default=False)  # on this machine, or in a private network
    is_on = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)  # messages before are not asked about
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="language_model_once")]


class ModelQuestion(Owned):
    """One message that a language model is asked about: written down first, asked at most once. No words."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="model_questions")
    idempotency_key = models.TextField(unique=True)
    state = models.TextField(default="waiting")
    code = models.TextField(default="")  # of the answer; empty for anything that is no issue type
    said = models.TextField(default="")  # why there is none
    written_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QUESTION_STATES), name="model_question_state"),
            models.CheckConstraint(
                condition=Q(state="answered") ^ Q(code=""), name="model_question_answered_code"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=("waiting", "asking")), name="model_question_waiting"
            )
        ]
