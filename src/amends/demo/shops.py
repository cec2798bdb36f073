"""The shops of the demo: what the desk must be told of each, and how busy each is."""

from dataclasses import dataclass, field

from amends.core.packs import load_pack
from amends.demo.chance import Weighted


@dataclass(frozen=True, slots=True)
class DemoShop:
    """One shop. The fields up to `return_address` are those with which a desk adds it."""

    code: str
    marketplace: str
    country: str
    time_zone: str
    currency: str
    language: str
    name: str
    return_address: str
    share: int  # of a hundred orders
    peak: int  # how many times a usual day's orders the peak day has
    prices: str  # which price of a product
    free_shipping_from: int  # in the currency's smallest unit, as all amounts here
    shipping: int
    buyers: Weighted[str] = field(compare=False)  # countries
    languages: Weighted[str] = field(compare=False)
    carriers: Weighted[str] = field(compare=False)
    marketplace_ships: int = 0
    relay: str = ""
    number_prefixes: tuple[str, ...] = ()
    sales_channel: str = ""

    def factor(self, days_after_peak: int) -> float:
        """How many times a usual day's orders a day has."""
        usual = {-3: 0.15, -2: 0.2, -1: 0.4, 0: 1.0, 1: 0.35, 2: 0.2, 3: 0.12}
        return max(1.0, self.peak * usual.get(days_after_peak, 0.0))


def _shops() -> tuple[DemoShop, ...]:
    made = []
    for row in load_pack("demo/shops").body["shops"]:
        drawn = {name: Weighted(row[name].items()) for name in ("buyers", "languages", "carriers")}
        prefixes = tuple(row.get("number_prefixes", ()))
        made.append(DemoShop(**row | drawn | {"number_prefixes": prefixes}))
    return tuple(made)


DEMO_SHOPS = _shops()


def demo_shop(code: str) -> DemoShop:
    """The shop of a code; raises KeyError."""
    return {shop.code: shop for shop in DEMO_SHOPS}[code]


def orders_of_shops(orders: int) -> dict[str, int]:
    """How many of so many orders each shop has; they sum to it."""
    whole = sum(shop.share for shop in DEMO_SHOPS)
    parts = {shop.code: orders * shop.share // whole for shop in DEMO_SHOPS}
    parts[DEMO_SHOPS[0].code] += orders - sum(parts.values())
    return parts
