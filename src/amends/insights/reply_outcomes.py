"""What became of cases after a template was sent: by template, language and version."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amends.accounts.models import Shop
from amends.core import clock
from amends.insights.quality.counting import TURNS, rows_of
from amends.replies.drafts import nearest_locale
from amends.replies.wording import read_name

LOOKS_BACK = timedelta(days=180)
FEW = 20  # below that, shares say little
# Feedback is told of an order, not of a case: it is looked up, of those who gave any since.
_REPLIES = f"""
    WITH {TURNS}, rated AS (
        SELECT told_of.id AS case_id, max(feedback.given_at) AS at
        FROM amends_feedback AS feedback
        JOIN amends_case AS told_of ON told_of.order_id = feedback.order_id
        WHERE feedback.given_at > %(since)s AND told_of.shop_id = ANY(%(shops)s)
        GROUP BY told_of.id
    )
    SELECT sent.template, sent.language, shop.language, count(*),
        count(*) FILTER (WHERE answered), count(*) FILTER (WHERE solved), count(*) FILTER (WHERE refunded),
        count(*) FILTER (WHERE escalated),
        count(*) FILTER (WHERE reviewed OR coalesce(rated.at > sent.at, false))
    FROM turn_of_shops AS sent
    JOIN amends_shop AS shop ON shop.id = sent.shop_id
    LEFT JOIN rated ON rated.case_id = sent.case_id
    GROUP BY 1, 2, 3"""
_COUNTS = ("sent", "answered", "solved", "refunded", "escalated", "reviewed")


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
    """The outcomes of a time up to now, of one stage or of all. The newest version first.

    `shop_ids`: of these shops alone; None: of all.
    """
    until = now or clock.now()
    if shop_ids is None:
        shop_ids = list(Shop.objects.of(organisation_id).order_by("pk").values_list("pk", flat=True))
    found: dict[tuple[str, str, str, int], Outcome] = {}
    for template, language, of_shop, *counts in _rolled_up(shop_ids, until - looks_back, until):
        code, variant, version = read_name(template)
        locale = nearest_locale(language or of_shop)
        if stage and code != stage:
            continue
        each = found.setdefault((code, variant, locale, version), Outcome(code, variant, locale, version))
        for name, count in zip(_COUNTS, counts, strict=True):
            setattr(each, name, getattr(each, name) + count)
    return sorted(found.values(), key=lambda each: (each.stage, each.locale, each.variant, -each.version))


def _rolled_up(shop_ids: Collection[int], since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """Template, the case's language, the shop's, then the counts of Outcome."""
    given = {"shops": list(shop_ids), "since": since, "until": until, "kind": "reply"}
    return rows_of(_REPLIES, given)
