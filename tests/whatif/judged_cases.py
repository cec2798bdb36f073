"""Cases whose judgements are kept: of the playbooks' examples, in shops of one organisation."""

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from amends.accounts.models import Organisation, Shop
from amends.cases.models import Case
from amends.core.pack_sets import SHIPPED, PackSet
from amends.playbooks.facts import CaseFacts
from amends.playbooks.facts_document import facts_document
from amends.playbooks.models import Judgement
from amends.playbooks.verdict_document import rulebook_hash, verdict_of
from amends.whatif.actions import shops_of
from amends.whatif.running import WhatIf, run
from tests.people import shop
from tests.whatif.drafts import examples, started

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def judged(owner: Organisation, facts: Iterable[CaseFacts], **columns: Any) -> list[Case]:
    """A case and its judgement for each; the shop is that of the marketplace."""
    shops = {each.marketplace: each for each in shops_of(owner.pk)}
    made = []
    for one in facts:
        at = shops.get(one.marketplace)
        if at is None:
            at = shops[one.marketplace] = shop(owner, one.marketplace, marketplace=one.marketplace)
        made.append(judged_in(at, one, **columns))
    return made


def judged_in(at: Shop, facts: CaseFacts, **columns: Any) -> Case:
    """A case in that shop, and how it was judged."""
    opened_at = columns.pop("opened_at", facts.as_of)
    case = Case.objects.create(
        organisation=at.organisation,
        shop=at,
        issue_types=list(facts.issue_types),
        opened_at=opened_at,
        last_message_at=opened_at,
        queue_key=opened_at,
        **columns,
    )
    Judgement.objects.create(
        organisation=at.organisation,
        case=case,
        shop=at,
        opened_at=opened_at,
        judged_at=facts.as_of,
        marketplace=facts.marketplace,
        issue_type=facts.issue_types[0],
        facts=facts_document(facts),
        verdict=verdict_of(facts, started(facts)),
        packs=rulebook_hash(facts.issue_types[0]),
    )
    return case


def some(count: int) -> tuple[CaseFacts, ...]:
    """So many examples, from all playbooks."""
    return examples()[:: max(1, len(examples()) // count)][:count]


def replay(owner: Organisation, after: PackSet, **more: Any) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The summary and the lines of the CSV."""
    settings: dict[str, Any] = {"from_day": FIRST, "until_day": LAST, "processes": 1, "before": SHIPPED}
    settings |= more
    lines = settings.pop("lines", None) or io.BytesIO()
    summary = run(WhatIf(after=after, shops=shops_of(owner.pk), **settings), lines)
    text = gzip.decompress(lines.getvalue()).decode()
    return summary, list(csv.DictReader(io.StringIO(text)))
