"""Cases that fit the filters of a search, the newest first; what takes too long is given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from amends.insights.searching.conditions import FEW, Narrowed, Part
from amends.insights.searching.scope import Scope

LONGEST_MS = 1_500


def cases_that_fit(
    scope: Scope,
    wanted: Narrowed,
    *,
    size: int,
    beyond: tuple[datetime, int] | None = None,
    orders: Sequence[int] | None = None,
    dated: bool = True,
) -> list[tuple[int, datetime]] | None:
    """At most `size` cases and when their last message came, newest first; None where that takes too long.

    `orders`: of these orders alone. `dated`: the filters' days are of the case's last message.
    """
    among, given = ["c.shop_id = shop.id", "c.merged_into_id IS NULL"], list[Any]()
    if orders is not None:
        among.append("c.order_id = ANY(%s::bigint[])")
        given.append(list(orders))
    for sql, moment in (("<", wanted.until), (">=", wanted.since)):
        if dated and moment is not None:
            among.append(f"c.last_message_at {sql} %s")
            given.append(moment)
    if beyond is not None:
        among.append("(c.last_message_at, c.id) < (%s, %s)")
        given += beyond
    fits = " AND ".join(part.sql for part in wanted.of_case) or "true"
    given += [value for part in wanted.of_case for value in part.values]
    newest_first = "ORDER BY c.last_message_at DESC, c.id DESC"
    if wanted.is_narrow or orders is not None:
        statement = f"SELECT c.* FROM amends_case AS c WHERE {' AND '.join(among)} AND {fits} {newest_first}"
    else:  # one after the other in the index's order: enough come soon
        ordered = f"SELECT c.* FROM amends_case AS c WHERE {' AND '.join(among)} {newest_first} OFFSET 0"
        statement = f"SELECT c.* FROM ({ordered}) AS c WHERE {fits}"
    shops = [pk for pk in wanted.shops if pk in scope.cases]
    statement = f"""
        SELECT hit.id, hit.last_message_at FROM unnest(%s::bigint[]) AS shop(id)
        CROSS JOIN LATERAL ({statement} LIMIT %s) AS hit
        ORDER BY hit.last_message_at DESC, hit.id DESC LIMIT %s"""
    return _within_time(statement, [shops, *given, size, size])


def messages_of_few(scope: Scope, wanted: Narrowed) -> list[int] | None:
    """The messages of all cases that fit, where these are few; None where they are many."""
    fitting = cases_that_fit(scope, wanted, size=FEW + 1, dated=False)
    if fitting is None or len(fitting) > FEW:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT message_id FROM amends_casemessage WHERE case_id = ANY(%s::bigint[]) ORDER BY 1",
            [[case_id for case_id, _ in fitting]],
        )
        return [message_id for (message_id,) in cursor.fetchall()]


def of_fitting_case(wanted: Narrowed) -> list[Part]:
    """The filters as a condition of a message: one of its cases fits them."""
    if not wanted.of_case:
        return []
    fits = " AND ".join(part.sql for part in wanted.of_case)
    values = tuple(value for part in wanted.of_case for value in part.values)
    return [
        Part(
            # LIMIT: looked up for one message after the other, never gathered for all there are
            "(SELECT true FROM amends_casemessage joined JOIN amends_case c ON c.id = joined.case_id "
            f"WHERE joined.message_id = m.id AND c.merged_into_id IS NULL AND {fits} LIMIT 1)",
            values,
        )
    ]


def _within_time(statement: str, values: Sequence[Any]) -> list[tuple[int, datetime]] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
            cursor.execute(statement, values)
            rows = list(cursor.fetchall())
            cursor.execute("SET LOCAL statement_timeout = 0")
            return rows
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":  # query_canceled
            raise
        return None
