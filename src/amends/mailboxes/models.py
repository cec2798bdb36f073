from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amends.accounts.models import Owned, Shop, User


class Mailbox(Owned):
    """A mailbox whose mails come in, how it is reached, and how that went lately."""

    SECURITIES = ("none", "starttls", "tls")

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="mailboxes")
    address = models.TextField()  # what people call it, and the shop's own address
    host = models.TextField()
    port = models.IntegerField()
    security = models.TextField()
    login = models.TextField()
    sign_in = models.TextField(default="password")
    sealed_password = models.TextField()  # or the provider's grant, where `sign_in` is oauth
    folders = ArrayField(models.TextField(), default=list)  # INBOX and others that buyers' mails go to
    takes_sent = models.BooleanField(default=True)  # also what was sent from it by other programs
    fetch_from = models.DateField()  # older mails stay where they are
    trusted = models.TextField(default="")  # the authserv-id whose word about senders counts; "" for none
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # settings, or a wish to be asked now

    asked_at = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)  # in a row
    ask_again_at = models.DateTimeField(null=True)  # after a failure
    alarmed_at = models.DateTimeField(null=True)  # this failure was made known
    error_code = models.TextField(default="")
    error = models.TextField(default="")
    is_idling = models.BooleanField(default=False)  # its server tells by itself of new mails
    taken = models.BigIntegerField(default=0)  # mails so far, copies among them
    mail_at = models.DateTimeField(null=True)  # when the newest of them came in here

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "host", "port", "login"], name="mailbox_once"),
            models.CheckConstraint(
                condition=Q(security__in=("none", "starttls", "tls")), name="mailbox_security"
            ),
            models.CheckConstraint(condition=Q(sign_in__in=("password", "oauth")), name="mailbox_sign_in"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="mailbox_port"),
            models.CheckConstraint(condition=Q(failures__gte=0), name="mailbox_failures"),
        ]


class MailFolder(Owned):
    """A folder of a mailbox, and how far it has been taken in."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="places")
    name = models.TextField()
    is_sent = models.BooleanField(default=False)
    uid_validity = models.BigIntegerField(null=True)  # null: never asked
    last_uid = models.BigIntegerField(default=0)
    careful_until = models.BigIntegerField(default=0)  # one by one so far: among these fetching broke off
    stuck_uid = models.BigIntegerField(default=0)  # the one mail at which it did
    stuck_times = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")]


class MailProgram(Owned):
    """The seller's own program at a provider, through which people let the desk into their mailboxes."""

    provider = models.TextField()
    client_id = models.TextField()
    sealed_secret = models.TextField(default="")
    tenant = models.TextField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "provider"], name="mail_program_once")]


class SignInBegun(Owned):
    """Somebody has gone to a provider to agree; deleted when they come back with its state, or when over."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    provider = models.TextField()
    state_hash = models.TextField(unique=True)
    session_hash = models.TextField()
    sealed_wish = models.TextField()  # what is to be kept, and what proves that it is us who come back
    over_at = models.DateTimeField()
