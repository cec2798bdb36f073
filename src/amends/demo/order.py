"""An order of the demo and its lines."""

from dataclasses import dataclass, field
from datetime import datetime

from amends.demo.buyers import DemoBuyer
from amends.demo.carriers import Carrier
from amends.demo.chance import Chance
from amends.demo.issues import Need
from amends.demo.journeys import DemoParcel
from amends.demo.products import Product, Variant
from amends.demo.shops import DemoShop
from amends.demo.story import Story


@dataclass(slots=True)
class DemoLine:
    """Amounts are in the smallest unit; `discount` is for the whole line."""

    product: Product
    variant: Variant
    quantity: int
    price: int
    discount: int = 0

    @property
    def sku(self) -> str:
        return f"{self.product.sku}-{self.variant.code}"

    @property
    def goods(self) -> int:
        return self.price * self.quantity


@dataclass(slots=True)
class DemoOrder:
    """An order as it stands now. `state` is one of ours; its buyer writes about `need` at `writes_at`."""

    shop: DemoShop
    index: int
    number: str
    buyer: DemoBuyer
    placed_at: datetime
    paid_at: datetime | None
    lines: list[DemoLine]
    shipping: int
    state: str
    updated_at: datetime
    ship_by: datetime
    shipped_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    parcel: DemoParcel | None = None
    asked: Carrier | None = None
    note: str = ""
    by_marketplace: bool = False  # it stores and ships the goods
    need: Need | None = None
    writes_at: datetime | None = None
    stops: str = field(default="")

    @property
    def goods(self) -> int:
        return sum(line.goods for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return self.goods + self.shipping - self.discount

    def chance(self, story: Story, word: str) -> Chance:
        """A stream of its own for one thing about this order."""
        return Chance(story.seed, self.shop.code, self.index, word)
