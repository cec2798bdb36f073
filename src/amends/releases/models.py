from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amends.accounts.models import Owned, User
from amends.releases.states import DRAFT_STATES, REPORT_STATES


class RulebookRelease(Owned):
    """What holds from `effective_at` on, until the next one does: all that is laid over the packs."""

    number = models.IntegerField()
    title = models.TextField()
    files = models.JSONField(default=dict)  # pack name → YAML
    sha256 = models.TextField()
    effective_at = models.DateTimeField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_by_ids = ArrayField(models.BigIntegerField(), default=list)
    is_second_reading = models.BooleanField(default=False)  # one person: read again after a pause
    is_rollback = models.BooleanField(default=False)  # what held once needs no second person
    goes_back_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # was to take effect later, and never does
    faulty_since = models.DateTimeField(null=True)  # the product as it is now cannot judge by it: set aside
    faults = models.JSONField(default=list)  # findings as they are printed, the worst first
    proved_with = models.TextField(default="")  # the product that it was last checked against

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="rulebook_release_number"),
            models.CheckConstraint(
                condition=Q(is_second_reading=True)
                | Q(is_rollback=True)
                | ~Q(prepared_by_ids__contains=[F("released_by_id")]),
                name="rulebook_release_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(effective_at__gte=F("released_at")), name="rulebook_release_never_backdated"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-effective_at", "-number"], name="rulebook_in_force"),
        ]


class SettledRulebook(Owned):
    """By which rulebook the open cases of an organisation have been judged throughout."""

    rulebook = models.TextField()  # hash of the product's packs, the release, hash of what clocks hang on
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="settled_rulebook_one")]


class RulebookDraft(Owned):
    """Changes being prepared: all packs as they would be laid over, whole."""

    title = models.TextField()
    state = models.TextField(default="open")
    base = models.ForeignKey(RulebookRelease, on_delete=models.PROTECT, null=True, related_name="drafts")
    release = models.OneToOneField(RulebookRelease, on_delete=models.PROTECT, null=True, related_name="draft")
    files = models.JSONField(default=dict)  # pack name → YAML
    revision = models.IntegerField(default=1)  # goes up with every edit
    editor_ids = ArrayField(models.BigIntegerField(), default=list)  # everybody who changed anything
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DRAFT_STATES), name="rulebook_draft_state"),
            models.CheckConstraint(
                condition=Q(state="released", release__isnull=False)
                | (~Q(state="released") & Q(release__isnull=True)),
                name="rulebook_draft_released",
            ),
        ]


class WhatIfReport(Owned):
    """One revision of a draft, replayed over the cases of a period."""

    draft = models.ForeignKey(RulebookDraft, on_delete=models.CASCADE, related_name="reports")
    revision = models.IntegerField()
    from_day = models.DateField()
    until_day = models.DateField()
    state = models.TextField(default="waiting")
    summary = models.JSONField(default=dict)  # counts, money, deadlines: as the command prints them
    changes = models.BinaryField(default=b"")  # every case that comes out otherwise: CSV, gzip
    problem = models.TextField(default="")
    seen_by_ids = ArrayField(models.BigIntegerField(), default=list)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=REPORT_STATES), name="what_if_report_state"),
            models.CheckConstraint(condition=Q(from_day__lte=F("until_day")), name="what_if_report_period"),
        ]


class ReplyTemplateVersion(Owned):
    """One version of a seller's own wording of a reply template. The newest holds; none is ever changed."""

    stage = models.TextField()
    locale = models.TextField()
    variant = models.TextField()
    number = models.IntegerField()  # of this template, from 1
    text = models.TextField(default="")  # Liquid; empty: the product's own wording holds again
    goes_back_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "stage", "locale", "variant", "number"],
                name="reply_template_version_number",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="reply_template_version_from_one"),
        ]
