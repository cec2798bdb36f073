"""What became of the moments promised to buyers in a period: one statement, grouped as answers are."""

from typing import Any

from amends.insights.quality.answers import LOOKED, Period, rows_of

_PROMISES = f"""
    WITH {LOOKED}, promised AS (
        SELECT looked.shop_id, looked.issue_type, reply.agent, reply.template, reply.channel,
            date_trunc(%(unit)s, clock.started_at, %(zone)s) AS slot,
            clock.state = 'met' AND clock.met_at <= clock.due_at AS is_kept,
            (clock.state = 'met' AND clock.met_at > clock.due_at)
                OR (clock.state <> 'met' AND clock.due_at < %(now)s) AS is_broken
        FROM looked
        JOIN amends_clock AS clock ON clock.case_id = looked.id AND clock.kind = 'promise'
        LEFT JOIN LATERAL (
            SELECT by_id AS agent, nullif(template, '') AS template, talk.channel
            FROM amends_outgoingmessage AS sent
            JOIN amends_conversation AS talk ON talk.id = sent.conversation_id
            WHERE sent.case_id = looked.id AND sent.handed_over_at = clock.started_at LIMIT 1
        ) AS reply ON true
        WHERE clock.state <> 'cancelled'
            AND clock.started_at >= %(since)s AND clock.started_at < %(until)s
    )
    SELECT grouping(agent, template, channel, shop_id, issue_type, slot),
        agent, template, channel, shop_id, issue_type, slot,
        count(*) FILTER (WHERE is_kept), count(*) FILTER (WHERE is_broken),
        count(*) FILTER (WHERE NOT is_kept AND NOT is_broken)
    FROM promised
    GROUP BY GROUPING SETS ((), (agent), (template), (channel), (shop_id), (issue_type), (slot))"""


def rows_of_promises(period: Period) -> list[tuple[Any, ...]]:
    """Grouped every way: grouping number, the six keys, then kept, broken and running ones."""
    return rows_of(_PROMISES, period)
