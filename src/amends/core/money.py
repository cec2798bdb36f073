"""Money: a Decimal and its currency, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache

from amends.core.packs import load_pack


@cache
def currencies() -> dict[str, int]:
    """ISO 4217 code → digits after the point, from the currencies pack."""
    return {row["code"]: row["digits"] for row in load_pack("currencies").body["currencies"]}


def smallest_unit(currency: str) -> Decimal:
    """The smallest amount that can be paid: 0.01 for USD, 1 for JPY. Raises KeyError for an unknown code."""
    return Decimal(1).scaleb(-currencies()[currency])


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency; sums of different currencies are an error."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)

    def rounded(self) -> "Money":
        """To the currency's smallest unit, half to even."""
        return Money(self.amount.quantize(smallest_unit(self.currency), ROUND_HALF_EVEN), self.currency)

    def as_json(self) -> dict[str, str]:
        """`{"amount": "108.39", "currency": "USD"}`: the currency's digits, and more if there are."""
        return {"amount": plain(self.amount, self.currency), "currency": self.currency}


def plain(amount: Decimal, currency: str) -> str:
    """The amount as text, with at least the currency's digits and no trailing zeros beyond them."""
    digits = currencies().get(currency, 2)
    normal = amount.normalize()
    shown = max(digits, -int(normal.as_tuple().exponent))
    return f"{amount:z.{shown}f}"


def allocate(total: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Split `total` by `weights` so that the parts are multiples of `unit` and sum to it exactly.

    Largest remainder: each part is rounded towards zero, the units left over go to the largest remainders,
    the first of equals first. Equal shares where all weights are zero. `total` must be a multiple of `unit`.
    """
    if not weights:
        return []
    if total % unit:
        raise ValueError(f"{total} is not a multiple of {unit}")
    if sum(weights) == total and not any(weight % unit for weight in weights):
        return list(weights)
    exact_weights = [Fraction(weight) for weight in weights]
    whole = sum(exact_weights)
    equal = [Fraction(1, len(weights))] * len(weights)
    shares = [weight / whole for weight in exact_weights] if whole else equal
    units = int(total / unit)
    exact = [share * units for share in shares]
    parts = [int(share) for share in exact]
    left = units - sum(parts)
    step = 1 if left >= 0 else -1
    order = sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i))
    for i in order[: abs(left)]:
        parts[i] += step
    return [part * unit for part in parts]
