"""Judgements are remembered: one of each case, the last."""

import json
from collections.abc import Iterable

from django.db import connection

from amends.cases.models import Case, Clock
from amends.cases.states import CLOCK_UNMET
from amends.inbox.answering import lock_case
from amends.playbooks.assess import assess
from amends.playbooks.assessment import Assessment
from amends.playbooks.facts import CaseFacts
from amends.playbooks.facts_document import facts_document
from amends.playbooks.gathering import facts_of
from amends.playbooks.verdict_document import StartedClock, clock_rows, judgement_document, rulebook_hash
from amends.releases.in_force import by_rulebook_of

AGAINST_US = "seller"


def remember(case: Case, facts: CaseFacts, found: Assessment) -> None:
    """Keep how the case is judged now. Where nothing but the moment differs, nothing is written.

    The caller has locked the case and judges by the rulebook in force.
    """
    verdict = judgement_document(found) | {"clocks": clock_rows(facts, started_clocks(case))}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO amends_judgement AS kept (
                organisation_id, case_id, shop_id, opened_at, judged_at, marketplace, issue_type, facts,
                verdict, packs
            ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (case_id) DO UPDATE SET
                shop_id = EXCLUDED.shop_id, opened_at = EXCLUDED.opened_at, judged_at = EXCLUDED.judged_at,
                marketplace = EXCLUDED.marketplace, issue_type = EXCLUDED.issue_type,
                facts = EXCLUDED.facts, verdict = EXCLUDED.verdict, packs = EXCLUDED.packs
            WHERE (kept.shop_id, kept.opened_at, kept.packs, kept.verdict, kept.facts - 'as_of')
                IS DISTINCT FROM (EXCLUDED.shop_id, EXCLUDED.opened_at, EXCLUDED.packs, EXCLUDED.verdict,
                EXCLUDED.facts - 'as_of')
            """,
            [
                case.organisation_id,
                case.pk,
                case.shop_id,
                case.opened_at,
                facts.as_of,
                facts.marketplace,
                facts.issue_types[0],
                json.dumps(facts_document(facts), ensure_ascii=False),
                json.dumps(verdict, ensure_ascii=False),
                rulebook_hash(facts.issue_types[0]),
            ],
        )


def remember_case(case_id: int) -> None:
    """Judge a case and keep that, changing nothing else of it. A merged one is judged with the one it is in.

    The caller is in a transaction.
    """
    case = lock_case(case_id)
    with by_rulebook_of(case.organisation_id):
        facts = facts_of(case)
        remember(case, facts, assess(facts))


def started_clocks(case: Case) -> Iterable[StartedClock]:
    """The clocks of a case that ran or run, the earliest begun first; not those that were called off."""
    rows = Clock.objects.filter(case=case).exclude(state="cancelled").order_by("started_at", "pk")
    return [
        StartedClock(
            kind=row.kind,
            side=row.side,
            counts_from=row.counts_from,
            started_at=row.started_at,
            due_at=row.due_at,
            met_at=row.met_at,
            runs=row.state in CLOCK_UNMET,
            against_us=row.actor == AGAINST_US and not row.is_chance,
        )
        for row in rows
    ]
