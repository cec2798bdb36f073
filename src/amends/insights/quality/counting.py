"""What each answer, promise and reply of a case comes to: reckoned case by case, once after each change.

What a buyer wrote before our next answer is one question, and waits from its first message that wants an
answer. Machines' messages are neither. A deadline counts where an answer clock was met by that very answer.
Cases that have changed since are reckoned by whoever looks, with the same statement: no figure is late.
"""

from typing import Any

from django.db import connection, transaction

from amends.core.bulk import lock_until_commit
from amends.inbox.about import NAMES_THE_CASE, NO_ANSWER

AT_ONCE = 2_000
MOST_AT_ONCE = 500  # batches in one turn of the worker
COLUMNS = (
    "organisation_id, case_id, shop_id, issue_type, language, kind, agent_id, template, channel, at, waited, "
    "is_first, own_in_time, platform_in_time, due_at, met_at, answered, solved, refunded, escalated, reviewed"
)
_OF_CASE = "looked.organisation_id, looked.id, looked.shop_id, looked.issue_type, looked.language"
OF_CASES = """
    SELECT amends_case.id, amends_case.organisation_id, shop_id, coalesce(issue_types[1], '') AS issue_type,
        language, solved_at, happened, merged_into_id
    FROM amends_case"""


def _after(*events: str) -> str:
    told = (f"(looked.happened #>> '{{{event},at}}')::timestamptz > sent.handed_over_at" for event in events)
    return f"coalesce({' OR '.join(f'coalesce({each}, false)' for each in told)}, false)"


# `looked` holds cases, as OF_CASES gives them; `counted` what they come to, in COLUMNS.
COUNTED = f"""
    said AS (
        SELECT looked.id AS case_id, message.id, message.direction,
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
        WHERE looked.merged_into_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM amends_platformevent AS told WHERE told.message_id = message.id)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE direction = 'out') OVER (
            PARTITION BY case_id ORDER BY at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS turn
        FROM said
    ), turns AS (
        SELECT case_id, min(at) FILTER (WHERE wants) AS asked_at,
            min(at) FILTER (WHERE direction = 'out') AS answered_at,
            min(id) FILTER (WHERE direction = 'out') AS answer_id,
            min(channel) FILTER (WHERE wants) AS channel
        FROM numbered GROUP BY case_id, turn
    ), answers AS (
        SELECT turns.*, row_number() OVER (PARTITION BY case_id ORDER BY asked_at) = 1 AS is_first
        FROM turns WHERE asked_at IS NOT NULL
    ), counted ({COLUMNS}) AS (
        SELECT {_OF_CASE}, 'answer', reply.by_id, nullif(reply.template, ''), answers.channel,
            answers.answered_at, extract(epoch FROM answers.answered_at - answers.asked_at)::float,
            answers.is_first, answers.answered_at <= due.own, answers.answered_at <= due.platform,
            NULL::timestamptz, NULL::timestamptz,
            NULL::boolean, NULL::boolean, NULL::boolean, NULL::boolean, NULL::boolean
        FROM answers JOIN looked ON looked.id = answers.case_id
        LEFT JOIN amends_outgoingmessage AS reply ON reply.message_id = answers.answer_id
        LEFT JOIN LATERAL (
            SELECT min(due_at) FILTER (WHERE side = 'own') AS own,
                min(due_at) FILTER (WHERE side = 'platform') AS platform
            FROM amends_clock
            WHERE amends_clock.case_id = answers.case_id AND kind = 'answer' AND met_at = answers.answered_at
        ) AS due ON true
        WHERE answers.answered_at IS NOT NULL
        UNION ALL
        SELECT {_OF_CASE}, 'promise', reply.agent, reply.template, reply.channel, clock.started_at,
            NULL, NULL, NULL, NULL, clock.due_at, CASE WHEN clock.state = 'met' THEN clock.met_at END,
            NULL, NULL, NULL, NULL, NULL
        FROM looked
        JOIN amends_clock AS clock ON clock.case_id = looked.id AND clock.kind = 'promise'
        LEFT JOIN LATERAL (
            SELECT by_id AS agent, nullif(template, '') AS template, talk.channel
            FROM amends_outgoingmessage AS sent
            JOIN amends_conversation AS talk ON talk.id = sent.conversation_id
            WHERE sent.case_id = looked.id AND sent.handed_over_at = clock.started_at
            ORDER BY sent.id LIMIT 1
        ) AS reply ON true
        WHERE clock.state <> 'cancelled' AND looked.merged_into_id IS NULL
        UNION ALL
        SELECT {_OF_CASE}, 'reply', sent.by_id, sent.template, NULL, sent.handed_over_at,
            NULL, NULL, NULL, NULL, NULL, NULL,
            EXISTS (
                SELECT 1 FROM amends_casemessage AS link JOIN amends_message AS message
                    ON message.id = link.message_id
                WHERE link.case_id = looked.id AND message.direction = 'in'
                    AND coalesce(message.sent_at, message.received_at) > sent.handed_over_at
            ),
            coalesce(looked.solved_at > sent.handed_over_at, false),
            {_after("refunded", "platform_refunded")},
            {_after("claim_opened", "claim_escalated", "chargeback_told")},
            {_after("feedback_left", "review_published")}
        FROM looked
        JOIN amends_outgoingmessage AS sent ON sent.case_id = looked.id
        WHERE sent.state = 'sent' AND sent.template <> ''
    )"""
# The turns of some shops: kept ones, and those of cases that have changed since they were counted.
TURNS = f"""
    due AS MATERIALIZED (
        SELECT DISTINCT case_id FROM amends_casetocount
        WHERE organisation_id IN (SELECT organisation_id FROM amends_shop WHERE id = ANY(%(shops)s))
    ), looked AS MATERIALIZED (
        {OF_CASES} JOIN due ON due.case_id = amends_case.id
        WHERE shop_id = ANY(%(shops)s)
    ), {COUNTED}, turn_of_shops AS (
        SELECT {COLUMNS} FROM amends_countedturn AS kept
        WHERE shop_id = ANY(%(shops)s) AND kind = %(kind)s AND at >= %(since)s AND at < %(until)s
            AND NOT EXISTS (SELECT 1 FROM due WHERE due.case_id = kept.case_id)
        UNION ALL
        SELECT {COLUMNS} FROM counted WHERE kind = %(kind)s AND at >= %(since)s AND at < %(until)s
    )"""
_COUNT = f"""
    WITH looked AS MATERIALIZED ({OF_CASES} WHERE id = ANY(%(cases)s)), {COUNTED}
    INSERT INTO amends_countedturn ({COLUMNS}) SELECT {COLUMNS} FROM counted"""


def values() -> dict[str, Any]:
    """What COUNTED is asked with."""
    return {"none": list(NO_ANSWER), "sure": NAMES_THE_CASE}


def rows_of(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What the statement answers, asked with these values beside those of COUNTED."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        # Compiling costs more than it saves here; so does sorting on disk.
        cursor.execute("SELECT set_config('jit', 'off', true), set_config('work_mem', '64MB', true)")
        cursor.execute(statement, {**values(), **given})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def count_changed_cases() -> int:
    """Count the cases that have changed anew, in transactions of their own; how many there were."""
    counted = 0
    for _ in range(MOST_AT_ONCE):
        some = _count_some()
        counted += some
        if some < AT_ONCE:
            break
    return counted


@transaction.atomic
def _count_some() -> int:
    """The longest waiting. Whoever changes one meanwhile says so again, in a row that is not seen here."""
    lock_until_commit("count_changed_cases", 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM amends_casetocount WHERE id IN ("
            "SELECT id FROM amends_casetocount ORDER BY id LIMIT %s) RETURNING case_id",
            [AT_ONCE],
        )
        told = [row[0] for row in cursor.fetchall()]
        cases = sorted(set(told))
        cursor.execute("DELETE FROM amends_countedturn WHERE case_id = ANY(%s)", [cases])
        cursor.execute(_COUNT, {**values(), "cases": cases})
    return len(told)
