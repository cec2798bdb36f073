"""Asking for another look at what is to be done for a case: whoever knows the playbooks takes it from here.

The rows are written in the transaction of the change, so that none is lost.
"""

from collections.abc import Iterable

from django.db import connection

from amends.cases.states import AT_WORK
from amends.core import clock


def ask_review(case_ids: Iterable[int]) -> None:
    """The steps of these cases are to be looked at once this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO amends_casereview (organisation_id, case_id, asked_at)
            SELECT organisation_id, id, %s FROM amends_case
            WHERE id = ANY(%s) AND merged_into_id IS NULL AND state = ANY(%s)
            """,
            [clock.now(), sorted(set(case_ids)), list(AT_WORK)],
        )
