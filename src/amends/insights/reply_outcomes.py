"""What became of cases after a template was sent: by template, language and version."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models import When as Then
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from amends.core import clock
from amends.inbox.models import CaseMessage, OutgoingMessage
from amends.replies.drafts import nearest_locale
from amends.replies.wording import read_name
from amends.reviews.models import Feedback

LOOKS_BACK = timedelta(days=180)
FEW = 20  # below that, shares say little
_MARKS: Mapping[str, tuple[str, ...]] = {
    "refunded": ("refunded", "platform_refunded"),
    "escalated": ("claim_opened", "claim_escalated", "chargeback_told"),
    "reviewed": ("feedback_left", "review_published"),
}


@dataclass(slots=True)
class Outcome:
    """How often a version was sent, and in how many of these the case went on so afterwards.

    `version` 0 is the product's own wording.
    """

    stage: str
    variant: str
    locale: str
    version: int
    sent: int = 0
    answered: int = 0
    solved: int = 0
    refunded: int = 0
    escalated: int = 0
    reviewed: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """Answered, solved, refunded, escalated, reviewed."""
        return self.answered, self.solved, self.refunded, self.escalated, self.reviewed

    @property
    def is_few(self) -> bool:
        """Whether it was sent too seldom for its shares to say much."""
        return self.sent < FEW


def outcomes_of(
    organisation_id: int,
    stage: str = "",
    *,
    now: datetime | None = None,
    looks_back: timedelta = LOOKS_BACK,
    shop_ids: Collection[int] | None = None,
) -> list[Outcome]:
    """The outcomes of a time up to now, of one stage or of all: one query. The newest version first.

    `shop_ids`: of these shops alone; None: of all.
    """
    found: dict[tuple[str, str, str, int], Outcome] = {}
    rows = _sent(organisation_id, stage, since=(now or clock.now()) - looks_back)
    if shop_ids is not None:
        rows = rows.filter(case__shop_id__in=list(shop_ids))
    for row in _rolled_up(rows):
        code, variant, version = read_name(row["template"])
        locale = nearest_locale(row["case__language"] or row["case__shop__language"])
        if stage and code != stage:
            continue
        each = found.setdefault((code, variant, locale, version), Outcome(code, variant, locale, version))
        for name in ("sent", "answered", "solved", *_MARKS):
            setattr(each, name, getattr(each, name) + row[f"of_{name}"])
    return sorted(found.values(), key=lambda each: (each.stage, each.locale, each.variant, -each.version))


def _sent(organisation_id: int, stage: str, *, since: datetime) -> QuerySet[OutgoingMessage]:
    rows = OutgoingMessage.objects.of(organisation_id).filter(
        ~Q(template=""), state="sent", handed_over_at__gte=since
    )
    return rows.filter(template__startswith=stage) if stage else rows


def _rolled_up(rows: QuerySet[OutgoingMessage]) -> Iterable[Mapping[str, Any]]:
    after = F("handed_over_at")
    marked = {name: _happened_after(events) for name, events in _MARKS.items()}
    told = rows.annotate(
        sent=Value(1, output_field=IntegerField()),
        answered=_one(Exists(_answers())),
        solved=_one(Q(case__solved_at__gt=after)),
        refunded=_one(marked["refunded"]),
        escalated=_one(marked["escalated"]),
        reviewed=_one(marked["reviewed"] | Q(Exists(_feedback()))),
    )
    names = ("sent", "answered", "solved", *_MARKS)
    grouped = told.values("template", "case__language", "case__shop__language")
    counted: Iterable[Mapping[str, Any]] = grouped.annotate(**{f"of_{name}": Sum(name) for name in names})
    return counted


def _answers() -> QuerySet[CaseMessage]:
    """What the buyer wrote in the case after the reply left."""
    written = CaseMessage.objects.filter(case=OuterRef("case"), message__direction="in")
    said_at = Coalesce("message__sent_at", "message__received_at")
    return written.annotate(said_at=said_at).filter(said_at__gt=OuterRef("handed_over_at"))


def _feedback() -> QuerySet[Feedback]:
    given = Feedback.objects.filter(order=OuterRef("case__order"))
    return given.filter(given_at__gt=OuterRef("handed_over_at"))


def _happened_after(events: tuple[str, ...]) -> Q:
    found = Q()
    for event in events:
        said_at = KeyTextTransform("at", KeyTransform(event, "case__happened"))
        found |= Q(handed_over_at__lt=Cast(said_at, DateTimeField()))
    return found


def _one(condition: Q | Combinable) -> When:
    return When(Then(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
