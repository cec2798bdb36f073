"""What became of the moments promised to buyers in a period: one statement, grouped as answers are."""

from typing import Any

from amends.insights.quality.answers import GROUPED, KEYS, SLOTTED, Period
from amends.insights.quality.counting import TURNS, rows_of

_PROMISES = f"""
    WITH {TURNS}, promised AS (
        SELECT agent_id, template, channel, shop_id, issue_type, {SLOTTED},
            coalesce(met_at <= due_at, false) AS is_kept,
            CASE WHEN met_at IS NULL THEN due_at < %(now)s ELSE met_at > due_at END AS is_broken
        FROM turn_of_shops
    )
    SELECT grouping({KEYS}), {KEYS},
        count(*) FILTER (WHERE is_kept), count(*) FILTER (WHERE is_broken),
        count(*) FILTER (WHERE NOT is_kept AND NOT is_broken)
    FROM promised {GROUPED}"""


def rows_of_promises(period: Period) -> list[tuple[Any, ...]]:
    """Grouped every way: grouping number, the six keys, then kept, broken and running ones."""
    return rows_of(_PROMISES, period.values("promise"))
