"""What people made of messages that triage had not understood: kept to learn from, counted, and forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from amends.accounts.models import Organisation
from amends.accounts.organisations import lock_organisation
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound
from amends.history.actions import record
from amends.inbox.models import CaseMessage, TriageExample, TriageSetting
from amends.inbox.triage_lessons import leave_lessons
from amends.inbox.triage_names import words_of
from amends.orders.models import Order


@dataclass(frozen=True, slots=True)
class Example:
    """One message as it may be learnt from: words without names, what it is about, what triage had said."""

    id: int
    language: str
    text: str
    code: str
    guess: str
    confidence: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Mistaken:
    """How often `guess` was corrected to `code`; where they are the same, how often it was confirmed."""

    guess: str
    code: str
    count: int


def triage_examples_of(organisation: Organisation | int) -> Iterator[Example]:
    """Every example of the organisation, the oldest first, whether or not it learns from them."""
    for row in TriageExample.objects.of(organisation).order_by("at", "pk").iterator(chunk_size=500):
        yield Example(row.pk, row.language, row.text, row.code, row.guess, row.confidence, row.at)


def learns_from_corrections(organisation: Organisation | int) -> bool:
    """Whether the organisation's triage is to learn from its corrections: not before somebody has said so."""
    return TriageSetting.objects.of(organisation).filter(learns=True).exists()


def mistaken_of(organisation: Organisation | int) -> list[Mistaken]:
    """What was taken for what, the most frequent first."""
    rows = TriageExample.objects.of(organisation).values_list("guess", "code")
    counted = rows.annotate(count=Count("pk")).order_by("-count", "guess", "code")
    return [Mistaken(guess, code, count) for guess, code, count in counted]


def keep_example(link: CaseMessage, code: str, *, language: str, order: Order | None, by: Actor) -> None:
    """Keep what a person made of a message; corrected again, the last counts, and back again, none is left.

    A message without words teaches nothing. The caller has locked the case.
    """
    message, (guess, confidence) = link.message, link.issue_types[0][:2]
    before = TriageExample.objects.filter(message=message).first()
    if before is not None and code == guess:
        before.delete()
        return
    text = words_of(message, order)
    if not text:
        return
    TriageExample.objects.update_or_create(
        message=message,
        defaults={
            "organisation_id": link.organisation_id,
            "shop_id": message.shop_id,
            "language": message.language or language,
            "text": text,
            "code": code,
            "guess": guess,
            "confidence": min(1.0, max(0.0, float(confidence))),
            "by_id": by.user_id,
            "at": clock.now(),
        },
    )


@transaction.atomic
def forget_example(example_id: int, *, by: Actor) -> None:
    """Nothing is learnt from this one any more; the case stays as it is. Raises NotAllowed, NotFound."""
    require(by, "teach_triage")
    row = TriageExample.objects.of(by.organisation_id).select_for_update().filter(pk=example_id).first()
    if row is None:
        raise NotFound("example_unknown", "There is no such correction any more.", mend="Reload the page.")
    detail = {"guess": row.guess, "code": row.code}
    row.delete()
    record(
        actor=by, verb="triage_example_forgotten", subject_type="triage_example", subject_id=example_id,
        detail=detail,
    )  # fmt: skip


@transaction.atomic
def learn_from_corrections(learns: bool, *, by: Actor) -> bool:
    """Switch learning from corrections on or off; whether that changed anything. Raises NotAllowed."""
    require(by, "teach_triage")
    lock_organisation(by.organisation_id)
    if learns_from_corrections(by.organisation_id) == learns:
        return False
    TriageSetting.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"learns": learns, "changed_at": clock.now()}
    )
    if not learns:
        leave_lessons(by.organisation_id)
    verb = "triage_learning_on" if learns else "triage_learning_off"
    record(actor=by, verb=verb, subject_type="organisation", subject_id=by.organisation_id)
    return True
