"""Each answer with the message it answers, over the cases that moved in a period: one statement.

What a buyer wrote before our next answer is one question, and waits from its first message that wants an
answer. Machines' messages are neither. A deadline counts where an answer clock was met by that very answer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.core import clock
from amends.inbox.about import NAMES_THE_CASE, NO_ANSWER

MOST_CASES = 10_000

LOOKED = """
    looked AS MATERIALIZED (
        SELECT found.id, found.shop_id, found.issue_type
        FROM unnest(%(shops)s::bigint[]) AS shop(id) CROSS JOIN LATERAL (
            SELECT id, shop_id, coalesce(issue_types[1], '') AS issue_type, last_message_at
            FROM amends_case
            WHERE shop_id = shop.id AND merged_into_id IS NULL AND last_message_at >= %(since)s
            ORDER BY last_message_at DESC, id DESC LIMIT %(most)s
        ) AS found
        ORDER BY found.last_message_at DESC, found.id DESC LIMIT %(most)s
    )"""
_ANSWERS = f"""
    WITH {LOOKED}, said AS (
        SELECT looked.id AS case_id, looked.shop_id, looked.issue_type, message.id, message.direction,
            amends_happened_at(message.sent_at, message.received_at) AS at,
            CASE WHEN message.sender_proof = 'typed' THEN 'web_form' ELSE talk.channel END AS channel,
            message.direction = 'in' AND NOT (
                link.corrected_to = ANY(%(none)s) OR (
                    coalesce(link.issue_types->0->>0, '') = ANY(%(none)s)
                    AND (link.issue_types->0->>1)::float >= %(sure)s
                )
            ) AS wants
        FROM looked
        JOIN amends_casemessage AS link ON link.case_id = looked.id
        JOIN amends_message AS message ON message.id = link.message_id
        JOIN amends_conversation AS talk ON talk.id = message.conversation_id
        WHERE NOT EXISTS (SELECT 1 FROM amends_platformevent AS told WHERE told.message_id = message.id)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE direction = 'out') OVER (
            PARTITION BY case_id ORDER BY at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS turn
        FROM said
    ), turns AS (
        SELECT case_id, min(shop_id) AS shop_id, min(issue_type) AS issue_type,
            min(at) FILTER (WHERE wants) AS asked_at,
            min(at) FILTER (WHERE direction = 'out') AS answered_at,
            min(id) FILTER (WHERE direction = 'out') AS answer_id,
            min(channel) FILTER (WHERE wants) AS channel
        FROM numbered GROUP BY case_id, turn
    ), answers AS (
        SELECT turns.*, row_number() OVER (PARTITION BY turns.case_id ORDER BY asked_at) = 1 AS is_first,
            extract(epoch FROM answered_at - asked_at)::float AS waited
        FROM turns WHERE asked_at IS NOT NULL
    ), judged AS (
        SELECT answers.*, reply.by_id AS agent, nullif(reply.template, '') AS template,
            date_trunc(%(unit)s, answers.answered_at, %(zone)s) AS slot, due.own, due.platform
        FROM answers
        LEFT JOIN amends_outgoingmessage AS reply ON reply.message_id = answers.answer_id
        LEFT JOIN LATERAL (
            SELECT min(due_at) FILTER (WHERE side = 'own') AS own,
                min(due_at) FILTER (WHERE side = 'platform') AS platform
            FROM amends_clock
            WHERE amends_clock.case_id = answers.case_id AND kind = 'answer' AND met_at = answers.answered_at
        ) AS due ON true
        WHERE answers.answered_at >= %(since)s AND answers.answered_at < %(until)s
    )
    SELECT grouping(agent, template, channel, shop_id, issue_type, slot),
        agent, template, channel, shop_id, issue_type, slot,
        count(*) FILTER (WHERE is_first),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) FILTER (WHERE is_first),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY waited) FILTER (WHERE is_first),
        count(*),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY waited),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY waited),
        count(own), count(*) FILTER (WHERE answered_at <= own),
        count(platform), count(*) FILTER (WHERE answered_at <= platform)
    FROM judged
    GROUP BY GROUPING SETS ((), (agent), (template), (channel), (shop_id), (issue_type), (slot))"""


@dataclass(frozen=True, slots=True)
class Period:
    """Which answers are counted: of these shops, left from `since` up to `until`. Slots are days or weeks
    (`unit`: day, week) in `zone` (an IANA name)."""

    shop_ids: Collection[int]
    since: datetime
    until: datetime
    unit: str = "day"
    zone: str = "UTC"
    most_cases: int = MOST_CASES

    def values(self) -> dict[str, Any]:
        """What the statements are asked with."""
        return {
            "shops": list(self.shop_ids),
            "since": self.since,
            "until": self.until,
            "unit": self.unit,
            "zone": self.zone,
            "most": self.most_cases,
            "none": list(NO_ANSWER),
            "sure": NAMES_THE_CASE,
            "now": clock.now(),
        }


def rows_of_answers(period: Period) -> list[tuple[Any, ...]]:
    """Grouped every way: grouping number, the six keys, then counts and seconds in the statement's order."""
    return rows_of(_ANSWERS, period)


def rows_of(statement: str, period: Period) -> list[tuple[Any, ...]]:
    """What the statement answers about a period."""
    with connection.cursor() as cursor:
        cursor.execute(statement, period.values())
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
