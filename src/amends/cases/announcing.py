"""Telling open screens, and whoever counts, which cases changed: in the transaction that changed them.

A merged case is shown on the page of the one it went to: that one is named too.
"""

from collections.abc import Iterable

from django.db import connection

from amends.cases.reviewing import ask_review

CHANNEL = "amends_cases"
AT_ONCE = 250  # a notification holds 8,000 bytes


def announce(case_ids: Iterable[int], *, review: bool = True) -> None:
    """Tell every process that listens, once this transaction is committed; nothing where it is not.

    `review`: their steps are to be looked at too, where the caller has not done that.
    """
    ids = sorted(set(case_ids))
    if review and ids:
        ask_review(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO amends_casetocount (organisation_id, case_id) "
            "SELECT organisation_id, id FROM amends_case WHERE id = ANY(%s)",
            [ids],
        )
        for start in range(0, len(ids), AT_ONCE):
            cursor.execute(
                """
                SELECT pg_notify(%s, json_build_object(
                    'organisation', organisation_id, 'shop', shop_id, 'cases', json_agg(DISTINCT shown)
                )::text)
                FROM amends_case
                CROSS JOIN LATERAL (VALUES (id), (merged_into_id)) AS on_screen (shown)
                WHERE id = ANY(%s) AND shown IS NOT NULL GROUP BY organisation_id, shop_id
                """,
                [CHANNEL, ids[start : start + AT_ONCE]],
            )
