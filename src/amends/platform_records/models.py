from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Content(models.Model):
    """Bytes that came in (a file, a mail, a picture), once per content."""

    organisation_id = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    media_type = models.TextField(default="application/octet-stream")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "sha256"], name="content_once")]


class ContentChunk(models.Model):
    """A piece of a content, at most 1 MiB, in order."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="chunks")
    position = models.IntegerField()
    octets = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "position"], name="content_chunk_once")]


class Thumbnail(models.Model):
    """A content as a small picture, once it was made; or why there is none. It goes with its content."""

    organisation_id = models.BigIntegerField()
    content = models.OneToOneField(Content, on_delete=models.CASCADE, related_name="thumbnail")
    state = models.TextField(default="waiting")
    reason = models.TextField(default="")  # why it was refused: connectors.pictures.shrink.REASONS
    attempts = models.IntegerField(default=0)
    octets = models.BinaryField(null=True)  # a JPEG
    width = models.IntegerField(default=0)  # pixels
    height = models.IntegerField(default=0)
    wanted_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "made", "refused")), name="thumbnail_state"
            ),
            models.CheckConstraint(
                condition=Q(state="made") ^ Q(octets__isnull=True), name="thumbnail_made_octets"
            ),
            models.CheckConstraint(condition=Q(state="refused") ^ Q(reason=""), name="thumbnail_reason"),
        ]
        indexes = [models.Index(fields=["wanted_at"], condition=Q(state="waiting"), name="thumbnail_waiting")]


class RecordHeader(models.Model):
    """The column names of a file: rows refer to it instead of repeating them."""

    organisation_id = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    names = ArrayField(models.TextField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "sha256"], name="record_header_once")
        ]


class PlatformRecord(models.Model):
    """What a platform said of one record, once per content; personal columns are kept apart."""

    organisation_id = models.BigIntegerField()
    seller_account_id = models.BigIntegerField()
    kind = models.TextField()
    record_key = models.TextField()
    content_hash = models.BinaryField(max_length=16)
    subject = models.TextField()
    header = models.ForeignKey(RecordHeader, on_delete=models.PROTECT, null=True)
    values = ArrayField(models.TextField())
    updated_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    import_file_id = models.BigIntegerField(null=True)  # none where it came from a mailbox

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller_account_id", "kind", "record_key", "content_hash"],
                name="platform_record_once",
            )
        ]
        indexes = [models.Index(fields=["seller_account_id", "subject"], name="platform_record_subject")]


class PlatformRecordPerson(models.Model):
    """The personal columns of a record: deleted when the buyer is erased, while the record stays."""

    record = models.OneToOneField(
        PlatformRecord, on_delete=models.CASCADE, primary_key=True, related_name="person"
    )
    values = ArrayField(models.TextField())
