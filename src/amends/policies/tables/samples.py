"""What lies between two values: one sample of each gap, where there is any."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from amends.core.money import smallest_unit
from amends.policies.tables.fact_types import UNITS, FactType, Value, tell


@dataclass(frozen=True, slots=True)
class Scale:
    """An order of values. `grain`: the step between neighbours, None where there is always one between."""

    of: FactType
    zero: Value
    grain: Value
    least: Value
    most: Value
    currency: str | None = None

    def sample(self, low: Value, high: Value, *, limited: bool = True) -> Value:
        """A value above `low` and below `high` (None: no bound) inside the limits, or None."""
        least, most = (self.least, self.most) if limited else (None, None)
        try:
            if self.grain is None:
                return _between(low, high, least, most)
            candidate = self._first(low, high, least, most)
        except OverflowError:
            return None
        outside = (low is not None and candidate <= low) or (high is not None and candidate >= high)
        return None if outside or (most is not None and candidate > most) else candidate

    def holds(self, value: Value) -> bool:
        """Whether the limits allow it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def told(self, value: Value) -> str:
        currency = f" {self.currency}" if self.currency else ""
        return f"{tell(value, self.of)}{currency}"

    def _first(self, low: Value, high: Value, least: Value, most: Value) -> Value:
        if low is not None:
            candidate = low + self.grain
        elif least is not None:
            candidate = least
        elif high is not None:
            candidate = high - self.grain
        else:
            candidate = self.zero
        if most is not None and low is None and candidate > most:
            candidate = most
        return least if least is not None and candidate < least else candidate


def scale_of(of: FactType, currency: str | None = None) -> Scale:
    """The order in which a column's values lie; for money, of one currency."""
    least, most = of.least, of.most
    if of.kind == "money" and currency is not None:
        # With rates an amount in another currency can come out between any two.
        grain = smallest_unit(currency) if of.rates is None else None
        limits = [
            bound.amount if bound is not None and bound.currency == currency else None
            for bound in (least, most)
        ]
        return Scale(of, Decimal(0), grain, limits[0], limits[1], currency)
    if of.kind == "number":
        return Scale(of, 0, 1 if of.whole else None, least, most)
    if of.kind == "duration":
        step = UNITS[of.unit or "days"] if of.whole else timedelta(microseconds=1)
        return Scale(of, timedelta(), step, least, most)
    if of.kind == "date":
        return Scale(of, date(2026, 1, 1), timedelta(days=1), least, most)
    return Scale(of, datetime(2026, 1, 1, tzinfo=UTC), timedelta(microseconds=1), least, most)


def _between(low: Value, high: Value, least: Value, most: Value) -> Value:
    closed_low = least is not None and (low is None or least > low)
    closed_high = most is not None and (high is None or most < high)
    bottom, top = least if closed_low else low, most if closed_high else high
    if bottom is None or top is None:
        if bottom is None and top is None:
            return 0
        if bottom is None:
            return top if closed_high else top - 1
        return bottom if closed_low else bottom + 1
    if bottom == top:
        return bottom if closed_low and closed_high else None
    if bottom > top:
        return None
    return (Decimal(bottom) + Decimal(top)) / 2
