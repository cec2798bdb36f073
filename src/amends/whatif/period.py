"""The days a what-if looks at, each shop's by its own zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amends.accounts.models import Shop
from amends.core.errors import Refused
from amends.policies.facts import zone_of
from amends.policies.walltime import day_begins

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A shop's cases opened from one moment on and before another."""

    shop_id: int
    shop: str
    zone: str
    begins: datetime
    ends: datetime


def check_period(from_day: date, until_day: date) -> None:
    """Raises Refused where the days are no period."""
    for day in (from_day, until_day):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Refused("period_bad", f"{day} is no day of a case.", mend="Write days like 2026-11-21.")
    if from_day > until_day:
        raise Refused(
            "period_bad", f"{from_day} is after {until_day}.", mend="Name the earlier day first; both count."
        )


def stretches(shops: Iterable[Shop], from_day: date, until_day: date) -> list[Stretch]:
    """The period in each shop: from the beginning of the first day to the end of the last."""
    return [
        Stretch(
            shop.pk,
            shop.code,
            shop.time_zone,
            day_begins(from_day, zone_of(shop.time_zone)),
            day_begins(until_day + timedelta(days=1), zone_of(shop.time_zone)),
        )
        for shop in shops
    ]
