"""Telling open screens, and whoever counts, which cases changed: in the transaction that changed them.

A merged case is shown on the page of the one it went to: that one is named too.
"""

from collections.abc import Iterable

from django.db import connection

from amends.cases.reviewing import ask_review

CHANNEL = "amends_cases"
AT_ONCE = 250  # a notification holds 8,000 bytes
NOTIFY = """
    SELECT pg_notify(%s, json_build_object(
        'organisation', organisation_id, 'shop', shop_id, 'cases', json_agg(DISTINCT shown), 'kind', %s::text
    )::text)
    FROM amends_case
    CROSS JOIN LATERAL (VALUES (id), (merged_into_id)) AS on_screen (shown)
    WHERE id = ANY(%s) AND shown IS NOT NULL GROUP BY organisation_id, shop_id"""


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
    _notify(ids, "cases")


def announce_pictures(case_ids: Iterable[int]) -> None:
    """Tell the pages of these cases that a picture of theirs can be shown: nothing else of them changed."""
    _notify(sorted(set(case_ids)), "pictures")


def _notify(ids: list[int], kind: str) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(ids), AT_ONCE):
            cursor.execute(NOTIFY, [CHANNEL, kind, ids[start : start + AT_ONCE]])
