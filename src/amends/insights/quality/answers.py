"""Each answer with the message it answers, over a period: grouped in one statement.

Medians are of arrays gathered in the order of waiting, so that sorting each of them finds it done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amends.core import clock
from amends.insights.quality.counting import TURNS, rows_of

KEYS = "agent_id, template, channel, shop_id, issue_type, slot"
# What every statement says of a turn, and how turns are grouped.
SLOTTED = "(%(slots)s::timestamptz[])[width_bucket(at, %(slots)s::timestamptz[])] AS slot"
GROUPED = "GROUP BY GROUPING SETS ((), (agent_id), (template), (channel), (shop_id), (issue_type), (slot))"
_ANSWERS = f"""
    WITH {TURNS}, ordered AS (
        SELECT agent_id, template, channel, shop_id, issue_type, {SLOTTED},
            waited, is_first, own_in_time, platform_in_time
        FROM turn_of_shops ORDER BY waited
    ), gathered AS MATERIALIZED (
        SELECT grouping({KEYS}) AS grouped, {KEYS},
            count(*) FILTER (WHERE is_first) AS firsts,
            array_agg(waited) FILTER (WHERE is_first) AS first_waits,
            count(*) AS every, array_agg(waited) AS waits,
            count(own_in_time) AS own, count(*) FILTER (WHERE own_in_time) AS own_kept,
            count(platform_in_time) AS platform, count(*) FILTER (WHERE platform_in_time) AS platform_kept
        FROM ordered {GROUPED}
    )
    SELECT grouped, {KEYS}, firsts, first_part[1], first_part[2], every, part[1], part[2],
        own, own_kept, platform, platform_kept
    FROM gathered
    CROSS JOIN LATERAL (
        SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wait) AS first_part
        FROM (SELECT unnest(first_waits) AS wait) AS each_first
    ) AS of_firsts
    CROSS JOIN LATERAL (
        SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wait) AS part
        FROM (SELECT unnest(waits) AS wait) AS each_one
    ) AS of_every"""


@dataclass(frozen=True, slots=True)
class Period:
    """Which answers are counted: of these shops, left from `since` up to `until`. Slots are days or weeks
    (`unit`: day, week) in `zone` (an IANA name)."""

    shop_ids: Collection[int]
    since: datetime
    until: datetime
    unit: str = "day"
    zone: str = "UTC"

    def values(self, kind: str) -> dict[str, Any]:
        """What the statements are asked with."""
        return {
            "shops": list(self.shop_ids),
            "since": self.since,
            "until": self.until,
            "kind": kind,
            "slots": self.slots(),
            "now": clock.now(),
        }

    def slots(self) -> list[datetime]:
        """When each day or week of the period begins, the oldest first; weeks begin on Monday."""
        first = self.since.astimezone(ZoneInfo(self.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        step = timedelta(days=1)
        if self.unit == "week":
            first, step = first - timedelta(days=first.weekday()), timedelta(days=7)
        found = [first]
        while found[-1] + step < self.until:
            found.append(found[-1] + step)  # by the wall clock of the zone: a day may have 23 hours
        return found


def rows_of_answers(period: Period) -> list[tuple[Any, ...]]:
    """Grouped every way: grouping number, the six keys, then counts and seconds in the statement's order."""
    return rows_of(_ANSWERS, period.values("answer"))
