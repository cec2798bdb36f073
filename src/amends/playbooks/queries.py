"""What a shop's cases show of chances and prices: counted in the database, in a fixed number of queries."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from amends.core.clock import rfc3339
from amends.playbooks.facts import LearntChance, LearntPrice
from amends.playbooks.learnt import OutcomeRule
from amends.playbooks.models import CHANCE, PRICE, RECOVERY, LearntFigure

PLACES = 6


class FigureKey(NamedTuple):
    """Which figure of which shop: as in LearntFigure."""

    shop_id: int
    kind: str
    issue_type: str
    name: str
    line: str
    currency: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted: the part or the price, over so many cases."""

    value: Decimal
    cases: int


class OwnStep(NamedTuple):
    """A step that belongs to one way out alone: where it is done, that way was taken."""

    issue_type: str
    step: str
    way: str


def figures_seen(
    organisation_id: int,
    *,
    steps: Iterable[OwnStep],
    rules: Mapping[str, OutcomeRule],
    since: datetime,
    ripe: datetime,
) -> dict[FigureKey, Seen]:
    """Every figure of an organisation's shops, of ways out taken from `since` until `ripe`.

    `rules` by marketplace, "" for all others. What carriers paid and what things cost counts from `since`.
    """
    asked: dict[str, int | str | datetime] = {
        "organisation": organisation_id,
        "steps": json.dumps([step._asdict() for step in steps]),
        "rules": json.dumps(
            [
                {"marketplace": name, "bad_rating": rule.bad_rating, "defect": sorted(rule.defect)}
                for name, rule in rules.items()
            ]
        ),
        "since": since,
        "ripe": ripe,
        "places": PLACES,
    }
    found: dict[FigureKey, Seen] = {}
    with connection.cursor() as cursor:
        for query in (_CHANCES, _RECOVERIES, _PRICES):
            cursor.execute(query, asked)
            found |= {FigureKey(*row[:6]): Seen(row[6], row[7]) for row in cursor.fetchall()}
    return found


def learnt_for(shop_id: int, issue_type: str, currency: str) -> dict[str, Any]:
    """The fields learnt, recovery and learnt_prices of a case's facts: one query."""
    rows = LearntFigure.objects.filter(shop_id=shop_id).filter(
        Q(kind=CHANCE, issue_type=issue_type) | Q(kind=RECOVERY) | Q(kind=PRICE, currency=currency)
    )
    learnt: dict[str, LearntChance] = {}
    recovery: dict[str, LearntChance] = {}
    prices: dict[str, LearntPrice] = {}
    for kind, name, line, value, cases in rows.order_by("pk").values_list(
        "kind", "name", "line", "value", "cases"
    ):
        if kind == CHANCE:
            learnt[f"{name}.{line}"] = LearntChance(value, cases)
        elif kind == RECOVERY:
            recovery[name] = LearntChance(value, cases)
        else:
            prices[name] = LearntPrice(value, cases)
    return {"learnt": learnt, "recovery": recovery, "learnt_prices": prices}


def figures_documents(organisation_id: int) -> list[dict[str, Any]]:
    """Every figure learnt, as JSON-ready values: by shop, kind and name."""
    rows = LearntFigure.objects.of(organisation_id).select_related("shop")
    return [
        {
            "shop": row.shop.code,
            "kind": row.kind,
            "issue_type": row.issue_type,
            "name": row.name,
            "line": row.line,
            "currency": row.currency,
            "value": str(row.value.normalize()),
            "cases": row.cases,
            "learnt_at": rfc3339(row.learnt_at),
        }
        for row in rows.order_by("shop__code", "kind", "issue_type", "name", "line", "currency")
    ]


# Which way out was taken: the one whose own steps were done; of several, the one the buyer chose among them;
# without such a step, the one the buyer chose. It counts from the first such step, or from the choice. What
# came of it is looked for in all cases of the order, in its returns and in its feedback, which may know the
# day only.
_CHANCES = """
WITH rule AS (
    SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb) AS r (marketplace text, bad_rating int, defect jsonb)
), own_step AS (
    SELECT * FROM jsonb_to_recordset(%(steps)s::jsonb) AS s (issue_type text, step text, way text)
), solved AS (
    SELECT c.id, c.shop_id, c.order_id, shop.time_zone,
        coalesce(own.bad_rating, other.bad_rating) AS bad_rating,
        coalesce(own.defect, other.defect) AS defect,
        coalesce(c.issue_types[1], 'other') AS issue_type,
        c.answers #>> '{chosen,value}' AS chosen,
        (c.answers #>> '{chosen,at}')::timestamptz AS chosen_at
    FROM amends_case c
    JOIN amends_shop shop ON shop.id = c.shop_id
    LEFT JOIN rule own ON own.marketplace = shop.marketplace
    JOIN rule other ON other.marketplace = ''
    WHERE c.organisation_id = %(organisation)s AND c.merged_into_id IS NULL
        AND c.state IN ('solved', 'closed') AND c.solved_at >= %(since)s
), by_way AS (
    SELECT item.case_id, own_step.way, min(item.done_at) AS at
    FROM solved
    JOIN amends_workitem item ON item.case_id = solved.id AND item.state = 'done'
        AND item.issue_type = solved.issue_type
    JOIN own_step ON own_step.issue_type = item.issue_type AND own_step.step = item.step
    GROUP BY item.case_id, own_step.way
), by_case AS (
    SELECT case_id, count(*) AS ways, min(way) AS way, jsonb_object_agg(way, at) AS done_at
    FROM by_way GROUP BY case_id
), decided AS (
    SELECT solved.*, by_case.done_at,
        CASE WHEN by_case.ways = 1 THEN by_case.way ELSE chosen END AS way
    FROM solved LEFT JOIN by_case ON by_case.case_id = solved.id
), dated AS (
    SELECT *, CASE WHEN done_at IS NULL THEN chosen_at ELSE (done_at ->> way)::timestamptz END AS taken_at
    FROM decided
), taken AS (
    SELECT * FROM dated WHERE taken_at BETWEEN %(since)s AND %(ripe)s
), related AS (
    SELECT taken.id, taken.taken_at, taken.bad_rating, c.happened, c.answers
    FROM taken JOIN amends_case c ON c.order_id = taken.order_id
    UNION ALL
    SELECT taken.id, taken.taken_at, taken.bad_rating, c.happened, c.answers
    FROM taken JOIN amends_case c ON c.id = taken.id WHERE taken.order_id IS NULL
), sign AS (
    SELECT related.id, told.sign
    FROM related CROSS JOIN LATERAL (VALUES
        ('claim', happened #>> '{claim_opened,at}'),
        ('claim_lost', happened #>> '{claim_granted,at}'),
        ('claim_lost', CASE WHEN answers #>> '{claim_outcome,value}' = 'lost'
            THEN answers #>> '{claim_outcome,at}' END),
        ('chargeback', happened #>> '{chargeback_told,at}'),
        ('bad_review', CASE WHEN (answers #>> '{review_stars,value}')::int <= bad_rating
            THEN answers #>> '{review_stars,at}' END)
    ) AS told (sign, at)
    WHERE told.at::timestamptz > taken_at
    UNION ALL
    SELECT taken.id, 'claim'
    FROM taken JOIN amends_return r ON r.order_id = taken.order_id
    WHERE r.claim_opened AND r.requested_at > taken.taken_at
    UNION ALL
    SELECT taken.id, 'bad_review'
    FROM taken JOIN amends_feedback f ON f.order_id = taken.order_id
    WHERE f.rating <= taken.bad_rating
        AND (f.given_at AT TIME ZONE time_zone)::date >= (taken_at AT TIME ZONE time_zone)::date
), signs AS (
    SELECT id, array_agg(sign) AS seen FROM sign GROUP BY id
)
SELECT shop_id, 'chance', issue_type, way, risk.line, '',
    round(avg(coalesce(risk.came, false)::int), %(places)s), count(*)
FROM taken LEFT JOIN signs USING (id) CROSS JOIN LATERAL (VALUES
    ('claim', 'claim' = ANY (seen)),
    ('defect', defect ?| seen),
    ('bad_review', 'bad_review' = ANY (seen))
) AS risk (line, came)
GROUP BY shop_id, issue_type, way, risk.line
"""

# A carrier that refused paid 0. What it paid beyond what was claimed teaches no more than the whole.
_RECOVERIES = """
WITH told AS (
    SELECT living.shop_id, claim.cause, claim.claimed, claim.currency,
        coalesce(c.answers -> 'carrier_paid', living.answers -> 'carrier_paid') -> 'value' AS paid
    FROM amends_carrierclaim claim
    JOIN amends_case c ON c.id = claim.case_id
    JOIN amends_case living ON living.id = coalesce(c.merged_into_id, c.id)
    WHERE claim.organisation_id = %(organisation)s AND claim.filed_at >= %(since)s
), part AS (
    SELECT shop_id, cause, CASE
        WHEN (paid ->> 'amount')::numeric = 0 THEN 0
        WHEN claimed > 0 AND paid ->> 'currency' = currency
            THEN least(1, (paid ->> 'amount')::numeric / claimed)
    END AS value
    FROM told WHERE paid IS NOT NULL
)
SELECT shop_id, 'recovery', '', cause, '', '', round(avg(value), %(places)s), count(*)
FROM part WHERE value IS NOT NULL GROUP BY shop_id, cause
"""

_PRICES = """
WITH told AS (
    SELECT c.id, c.shop_id, c.order_id, name,
        (c.answers #>> ARRAY[name, 'value', 'amount'])::numeric AS amount,
        c.answers #>> ARRAY[name, 'value', 'currency'] AS currency, c.answers -> 'paid' -> 'value' AS paid
    FROM amends_case c CROSS JOIN unnest(ARRAY['freight_out', 'freight_back', 'goods_cost']) AS name
    WHERE c.organisation_id = %(organisation)s AND c.merged_into_id IS NULL AND c.answers ? name
        AND (c.answers #>> ARRAY[name, 'at'])::timestamptz >= %(since)s
), paid AS (
    SELECT told.id, told.shop_id, told.currency, told.amount, CASE
        WHEN o.id IS NULL OR o.total IS NULL THEN
            CASE WHEN told.paid ->> 'currency' = told.currency THEN (told.paid ->> 'amount')::numeric END
        WHEN o.currency = told.currency THEN (
            SELECT CASE WHEN count(*) > 0 AND count(*) = count(l.allocated) THEN sum(l.allocated)
                ELSE o.total END
            FROM amends_orderline l WHERE l.order_id = o.id
        )
    END AS whole
    FROM told LEFT JOIN amends_order o ON o.id = told.order_id WHERE name = 'goods_cost'
), price AS (
    SELECT shop_id, name, currency, amount AS value FROM told WHERE name <> 'goods_cost'
    UNION ALL
    SELECT shop_id, 'goods_cost', currency, amount / whole FROM paid WHERE whole > 0
    UNION ALL
    SELECT shop_id, 'freight_back', currency, label_cost FROM amends_return
    WHERE organisation_id = %(organisation)s AND label_cost > 0 AND currency <> ''
        AND coalesce(requested_at, created_at) >= %(since)s
)
SELECT shop_id, 'price', '', name, '', currency, round((
        percentile_disc(0.5) WITHIN GROUP (ORDER BY value)
        + percentile_disc(0.5) WITHIN GROUP (ORDER BY value DESC)
    ) / 2, %(places)s), count(*)
FROM price GROUP BY shop_id, name, currency
"""
