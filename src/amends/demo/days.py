"""When orders are placed: sixty days, the peak among them, mostly in waking hours."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from amends.demo.chance import Chance
from amends.demo.shops import DemoShop
from amends.demo.story import SPAN, Story

_HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 10, 9, 8, 8, 9, 9, 9, 10, 12, 14, 14, 10, 6)
_PEAK_HOURS = (60, 14, 4, 2, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 8, 8, 8, 9, 11, 13, 14, 12, 10)


def placed_times(shop: DemoShop, orders: int, story: Story) -> Iterator[datetime]:
    """The times (UTC) of so many orders, each at or after the one before it."""
    chance = Chance(story.seed, shop.code, "days")
    zone = ZoneInfo(shop.time_zone)
    last = story.now - timedelta(minutes=7)
    hours: list[datetime] = []
    weights: list[float] = []
    for back in range(SPAN - 1, -2, -1):  # tomorrow has begun further east
        day = story.today - timedelta(days=back)
        after_peak = (day - story.peak).days
        of_day = _PEAK_HOURS if after_peak == 0 else _HOURS
        for hour, weight in enumerate(of_day):
            start = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if start < last:
                hours.append(start)
                weights.append(shop.factor(after_peak) * weight / sum(of_day))
    bounds = list(accumulate(weights))
    for index in range(orders):
        at = (index + chance.share()) / orders * bounds[-1]
        place = min(bisect_right(bounds, at), len(hours) - 1)
        within = 1 - (bounds[place] - at) / weights[place]
        yield min(hours[place] + timedelta(seconds=int(3600 * within)), last)
