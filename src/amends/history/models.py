from django.db import models


class Event(models.Model):
    """Something that happened, kept for ever: who, verb, subject, codes and amounts. No personal fields.

    The database refuses to change or delete a row. Ids are plain numbers: history outlives what it speaks of.
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    verb = models.TextField()
    subject_type = models.TextField()
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)
    pack_version = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation_id", "subject_type", "subject_id", "id"], name="event_subject"
            ),
            models.Index(fields=["organisation_id", "at"], name="event_at"),
        ]
