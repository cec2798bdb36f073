"""Which connector makes facts of which kind of file."""

from functools import lru_cache

from amends.connectors.carriers.tracking_events import TrackingEvents
from amends.connectors.exports.kinds import FileKind, file_kind
from amends.connectors.exports.messages import Messages
from amends.connectors.exports.typed_rows import Assembler
from amends.connectors.marketplaces.amazon.all_orders import AllOrders
from amends.connectors.marketplaces.amazon.feedback import SellerFeedback
from amends.connectors.marketplaces.amazon.returns import FbaReturns, MfnReturns
from amends.connectors.marketplaces.ebay.orders import EbayOrders
from amends.connectors.marketplaces.own.orders import OwnOrders
from amends.connectors.marketplaces.shopify.orders import ShopifyOrders
from amends.connectors.marketplaces.taobao.items import TaobaoItems
from amends.connectors.marketplaces.taobao.orders import TaobaoOrders
from amends.connectors.marketplaces.taobao.refunds import TaobaoRefunds
from amends.connectors.marketplaces.tiktok_shop.orders import TiktokOrders
from amends.core.packs import load_packs

ASSEMBLERS: dict[str, type[Assembler]] = {
    "amazon.all_orders": AllOrders,
    "amazon.mfn_returns": MfnReturns,
    "amazon.fba_returns": FbaReturns,
    "amazon.feedback": SellerFeedback,
    "taobao.orders": TaobaoOrders,
    "taobao.items": TaobaoItems,
    "taobao.refunds": TaobaoRefunds,
    "ebay.orders": EbayOrders,
    "shopify.orders": ShopifyOrders,
    "tiktok_shop.orders": TiktokOrders,
    "orders": OwnOrders,
    "tracking_events": TrackingEvents,
    "messages": Messages,
}


@lru_cache(maxsize=1)
def file_kinds() -> dict[str, FileKind]:
    """Every kind of table file by its name. Raises BadPack where a pack is not well-formed."""
    bodies = (pack.body for pack in load_packs("file_kinds"))
    return {body["kind"]: file_kind(body, ASSEMBLERS[body["kind"]]) for body in bodies}
