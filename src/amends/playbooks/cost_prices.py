"""What things cost where nobody has said: the declared defaults, until a shop's own outcomes replace them."""

from decimal import Decimal

from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack

PRICES = (
    "freight_out", "freight_back", "handling", "pickup", "gift", "repair", "claim", "defect", "bad_review",
)  # fmt: skip
LIMITS = ("cheap_below", "dear_above")


@kept_by("case_costs")
def _prices() -> dict[str, dict[str, Decimal]]:
    rows = load_pack("case_costs").body["prices"]
    return {row["currency"]: {name: Decimal(row[name]) for name in (*PRICES, *LIMITS)} for row in rows}


@kept_by("case_costs")
def _shares() -> dict[str, Decimal]:
    body = load_pack("case_costs").body
    return {name: Decimal(value) for name, value in (body["shares"] | body["recovery"]).items()}


def price(name: str, currency: str) -> Decimal | None:
    """The declared price of one of PRICES, None where that currency has none."""
    return _prices().get(currency, {}).get(name)


def cheap_below(currency: str) -> Decimal | None:
    """Below this, getting goods back costs more than it brings. None where that currency has none."""
    return _prices().get(currency, {}).get("cheap_below")


def dear_above(currency: str) -> Decimal | None:
    """Above this, goods are dear: money leaves only once they are on their way back. None where not known."""
    return _prices().get(currency, {}).get("dear_above")


def share(name: str) -> Decimal:
    """goods_cost or resale, as a part of the price paid or of the goods' cost."""
    return _shares()[name]


def recovery(cause: str) -> Decimal:
    """The declared chance that a carrier pays for that cause: delayed, damaged, lost …"""
    return _shares()[cause]
