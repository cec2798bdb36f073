"""How asking a mailbox went: kept on its row; what lasts or needs a person is told in history once."""

import random

from django.db import transaction

from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import AskedMailbox
from amends.mailboxes.rules import Health, Record, health_of, pause_after
from amends.mailboxes.secrets import keep_renewed

VIA = "mailbox"


@transaction.atomic
def note_good(mailbox_id: int, *, is_idling: bool, asked: AskedMailbox | None = None) -> None:
    """The mailbox answered, and everything new in it has been taken. `asked`: as it was asked."""
    if asked is not None:
        keep_renewed(asked)
    mailbox = _held(mailbox_id)
    if mailbox is None:
        return
    mailbox.asked_at = mailbox.good_at = clock.now()
    mailbox.is_idling = is_idling
    was_alarmed = mailbox.alarmed_at is not None
    mailbox.failing_since = mailbox.ask_again_at = mailbox.alarmed_at = None
    mailbox.failures, mailbox.error_code, mailbox.error = 0, "", ""
    mailbox.save(update_fields=HEALTH)
    if was_alarmed:
        _tell("mailbox_recovered", mailbox)


@transaction.atomic
def note_fault(mailbox_id: int, code: str, words: str) -> Mailbox | None:
    """The mailbox could not be asked; when it is asked again stands on it. None where it is gone."""
    mailbox = _held(mailbox_id)
    if mailbox is None:
        return None
    now = clock.now()
    mailbox.asked_at, mailbox.is_idling = now, False
    mailbox.failing_since = mailbox.failing_since or now
    mailbox.failures += 1
    mailbox.error_code, mailbox.error = code, words
    pause = pause_after(mailbox.failures, code, jitter=random.uniform(-1, 1))
    mailbox.ask_again_at = now + pause
    is_failing = health_of(record_of(mailbox), now=now) is Health.FAILING
    if is_failing and mailbox.alarmed_at is None:
        mailbox.alarmed_at = now
        _tell("mailbox_failing", mailbox)
    mailbox.save(update_fields=HEALTH)
    return mailbox


HEALTH = (
    "asked_at", "good_at", "is_idling", "failing_since", "ask_again_at", "alarmed_at", "failures",
    "error_code", "error",
)  # fmt: skip


def record_of(mailbox: Mailbox) -> Record:
    """What health is judged by."""
    return Record(mailbox.is_on, mailbox.good_at, mailbox.failing_since, mailbox.error_code)


def _held(mailbox_id: int) -> Mailbox | None:
    return Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()


def _tell(verb: str, mailbox: Mailbox) -> None:
    detail = {"code": mailbox.error_code} if mailbox.error_code else {}
    by = Actor(mailbox.organisation_id, None, VIA)
    record(actor=by, verb=verb, subject_type="mailbox", subject_id=mailbox.pk, detail=detail)
