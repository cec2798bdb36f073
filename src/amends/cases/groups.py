"""Reading groups of cases: what they ask and how many, of the shops that one sees. One statement each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.cases.grouping import SMALLEST

MOST = 50


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as one person sees it: counts, times and label are those of the cases in their shops."""

    id: int
    question: str
    kind: str
    key: str
    label: str  # as most of the records write the common thing
    hold_up: str  # what holds most of the parcels up, as a code; "" where nothing is said of most
    cases: int
    buyers: int
    free: int  # cases that nobody has taken
    waiting_since: datetime
    next_due_at: datetime | None


_SEEN = """found.shop_id = ANY(%(shops)s::bigint[]) AND found.state = 'open'
    AND found.merged_into_id IS NULL AND found.unanswered_since IS NOT NULL"""
_GROUPS = f"""
    SELECT counted.group_id, question, kind, key, said.label, said.hold_up, cases, buyers, free, since, due
    FROM (
        SELECT grouped.group_id,
            count(*) AS cases,
            count(DISTINCT coalesce(found.buyer_id, -found.id)) AS buyers,
            count(*) FILTER (WHERE found.assignee_id IS NULL) AS free,
            min(found.unanswered_since) AS since,
            min(found.next_due_at) AS due
        FROM amends_groupedcase grouped JOIN amends_case found ON found.id = grouped.case_id
        WHERE {_SEEN}
        GROUP BY grouped.group_id
        HAVING count(DISTINCT coalesce(found.buyer_id, -found.id)) >= %(smallest)s
            OR grouped.group_id = %(chosen)s
        ORDER BY buyers DESC, since, grouped.group_id LIMIT %(most)s
    ) AS counted
    JOIN amends_casegroup ON amends_casegroup.id = counted.group_id
    CROSS JOIN LATERAL (
        SELECT mode() WITHIN GROUP (ORDER BY label) AS label,
            mode() WITHIN GROUP (ORDER BY hold_up) AS hold_up
        FROM amends_groupedcase grouped JOIN amends_case found ON found.id = grouped.case_id
        WHERE grouped.group_id = counted.group_id AND {_SEEN}
    ) AS said
    ORDER BY buyers DESC, since, counted.group_id"""


def groups_in(shop_ids: Collection[int], *, chosen: int = 0) -> list[ShownGroup]:
    """The groups of at least SMALLEST buyers in these shops, the largest first.

    `chosen`: a group that is told however small it has become while somebody works through it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _GROUPS,
            {"shops": list(shop_ids), "smallest": SMALLEST, "chosen": chosen, "most": MOST},
        )
        return [ShownGroup(*row) for row in cursor.fetchall()]


def cases_in_groups(
    group_ids: Collection[int], shop_ids: Collection[int], *, each: int
) -> dict[int, list[int]]:
    """Group id → the ids of its most urgent cases in these shops, at most `each`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT groups.id, found.id FROM unnest(%s::bigint[]) AS groups(id) CROSS JOIN LATERAL (
                SELECT amends_case.id, queue_key FROM amends_groupedcase
                JOIN amends_case ON amends_case.id = case_id
                WHERE group_id = groups.id AND shop_id = ANY(%s::bigint[]) AND state = 'open'
                    AND merged_into_id IS NULL AND unanswered_since IS NOT NULL
                ORDER BY queue_key, amends_case.id LIMIT %s
            ) AS found ORDER BY groups.id, found.queue_key, found.id
            """,
            [list(group_ids), list(shop_ids), each],
        )
        found: dict[int, list[int]] = {group_id: [] for group_id in group_ids}
        for group_id, case_id in cursor.fetchall():
            found[group_id].append(case_id)
        return found


@dataclass(frozen=True, slots=True)
class Common:
    """How often a fact stands in a group: kind is place, hold_up, carrier, shop or issue_type."""

    kind: str
    value: str
    cases: int


def common_facts(group_ids: Collection[int], shop_ids: Collection[int]) -> dict[int, list[Common]]:
    """Group id → the facts of its cases in these shops, the commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT group_id, fact.kind, fact.value, count(*) FROM amends_groupedcase
            JOIN amends_case ON amends_case.id = case_id
            CROSS JOIN LATERAL (VALUES
                ('place', place), ('hold_up', hold_up), ('carrier', carrier), ('shop', shop_id::text),
                ('issue_type', issue_types[1])
            ) AS fact(kind, value)
            WHERE group_id = ANY(%s::bigint[]) AND shop_id = ANY(%s::bigint[]) AND state = 'open'
                AND merged_into_id IS NULL AND unanswered_since IS NOT NULL AND fact.value > ''
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC, 3
            """,
            [list(group_ids), list(shop_ids)],
        )
        found: dict[int, list[Common]] = {group_id: [] for group_id in group_ids}
        for group_id, *fact in cursor.fetchall():
            found[group_id].append(Common(*fact))
        return found
