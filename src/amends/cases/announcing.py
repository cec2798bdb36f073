"""Telling open screens which cases changed: their ids, in the transaction that changed them."""

from collections.abc import Iterable

from django.db import connection

CHANNEL = "amends_cases"
AT_ONCE = 300  # a notification holds 8,000 bytes


def announce(case_ids: Iterable[int]) -> None:
    """Tell every process that listens, once this transaction is committed; nothing where it is not."""
    ids = sorted(set(case_ids))
    with connection.cursor() as cursor:
        for start in range(0, len(ids), AT_ONCE):
            cursor.execute(
                """
                SELECT pg_notify(%s, json_build_object(
                    'organisation', organisation_id, 'shop', shop_id, 'cases', json_agg(id)
                )::text)
                FROM amends_case WHERE id = ANY(%s) GROUP BY organisation_id, shop_id
                """,
                [CHANNEL, ids[start : start + AT_ONCE]],
            )
