"""Orders by what was bought: words of their lines' titles, newest first, part by part as messages are."""

from itertools import islice
from typing import Any

from django.db import connection

from amends.insights.searching.scope import Scope
from amends.insights.searching.wording import Said

MOST = 50
_TITLE = "replace(amends_plain(line.title || ' ' || line.variant), '  ', ' ')"


def orders_titled(scope: Scope, saying: Said) -> dict[int, str]:
    """The newest orders, at most `MOST`, with a line whose title and variant hold all words: id → title."""
    if not saying.query or not scope.orders:
        return {}
    values: list[Any] = [saying.query, scope.organisation_id, list(scope.orders)]
    holding = ""
    for sql, texts in (("> 0", saying.holding), ("= 0", saying.not_holding)):
        for text in texts:
            holding += f" AND strpos({_TITLE}, %s) {sql}"
            values.append(text)
    # The newest part first, and no more of them than it takes: a common word ends in the first.
    statement = f"""
        SELECT hit.order_id, hit.title FROM generate_series(
            (SELECT amends_part(max(id)) FROM amends_orderline),
            (SELECT amends_part(min(id)) FROM amends_orderline), -1
        ) AS part(number) CROSS JOIN LATERAL (
            SELECT line.order_id, concat_ws(' ', line.title, nullif(line.variant, '')) AS title FROM (
                SELECT id, order_id, title, variant FROM amends_orderline
                WHERE amends_title_words(id, title, variant)
                    @@ replace(%s, '''/', '''' || to_hex(part.number) || '/')::tsquery
                    AND organisation_id = %s
                ORDER BY id DESC OFFSET 0
            ) AS line JOIN amends_order AS o ON o.id = line.order_id
            WHERE o.shop_id = ANY(%s::bigint[]){holding} LIMIT {2 * MOST}
        ) AS hit LIMIT {2 * MOST}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: dict[int, str] = {}
        for order_id, title in cursor.fetchall():
            found.setdefault(order_id, title)
        return dict(islice(found.items(), MOST))
