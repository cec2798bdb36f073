from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, Shop
from amends.buyers.models import Buyer
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
    kind = models.TextField(default="")  # bounce, automatic, calendar: where the wire says so
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    language = models.TextField(default="")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="message_once"),
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="message_direction"),
        ]


class MessageBody(Owned):
    """What a message says and who wrote it: emptied when the buyer is erased."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="body")
    sender_name = models.TextField(default="")
    sender_address = models.TextField(default="")
    recipient = models.TextField(default="")
    subject = models.TextField(default="")
    text = models.TextField(default="")
    problems = ArrayField(models.TextField(), default=list)


class MessageAttachment(Owned):
    """A file that came with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.IntegerField()
    filename = models.TextField()
    media_type = models.TextField()
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "position"], name="attachment_once")]
