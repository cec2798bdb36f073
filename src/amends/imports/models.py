from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amends.accounts.models import Owned, Shop
from amends.platform_records.models import Content, RecordHeader


class ImportFile(Owned):
    """One file going in: where it stands, and what became of its rows."""

    STATES = ("waiting", "asking", "running", "done", "refused", "failed")

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="import_files")
    name = models.TextField()
    sha256 = models.BinaryField(max_length=32, null=True)
    size = models.BigIntegerField(default=0)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.TextField(default="")
    encoding = models.TextField(default="")
    header = models.ForeignKey(RecordHeader, on_delete=models.PROTECT, null=True, related_name="+")
    trusted = models.TextField(default="")  # of mails: whose word about their senders counts (an authserv-id)
    doubts = models.JSONField(default=list)  # why it may be of another shop, found before its first row
    asks = models.BooleanField(default=False)  # a person decides where there are doubts
    state = models.TextField(default="waiting")
    error_code = models.TextField(default="")
    error = models.TextField(default="")
    mend = models.TextField(default="")
    consumed = models.BigIntegerField(default=0)  # records done, also after a crash: where to go on
    progress = models.BigIntegerField(default=0)  # bytes read, of size
    rows = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    by = models.TextField(default="")  # the actor
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "asking", "running", "done", "refused", "failed")),
                name="import_file_state",
            ),
            models.CheckConstraint(
                condition=Q(rows=F("created") + F("updated") + F("unchanged") + F("rejected")),
                name="import_file_each_row_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="import_file_list")]


class ImportReject(Owned):
    """A row that could not be taken: where, why, and what it was."""

    import_file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rejects")
    line = models.BigIntegerField()
    column = models.TextField(default="")
    reason = models.TextField()
    detail = models.TextField()
    raw = models.TextField(default="")
    values = ArrayField(models.TextField(), null=True)  # the cells, null where the row could not be read
    faults = models.JSONField(default=list)  # all of them: [[column, reason, detail], …]


class QuarantinedMail(Owned):
    """A mail that could not be taken in: kept as it came, shown, tried again when it is read anew."""

    STATES = ("waiting", "taken", "dismissed")

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="quarantined_mails")
    sha256 = models.BinaryField(max_length=32)  # of what was kept
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    size = models.BigIntegerField()  # octets
    reason = models.TextField()  # a stable code: no_mail, too_large, reader_fell, not_storable, not_fetched
    reader = models.TextField()  # that tried last
    tries = models.IntegerField(default=1)
    is_sent = models.BooleanField(default=False)  # it lay among those that the shop has sent
    is_typed = models.BooleanField(default=False)  # into a form that anybody can fill in
    trusted = models.TextField(default="")  # whose word about its sender counts
    state = models.TextField(default="waiting")
    quarantined_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="quarantined_mail_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "taken", "dismissed")), name="quarantined_mail_state"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], condition=Q(state="waiting"), name="quarantine_list")
        ]


class QuarantinedMailPerson(Owned):
    """Who seems to have written a quarantined mail, and where it was: deleted when the buyer is erased."""

    mail = models.OneToOneField(
        QuarantinedMail, on_delete=models.CASCADE, primary_key=True, related_name="person"
    )
    sender = models.TextField(default="")
    subject = models.TextField(default="")
    place = models.TextField(default="")  # the file's name, or the mailbox, its folder and the mail's number
    words = models.TextField(default="")  # why, for a person
