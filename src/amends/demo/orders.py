"""The orders of a shop, one after the other: lines, money, the parcel's way, what the buyer writes about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from amends.demo.buyers import buyer_of
from amends.demo.carriers import CARRIERS, NOTES, Carrier
from amends.demo.chance import Chance
from amends.demo.days import placed_times
from amends.demo.issues import ISSUES, Need, need_of, stages_of, written_at
from amends.demo.journeys import Journey, journey, parcel_of
from amends.demo.numbers import digits
from amends.demo.order import DemoLine, DemoOrder
from amends.demo.products import BY_SHARE
from amends.demo.shops import DemoShop
from amends.demo.story import Story

COMPLETED_AFTER = timedelta(days=9)  # after delivery, where buyers do not confirm earlier


def orders_of(shop: DemoShop, orders: int, story: Story) -> Iterator[DemoOrder]:
    """So many orders of a shop, in the order in which they were placed."""
    for index, placed_at in enumerate(placed_times(shop, orders, story)):
        yield _order(shop, index, placed_at, story)


def _order(shop: DemoShop, index: int, placed_at: datetime, story: Story) -> DemoOrder:
    chance = Chance(story.seed, shop.code, index, "order")
    buyer = buyer_of(shop, index if chance.percent(88) else chance.below(index + 1), story)
    lines = _lines(shop, chance, in_peak=(placed_at + timedelta(hours=8)).date() == story.peak)
    goods = sum(line.goods for line in lines)
    order = DemoOrder(
        shop=shop,
        index=index,
        number=order_number(shop, index, story),
        buyer=buyer,
        placed_at=placed_at,
        paid_at=placed_at + timedelta(seconds=chance.between(20, 400)),
        lines=lines,
        shipping=0 if goods >= shop.free_shipping_from else shop.shipping,
        state="paid",
        updated_at=placed_at,
        ship_by=placed_at + timedelta(hours=48),
    )
    order.by_marketplace = chance.percent(shop.marketplace_ships)
    if chance.percent(2):
        _never_paid(order, story, chance)
        return order
    carrier = CARRIERS[chance.draw(shop.carriers)]
    way = journey(chance, story, shop, carrier, buyer, order.paid_at or placed_at)
    _let_buyer_write(order, way, chance, story)
    _let_time_pass(order, way, chance, story)
    return order


def order_number(shop: DemoShop, index: int, story: Story) -> str:
    """The order's number in its marketplace's form."""
    drawn = digits(index, 14, shop.code, story.seed)
    if shop.marketplace == "amazon":
        prefixes = shop.number_prefixes
        return f"{prefixes[index % len(prefixes)]}-{drawn[:7]}-{drawn[7:]}"
    if shop.marketplace == "ebay":
        short = digits(index, 12, shop.code, story.seed)
        return f"{short[:2]}-{short[2:7]}-{short[7:]}"
    return f"38{drawn}519" if shop.marketplace == "tmall" else f"46{digits(index, 10, shop.code, story.seed)}"


def _lines(shop: DemoShop, chance: Chance, *, in_peak: bool) -> list[DemoLine]:
    count = 1 if chance.percent(84) else 2 if chance.percent(75) else 3
    lines: list[DemoLine] = []
    for _ in range(count):
        product = chance.draw(BY_SHARE)
        variant = chance.pick(product.variants)
        quantity = 1 if chance.percent(78) else chance.between(2, 4)
        if any(line.product is product for line in lines):
            continue
        price = product.price(shop.prices, variant)
        line = DemoLine(product, variant, quantity, price)
        if in_peak or chance.percent(9):
            line.discount = line.goods * chance.pick((5, 8, 10, 15)) // 100
        lines.append(line)
    return lines


def _never_paid(order: DemoOrder, story: Story, chance: Chance) -> None:
    order.paid_at = None
    order.state = "awaiting_payment"
    if chance.percent(12):
        order.need = Need(ISSUES["payment_problem"], "unpaid")
        order.writes_at = min(order.placed_at + timedelta(hours=chance.between(1, 9)), story.now)
    if story.now - order.placed_at > timedelta(days=1):
        order.state = "cancelled"
        order.cancelled_at = order.updated_at = order.placed_at + timedelta(hours=chance.between(20, 24))


def _let_buyer_write(order: DemoOrder, way: Journey, chance: Chance, story: Story) -> None:
    stages = stages_of(way, order.placed_at, story)
    if order.by_marketplace and chance.percent(70):
        return
    product = order.lines[0].product
    need = need_of(chance, order.shop, product, stages, way)
    order.need = need
    if need is None:
        return
    order.writes_at = written_at(chance, need, way, order.placed_at, story)
    if need.stage in ("label", "lost") or (need.stage == "stuck" and way.disruption is None):
        order.stops = need.stage
    elif need.stage == "completed":
        order.stops = "stuck"
    if "missing_item" in need.types and order.lines[0].quantity < 2:
        order.lines[0].quantity = chance.pick((2, 2, 2, 3, 3, 4))
    if "wrong_carrier" in need.types:
        _ask_for_another_carrier(order, way.carrier, chance)


def _ask_for_another_carrier(order: DemoOrder, sent_with: Carrier, chance: Chance) -> None:
    others = [CARRIERS[code] for code in order.shop.carriers.things if code != sent_with.code]
    order.asked = chance.pick([other for other in others if other.names != sent_with.names])
    if order.shop.marketplace != "amazon":
        language = order.buyer.language
        name = order.asked.called.get(language, [order.asked.name(language)])[0]
        order.note = chance.pick(NOTES[language]).format(asked=name)


def _let_time_pass(order: DemoOrder, way: Journey, chance: Chance, story: Story) -> None:
    order.updated_at = order.paid_at or order.placed_at
    if way.shipped_at >= story.now:
        return
    order.shipped_at = order.updated_at = way.shipped_at
    order.state = "shipped"
    order.parcel = parcel_of(chance, story, order.shop, order.index, way, order.stops, order.buyer)
    delivered_at = order.parcel.delivered_at
    if delivered_at is not None:
        order.state, order.updated_at = "delivered", delivered_at
        confirmed_at = delivered_at + COMPLETED_AFTER * (0.2 + 0.8 * chance.share())
        if confirmed_at < story.now:
            order.state, order.completed_at, order.updated_at = "completed", confirmed_at, confirmed_at
    elif order.need is not None and order.need.stage == "completed":
        closed_at = min(way.due_at + timedelta(days=4), story.now - timedelta(hours=30))
        order.state, order.completed_at, order.updated_at = "completed", closed_at, closed_at
