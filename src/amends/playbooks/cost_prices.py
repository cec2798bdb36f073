"""What things cost where the case does not say: a shop's own prices, then the declared defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack

PRICES = (
    "freight_out", "freight_back", "handling", "pickup", "gift", "repair", "claim", "defect", "bad_review",
)  # fmt: skip
LIMITS = ("cheap_below", "dear_above")
EVERY_SHOP = ""


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in the currency asked for; `is_own`: the shop has named it itself."""

    amount: Decimal
    is_own: bool


@kept_by("case_costs")
def _prices() -> Mapping[tuple[str, str], Mapping[str, Decimal]]:
    """(currency, shop's code or EVERY_SHOP) → what that row names."""
    return {
        (row["currency"], shop): _named(row)
        for row in load_pack("case_costs").body["prices"]
        for shop in row.get("shops", [EVERY_SHOP])
    }


def _named(row: Mapping[str, Any]) -> Mapping[str, Decimal]:
    return {name: Decimal(row[name]) for name in (*PRICES, *LIMITS) if name in row}


@kept_by("case_costs")
def _shares() -> dict[str, Decimal]:
    body = load_pack("case_costs").body
    return {name: Decimal(value) for name, value in (body["shares"] | body["recovery"]).items()}


def price(name: str, currency: str, shop: str | None = None) -> Price | None:
    """One of PRICES or LIMITS, the shop's own (by its code) before the default. None where neither is."""
    own = _prices().get((currency, shop or EVERY_SHOP), {}).get(name)
    if own is not None:
        return Price(own, is_own=bool(shop))
    declared = _prices().get((currency, EVERY_SHOP), {}).get(name)
    return None if declared is None else Price(declared, is_own=False)


def cheap_below(currency: str, shop: str | None = None) -> Decimal | None:
    """Below this, getting goods back costs more than it brings. None where that currency has none."""
    return _limit("cheap_below", currency, shop)


def dear_above(currency: str, shop: str | None = None) -> Decimal | None:
    """Above this, goods are dear: money leaves only once they are on their way back. None where not known."""
    return _limit("dear_above", currency, shop)


def _limit(name: str, currency: str, shop: str | None) -> Decimal | None:
    found = price(name, currency, shop)
    return None if found is None else found.amount


def share(name: str) -> Decimal:
    """goods_cost or resale, as a part of the price paid or of the goods' cost."""
    return _shares()[name]


def recovery(cause: str) -> Decimal:
    """The declared part of goods and freight that a carrier pays for that cause: delayed, damaged, lost …"""
    return _shares()[cause]
