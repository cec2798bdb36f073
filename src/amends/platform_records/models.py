from django.contrib.postgres.fields import ArrayField
from django.db import models


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
